/**
 * The month stepper ‹ 2026年10月 › with its picker: a year of months, those without data faint.
 * @module frame/months
 */
import { byId, h, icon, iconButton, replace } from "../dom.js";
import * as format from "../format.js";
import { addMonths } from "../months.js";
import { language, t } from "../words.js";

/** @param {{state: any, data: any}} context */
export function createMonths({ state, data }) {
  const root = byId("months");
  let open = false;
  let year = 0;

  /** @param {string} month */
  function choose(month) {
    open = false;
    state.set({ month });
    root.querySelector(".month-name")?.focus();
  }

  function picker() {
    const known = new Set(data.months());
    const years = [...new Set(data.months().map((month) => Number(month.slice(0, 4))))];
    const step = (by, sign, name) =>
      iconButton(sign, name, () => { year += by; draw(); }, { disabled: !years.includes(year + by) });
    const cell = (number) => {
      const month = `${year}-${String(number).padStart(2, "0")}`;
      const label = language() === "zh" ? `${number}月` : new Intl.DateTimeFormat("en", { month: "short" }).format(new Date(2024, number - 1));
      return h("button", {
        type: "button", class: "month-cell", "aria-pressed": String(month === state.get().month), disabled: !known.has(month),
        "aria-label": format.month(month), on: { click: () => choose(month) },
      }, label);
    };
    return h("div", { class: "month-picker", role: "dialog", "aria-label": t("choose_month"), on: { keydown: closeOnEscape } },
      h("div", { class: "month-year" }, step(-1, "left", t("year_before")), h("strong", null, language() === "zh" ? `${year}年` : year), step(1, "right", t("year_after"))),
      h("div", { class: "month-grid" }, Array.from({ length: 12 }, (_, i) => cell(i + 1))));
  }

  function closeOnEscape(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    open = false;
    draw();
    root.querySelector(".month-name")?.focus();
  }

  function draw() {
    const { month } = state.get();
    if (!month) return replace(root, h("span", { class: "month-name is-empty" }, t("no_months")));
    const known = data.months();
    const reach = (by) => {
      const beyond = addMonths(month, by);
      return beyond >= (known[0] ?? month) && beyond <= (known.at(-1) ?? month) ? beyond : null;
    };
    const step = (by, sign, name) => iconButton(sign, name, () => choose(reach(by)), { disabled: !reach(by) });
    return replace(root,
      step(-1, "left", t("month_before")),
      h("button", {
        type: "button", class: "month-name", "aria-expanded": String(open), "aria-haspopup": "dialog",
        on: { click: () => { open = !open; year = Number(month.slice(0, 4)); draw(); if (open) root.querySelector("[aria-pressed=true]")?.focus(); } },
      }, format.month(month), icon("down")),
      step(1, "right", t("month_after")),
      open && picker());
  }

  document.addEventListener("click", (event) => {
    if (!open || event.composedPath().includes(root)) return;
    open = false;
    draw();
  });
  state.on(["month"], draw);
  return { draw };
}
