/**
 * What the faces of sites have alike: both results, items against their limits, rules with their sources, days of sampling.
 * @module sites/parts
 */
import { className, numeralOf, toClass } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { chip } from "../map/symbols.js";
import { tagOf } from "../assessment/section_parts.js";
import { t, titleOf } from "../words.js";

const list = (value) => (Array.isArray(value) ? value : []);

/** Names of indicators in a line. @param {any[]} all */
export const namesOf = (all) => list(all).map((one) => titleOf({ zh: one.name_zh, en: one.name_en }) || one.code).join(t("comma"));

/** Missed indicators with their multiples, those exempted marked. @param {any[]} missed */
export const missedText = (missed) =>
  list(missed).map((one) => `${titleOf({ zh: one.name_zh, en: one.name_en })}${typeof one.multiple === "number" ? t("sites_multiple", { n: multipleText(one.multiple) }) : ""}${one.exempted ? t("sites_exempted_mark") : ""}`).join(t("comma"));

/** A multiple with two places, or more where it would read 0. @param {number} multiple */
const multipleText = (multiple) => (multiple < 0.005 ? format.concentration(multiple) : format.number(multiple, 2, true));

/** A class as a chip, a dash where there is none. @param {number|null} grade */
export const chipOf = (grade) => (toClass(grade) ? chip(toClass(grade), className(toClass(grade))) : h("span", { class: "soft" }, "–"));

/** A block of the side. @param {string} title @param {...any} children */
export const part = (title, ...children) => h("section", { class: "block site-part" }, h("h2", { class: "part-title" }, title), children);

/** The head of a side. @param {string} name @param {any[]} said */
export const sideHead = (name, said) => h("header", { class: "panel-head" }, h("h1", null, name), h("p", { class: "soft" }, said.filter(Boolean).join(" · ")));

/** How a site stands: its class, or a sign of its own. @param {any} sign @param {any} title @param {...any} lines */
export const standing = (sign, title, ...lines) => h("div", { class: "standing site-standing" }, sign && h("span", { class: "site-sign" }, sign), h("div", null, h("p", { class: "standing-class" }, title), lines.filter(Boolean).map((line) => h("p", null, line))));

/** Both results, before and after exemptions; always shown. @param {any} before @param {any} after @param {any[]} [papers] @param {boolean} [grades] whether the classes may differ */
export function bothResults(before, after, papers = []) {
  const cell = (title, one) => h("div", { class: "result-cell" }, h("span", { class: "soft" }, title), one.class ? chipOf(one.class) : null, one.attainment !== undefined && (one.attainment === null ? h("span", { class: "tag" }, t("attainment_none")) : tagOf(one.attainment)), one.words);
  return h("section", { class: "both" },
    h("div", { class: "both-results" }, cell(t("before_exemptions"), before), h("span", { class: "soft", "aria-hidden": "true" }, "→"), cell(t("after_exemptions"), after)),
    papers.length
      ? h("ul", null, papers.map((one) => h("li", null, [one.reason, one.document ?? one.document_number, one.indicators?.length ? null : t("all_indicators")].filter(Boolean).join(" · "))))
      : h("p", { class: "soft" }, JSON.stringify(before) === JSON.stringify(after) ? t("no_exemptions") : t("sites_exempt_sections")));
}

/** A value as written. @param {any} item */
function valueText(item) {
  if (item.presence) return item.value === null ? "—" : t(item.value ? "sites_present" : "sites_absent");
  return typeof item.value === "number" ? format.ruled(item.value, item.decimals) : "—";
}

/** A limit as written. @param {any} item */
export function limitText(item) {
  if (item.presence) return t("sites_absent");
  if (Array.isArray(item.limit)) return `${item.limit[0]}–${item.limit[1]}`;
  return typeof item.limit === "number" ? `${item.least ? "≥ " : ""}${item.limit}` : "";
}

/** The verdict on one item. @param {any} item */
function verdict(item) {
  if (item.undeterminable) return h("span", { class: "chip chip-0", title: t("undeterminable_hint") }, "?");
  if (!item.judged) return [item.grade ? [chipOf(item.grade), " "] : null, h("span", { class: "soft" }, t("beside"))];
  return [
    item.grade ? chip(toClass(item.grade)) : null,
    item.missed ? h("em", null, typeof item.multiple === "number" ? t("sites_over", { n: multipleText(item.multiple) }) : t("sites_over_limit")) : item.grade ? null : h("span", { class: "good" }, t("sites_within")),
    item.exempted && h("small", { class: "edge" }, t("exempt_sign")),
  ];
}

/** Items against their limits, what is missed first. @param {any[]} items from `itemOf` @param {{limit?: string, groups?: (item: any) => string|null}} [more] */
export function itemTable(items, { limit = t("sites_limit"), groups = null } = {}) {
  const hasCount = items.some((one) => one.count !== null);
  const rows = [...items].sort((a, b) => Number(b.missed) - Number(a.missed) || Number(b.judged) - Number(a.judged) || (b.grade ?? 0) - (a.grade ?? 0));
  const heads = [t("indicator"), t("value"), limit, t("sites_verdict"), hasCount && t("sites_count")].filter(Boolean);
  return h("table", { class: "indicators site-items" },
    h("caption", { class: "unseen" }, t("sites_items")),
    h("thead", null, h("tr", null, heads.map((words, i) => h("th", { scope: "col", class: i === 0 || i === 3 ? "" : "number" }, words)))),
    h("tbody", null, rows.map((one) => h("tr", { class: one.judged ? "" : "is-beside" },
      h("th", { scope: "row" }, titleOf(one), groups?.(one) && h("small", null, groups(one))),
      h("td", { class: "number" }, h("b", { class: one.missed ? "bad" : "" }, valueText(one)), one.unit && h("small", null, one.unit)),
      h("td", { class: "number soft" }, limitText(one) || "–"),
      h("td", null, verdict(one)),
      hasCount && h("td", { class: "number soft" }, one.count === null ? "–" : t("times", { n: format.count(one.count) }))))));
}

/** When it was sampled. @param {string[]} days @param {number|null} [count] */
export const daysLine = (days, count = null) =>
  list(days).length > 0 && h("p", { class: "soft small" }, [t("sites_sampled_on", { days: days.map((day) => format.day(day)).join(t("comma")) }), typeof count === "number" && t("sites_value_count", { n: format.count(count) })].filter(Boolean).join(" "));

/** The rules of a list, with their sources. @param {any[]} notes */
export const rulesPart = (notes, ...more) => {
  const lines = [...list(notes).map((one) => titleOf(one)), ...more].filter(Boolean);
  return lines.length > 0 && part(t("sites_rules"), h("ul", { class: "notes" }, lines.map((line) => h("li", null, line))));
};

/** The same below a table. @param {any[]} notes */
export const notesList = (notes) => h("ul", { class: "notes" }, list(notes).map((one) => h("li", null, titleOf(one))));

/** Missing and undeterminable items in words. @param {any} row @returns {any[]} */
export const gapLines = (row) => [
  list(row.missing).length > 0 && h("p", { class: "small" }, h("span", { class: "soft" }, t("sites_missing_n", { n: row.missing.length })), namesOf(row.missing)),
  list(row.undeterminable).length > 0 && h("p", { class: "small" }, h("span", { class: "soft" }, t("sites_undeterminable")), namesOf(row.undeterminable)),
];

/** A numeral with its word, of a class that may be a quasi one. @param {string|null} name @param {number|null} grade */
export const classWords = (name, grade) => (name ? t("class_name", { numeral: name }) : grade ? t("class_name", { numeral: numeralOf(grade) }) : "");
