/**
 * The strip of a ladder: a month a column with its class, missed ones ringed and runs joined, letters as marks below.
 * @module accountability/ladder_strip
 */
import { numeralOf, toClass } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { fromFirst, isKnown, runsOf, standing } from "./shapes.js";

/** The class of a month, or why there is none. @param {any} month */
function mark(month) {
  const grade = toClass(month.class);
  if (grade) return h("span", { class: `chip chip-${grade} mark mark-${standing(month)}` }, numeralOf(grade));
  if (month.state) return h("span", { class: "mark mark-state" }, month.state.slice(0, 2));
  return h("span", { class: "mark mark-none" }, "·");
}

/** A letter's mark. @param {any} notice */
export const letterMark = (notice) => h("i", { class: `letter-mark letter-${notice.kind}${notice.entry ? "" : " is-due"}`, title: titleOf(notice.title) }, t(`acc_sign_${notice.kind}`));

/**
 * @param {any} ladder @param {string} chosen @param {(month: any) => void} show
 */
export function strip(ladder, chosen, show) {
  const months = fromFirst(ladder.months, isKnown);
  const runs = runsOf(months);
  const place = (i) => runs.map(([from, to]) => (i < from || i > to ? "" : i === from ? " run run-first" : i === to ? " run run-last" : " run")).join("");
  const name = (month) => [format.month(month.month), month.class ? numeralOf(month.class) : (month.state ?? t("acc_no_values")), t(`attainment_${standing(month)}`), month.notices.map((one) => titleOf(one.title)).join(t("comma"))].filter(Boolean).join(t("comma"));
  const cells = months.map((month, i) => {
    const first = i === 0 || month.month.endsWith("-01");
    return h("li", { class: `strip-cell${first ? " is-year" : ""}${place(i)}${isKnown(month) ? "" : " is-unknown"}` },
      h("span", { class: "strip-year", "aria-hidden": "true" }, first ? month.month.slice(0, 4) : ""),
      h("button", { type: "button", "aria-pressed": String(month.month === chosen), tabindex: month.month === chosen ? "0" : "-1", on: { click: () => choose(i) } },
        h("span", { class: "strip-month", "aria-hidden": "true" }, Number(month.month.slice(5))),
        h("span", { class: "strip-mark", "aria-hidden": "true" }, mark(month)),
        h("span", { class: "strip-letters", "aria-hidden": "true" }, month.notices.map(letterMark)),
        h("span", { class: "unseen" }, name(month))));
  });
  /** @param {number} i @param {boolean} [focus] */
  function choose(i, focus = false) {
    cells.forEach((cell, at) => {
      const button = cell.querySelector("button");
      button.setAttribute("aria-pressed", String(at === i));
      button.tabIndex = at === i ? 0 : -1;
      if (focus && at === i) button.focus();
    });
    show(months[i]);
  }
  const keys = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
  const list = h("ol", { class: "strip", "aria-label": t("acc_strip_label"), on: { keydown: (event) => {
    if (!(event.key in keys)) return;
    event.preventDefault();
    const now = cells.findIndex((cell) => cell.contains(document.activeElement));
    choose(Math.max(0, Math.min(cells.length - 1, now + keys[event.key])), true);
  } } }, cells);
  if (!months.some((one) => one.month === chosen)) cells.at(-1).querySelector("button").tabIndex = 0;
  const box = h("div", { class: "strip-box" }, list);
  requestAnimationFrame(() => (box.scrollLeft = box.scrollWidth));
  return box;
}

/** What the marks mean. @param {any} ladder */
export function ladderKey(ladder) {
  const kinds = [...new Map(ladder.months.flatMap((month) => month.notices).map((one) => [one.kind, one])).values()];
  return h("ul", { class: "key ladder-key" },
    h("li", null, h("span", { class: "chip chip-5 mark mark-missed" }, numeralOf(5)), t("attainment_missed")),
    h("li", null, h("span", { class: "run-sample", "aria-hidden": "true" }), t("acc_key_run")),
    kinds.map((one) => h("li", null, letterMark({ ...one, entry: true }), titleOf(one.title))),
    kinds.length > 0 && h("li", null, h("i", { class: "letter-mark is-due" }, " "), t("acc_not_drafted")));
}
