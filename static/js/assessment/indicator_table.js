/**
 * A section's indicators against their limits, worst first: value, limit, multiples, class, share of the index, source.
 * @module assessment/indicator_table
 */
import { ladderPosition, toClass } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { chip } from "../map/symbols.js";
import { t, titleOf } from "../words.js";

/** Indicators with the worst first; what is not judged comes last. @param {any[]} indicators */
export const worstFirst = (indicators) =>
  [...indicators].sort((a, b) => Number(b.judged) - Number(a.judged) || toClass(b.class) - toClass(a.class) || (b.multiple_target ?? b.multiple_3 ?? -1) - (a.multiple_target ?? a.multiple_3 ?? -1) || (b.index ?? -1) - (a.index ?? -1));

/** A limit as written; pH has two. @param {any} one @param {number} grade */
export function limitText(one, grade) {
  const limit = one.limits?.[(grade || 3) - 1];
  if (Array.isArray(limit)) return `${limit[0]}–${limit[1]}`;
  if (typeof limit !== "number") return "";
  const numbers = one.limits.filter((each) => typeof each === "number");
  return `${one.direction === "ge" ? "≥" : ""}${format.limit(limit, numbers, one.direction === "ge")}`;
}

/** A value as written; one below its detection limit keeps its sign. @param {any} one */
export function valueText(one) {
  if (typeof one.value === "number") return format.ruled(one.value, Number.isInteger(one.decimals) ? one.decimals : null);
  return one.below_count > 0 && typeof one.detection_limit === "number" ? `<${one.detection_limit}` : "—";
}

/** Where a value stands on the five limits. @param {any} one */
function steps(one) {
  const limits = one.limits ?? [];
  if (limits.length !== 5 || limits.some((limit) => typeof limit !== "number") || typeof one.value !== "number") return null;
  const at = ladderPosition(one.value, limits, one.direction === "ge");
  return h("span", { class: "steps", "aria-hidden": "true" },
    [1, 2, 3, 4, 5, 6].map((grade) => h("i", { class: `step chip-${grade}${grade === toClass(one.class) ? " is-here" : ""}` })),
    h("b", { class: "steps-mark", style: { left: `${(Math.min(5.95, at) / 6) * 100}%` } }));
}

/** By how much a value is over, in words. @param {any} one @param {number} target */
function over(one, target) {
  const words = [];
  if (one.multiple_target > 0 && target !== 3) words.push(t("over_by", { target: t("target_word"), n: format.number(one.multiple_target, 2, true) }));
  if (one.multiple_3 > 0) words.push(t("over_by", { target: t("class_name", { numeral: t("numeral_3") }), n: format.number(one.multiple_3, 2, true) }));
  return words.map((text) => h("em", null, text));
}

/** The source of a value in a word. @param {string} source */
export const sourceWord = (source) => (["automatic", "manual"].includes(source) ? t(`source_${source}`) : source || "—");

/**
 * @param {any[]} indicators @param {{target: number, chosen: string|null, choose: (code: string) => void}} context
 */
export function indicatorTable(indicators, { target, chosen, choose }) {
  const rows = worstFirst(indicators);
  const share = rows.some((one) => typeof one.share_percent === "number");
  const heads = [t("indicator"), t("value_and_limit"), t("class"), share && t("share_of_index"), t("source_and_count")].filter(Boolean);
  return h("table", { class: "indicators" },
    h("caption", { class: "unseen" }, t("indicator_table")),
    h("thead", null, h("tr", null, heads.map((words, i) => h("th", { scope: "col", class: i === 1 ? "number" : share && i === 3 ? "number share" : "" }, words)))),
    h("tbody", null, rows.map((one) =>
      h("tr", { class: `${one.code === chosen ? "is-chosen" : ""}${one.judged ? "" : " is-beside"}`, "data-code": one.code },
        h("th", { scope: "row" }, titleOf({ zh: one.name_zh, en: one.name_en }), steps(one)),
        h("td", { class: "number" },
          h("button", { type: "button", class: "value-button", title: t("to_raw_values"), "aria-pressed": String(one.code === chosen), on: { click: () => choose(one.code) } }, valueText(one)),
          limitText(one, target) && h("span", { class: "limit" }, ` / ${limitText(one, target)}`), h("small", null, one.unit),
          one.judged && over(one, target)),
        h("td", { class: "center" },
          one.undeterminable ? h("span", { class: "chip chip-0", title: t("undeterminable_hint") }, "?") : one.judged ? chip(toClass(one.class)) : h("span", { class: "soft", title: t("not_judged_hint") }, t("beside")),
          one.judged && toClass(one.class_unrounded) !== toClass(one.class) && h("small", { class: "edge", title: t("critical_key") }, t("critical_sign"))),
        share && h("td", { class: "number share" }, typeof one.share_percent === "number" && [`${format.number(one.share_percent, 1, true)}%`, h("span", { class: "share-bar", "aria-hidden": "true" }, h("i", { style: { width: `${Math.min(100, one.share_percent * 2.5)}%` } }))]),
        h("td", { class: "soft" }, sourceWord(one.source), h("br"), one.count > 0 && t("times", { n: format.count(one.count) }), one.below_count > 0 && h("span", { title: t("below_limit") }, ` <${one.below_count}`))))));
}
