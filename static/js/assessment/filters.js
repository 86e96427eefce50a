/**
 * The filters above the table: river or lake, district, levels, attainment, and how many months.
 * @module assessment/filters
 */
import { h, replace } from "../dom.js";
import { t } from "../words.js";
import { viewChoices } from "./matrix_rows.js";

const ATTAINMENTS = ["missed", "met", "met_on_n", "undetermined"];

/**
 * @param {any} state @param {import("./matrix_rows.js").Row[]} rows @param {any} tools
 */
export function filterBar(state, rows, tools) {
  const root = h("div", { class: "filters" });
  const choices = { ...viewChoices(rows), attainment: ATTAINMENTS };
  const wordOf = (name, value) => (name === "attainment" ? t(`attainment_${value}`) : value);

  function draw() {
    const view = state.get();
    const chosen = Object.keys(choices).filter((name) => view[name]);
    const focus = /** @type {HTMLElement} */ (document.activeElement)?.dataset?.filter;
    replace(root,
      Object.entries(choices).filter(([name, values]) => values.length > 1 || view[name]).map(([name, values]) =>
        h("label", null, h("span", null, t(`filter_${name}`)),
          h("select", { class: view[name] ? "is-on" : "", "data-filter": name, "aria-label": t(`filter_${name}`), on: { change: (event) => state.set({ [name]: event.target.value }) } },
            h("option", { value: "" }, `${t(`filter_${name}`)}${t("colon")}${t("all")}`),
            values.map((value) => h("option", { value, selected: view[name] === value }, wordOf(name, value)))))),
      chosen.length > 0 && h("button", { type: "button", class: "tool", on: { click: () => state.set(Object.fromEntries(chosen.map((name) => [name, ""]))) } }, t("filters_clear")),
      h("div", { class: "segments", role: "group", "aria-label": t("months_shown") },
        [12, 24].map((months) => h("button", { type: "button", "aria-pressed": String(view.months === months), on: { click: () => state.set({ months }) } }, t(`months_${months}`)))),
      tools);
    if (focus) root.querySelector(`[data-filter="${focus}"]`)?.focus();
  }
  state.on(Object.keys(choices), draw);
  draw();
  return root;
}
