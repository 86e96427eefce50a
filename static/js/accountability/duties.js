/**
 * The work that the plan asks for in the month and that is done elsewhere.
 * @module accountability/duties
 */
import { h } from "../dom.js";
import { t, titleOf } from "../words.js";
import { lines } from "./shapes.js";

/** One piece of work, or the same for several subjects. @param {any[]} same @param {Map<string, string>} names of sections by code */
function duty(same, names) {
  const [one] = same;
  return h("li", { class: "duty" },
    h("div", { class: "duty-head" }, h("strong", null, titleOf(one.title)), h("span", { class: "tag" }, t(`acc_frequency_${one.frequency}`)), one.publishes && h("span", { class: "tag" }, t("acc_publishes")), h("span", { class: "soft small" }, one.clause)),
    h("p", null, titleOf(one.text)),
    (one.lead.length > 0 || one.implement.length > 0) && h("p", { class: "soft small" },
      [one.lead.length && t("acc_lead", { names: one.lead.join(t("comma")) }), one.implement.length && t("acc_implement", { names: one.implement.join(t("comma")) })].filter(Boolean).join(" · ")),
    same.some((each) => lines(each, "reasons").length) && h("ul", { class: "reasons" }, same.flatMap((each) => lines(each, "reasons").map((line) => h("li", null, each.subject_codes.length === 1 && h("b", null, `${names.get(each.subject_codes[0]) ?? each.subject_codes[0]} `), line)))));
}

/** @param {any} close @param {Map<string, string>} names */
export function duties(close, names) {
  const byRule = close.duties.reduce((map, one) => map.set(one.rule, [...(map.get(one.rule) ?? []), one]), new Map());
  if (!byRule.size) return null;
  return h("section", { class: "block" },
    h("div", { class: "block-head" }, h("h2", null, t("acc_duties")), h("span", { class: "count" }, t("acc_count", { n: byRule.size })), h("p", null, t("acc_duties_note"))),
    h("ul", { class: "duty-list" }, [...byRule.values()].map((same) => duty(same, names))));
}
