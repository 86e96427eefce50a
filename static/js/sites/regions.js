/**
 * Rivers, districts, lakes and all sections together in a month: level, shares, main pollutants, attainment, change.
 * @module sites/regions
 */
import { get } from "../api.js";
import { changes, tagOf } from "../assessment/section_parts.js";
import { classBar, fact } from "../assessment/summary.js";
import { className, toClass } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { bothResults, chipOf, itemTable, part, rulesPart, sideHead, standing } from "./parts.js";
import { itemOf } from "./shapes.js";

const BY = ["river", "district", "lake", "basin"];
const percent = (value) => (typeof value === "number" ? `${format.number(value, 1, true)}%` : "–");
/** Counts by class, 0 to 6. @param {any} row */
const classes = (row) => [row.without_class?.length ?? 0, ...Object.values(row.class_counts ?? {})].map(Number);
const level = (row) => titleOf({ zh: row.level_zh, en: row.level_en });
const change = (row, span) => titleOf(row.change?.[span]);
const changeCell = (span, title) => ({
  id: `change_${span}`, title, filter: "choice", value: (row) => change(row, span) || null,
  show: (row) => h("span", { class: `is-${row.change?.[span]?.direction ?? "unknown"}` }, change(row, span) || "–"),
});
const levelShow = (row) => (row ? h("span", { class: "with-chip" }, row.class ? chipOf(row.class) : null, h("span", null, level(row) || "–")) : "–");
/** Result after exemptions; the same as before where none holds. @param {any} row */
const after = (row) => row.after ?? row;

/** What both tables of regions and lakes show first. */
export const levelColumns = () => [
  { id: "level", title: t("before_exemptions"), filter: "choice", value: (row) => row.level ?? null, text: level, choiceText: (value) => (value ? t(`quality_${[0, 2, 3, 4, 5, 6][value] ?? 0}`) : "–"), show: levelShow },
  { id: "after", title: t("after_exemptions"), value: (row) => after(row).level ?? null, text: (row) => level(after(row)), show: (row) => (row.after ? levelShow(row.after) : h("span", { class: "soft" }, t("sites_same"))) },
];

/** The rest that they have alike. */
export const changeColumns = () => [
  { id: "pollutants", title: t("sites_main_pollutants"), value: (row) => row.main_pollutants_zh || null, text: (row) => titleOf({ zh: row.main_pollutants_zh, en: row.main_pollutants_en }), show: (row) => h("span", { class: "wide-text" }, titleOf({ zh: row.main_pollutants_zh, en: row.main_pollutants_en }) || "–") },
  changeCell("month", t("against_month")), changeCell("year", t("against_year")),
];

/** The name of a region's column. @param {string} title */
export const nameColumn = (title, sub = (row) => "") => ({ id: "name", title, filter: "text", value: (row) => row.name, show: (row) => [h("span", { class: "row-name", title: row.name }, row.name), sub(row) && h("span", { class: "sub" }, sub(row))] });

/** Means over sections against the limits of the class looked for. @param {any} row */
export const meansPart = (row) => row.means?.length > 0 && part(t("sites_means"),
  h("p", { class: "soft small" }, t("sites_means_note", { target: className(toClass(row.reference_class)) })),
  itemTable(row.means.filter((one) => one.value !== null).map((one) => ({ ...itemOf(one, row.reference_class), count: null })).map((one) => ({ ...one, missed: one.judged && (one.grade ?? 0) > (row.reference_class ?? 6) })), { limit: t("sites_limit_of", { target: className(toClass(row.reference_class)) }) }));

/** The results before and after, with level and class. @param {any} row */
export const bothOf = (row) => {
  const cell = (one) => ({ class: one.class, words: level(one) || t("class_none"), counts: one.attainment && t("sites_met_of", { n: one.attainment.met, m: one.attainment.with_target }) });
  const told = (one) => ({ class: one.class, words: [cell(one).words, cell(one).counts].filter(Boolean).join(" · ") });
  return bothResults(told(row), told(after(row)));
};

/** Names of sections by code. @param {string} month @returns {Promise<Map<string, string>>} */
const sectionNames = (month) => get("/api/assessment/sections", { month, months: 1 }).then((answer) => new Map(answer.sections.map((one) => [one.code, one.name])), () => new Map());

/** The attainment of a region's sections. @param {any} row @param {string} month */
export async function attainmentPart({ attainment: one, without_class: none, sections }, month) {
  const names = await sectionNames(month);
  const link = (code, name) => h("a", { class: "section-link", href: `/assessment?month=${month}&section=${encodeURIComponent(code)}` }, name ?? code);
  return part(t("sites_sections"),
    h("dl", { class: "facts facts-small" }, ["met", "missed", "met_on_n", "undetermined"].map((name) => fact(t(`attainment_${name}`), one[name], { names: name === "missed" && one.missed ? "fact-bad" : "" })), fact(t("sites_rate"), percent(one.rates?.of_decided?.pct), { note: t("sites_rate_note", { n: one.rates?.of_decided?.numerator ?? 0, m: one.rates?.of_decided?.denominator ?? 0 }) })),
    h("p", { class: "section-links" }, (sections ?? []).map((code) => h("span", null, link(code, names.get(code)), (one.missed_sections ?? []).includes(code) ? [" ", tagOf("missed")] : null))),
    (none ?? []).length > 0 && h("ul", { class: "notes" }, none.map((each) => h("li", null, `${each.name} · ${titleOf({ zh: each.reason_zh, en: each.reason_en })}`))));
}

/** Whether it became no worse than a year ago, aspect by aspect. @param {any} row */
export const neverWorse = ({ never_worse: one }) => one && part(t("sites_never_worse"), h("p", null, h("strong", { class: `is-${one.answer}` }, titleOf({ zh: one.answer_zh, en: one.answer_en })), h("span", { class: "soft small" }, ` ${t("sites_base", { base: one.base })}`)), h("ul", { class: "notes" }, (one.aspects ?? []).map((each) => h("li", null, titleOf({ zh: each.reason_zh, en: each.reason_en })))));

export const face = {
  keyOf: (row) => row.name,
  load: ({ month, by }) => get("/api/assessment/regions", { month, by }),
  rows: (answer) => [...(answer.rows ?? [])].sort((a, b) => (b.level ?? 0) - (a.level ?? 0) || (b.class ?? 0) - (a.class ?? 0)),
  exports: ({ month, by }) => ["/api/assessment/regions", { month, by }],
  filters: (view, state) => h("div", { class: "segments", role: "group", "aria-label": t("ranking_of") }, BY.map((by) => h("button", { type: "button", "aria-pressed": String(view.by === by), on: { click: () => state.set({ by, site: "" }) } }, t(`sites_by_${by}`)))),
  facts: (rows) => {
    const judged = rows.filter((one) => one.level);
    const of = (span, direction) => rows.filter((one) => one.change?.[span]?.direction === direction).length;
    const all = rows.reduce((sum, one) => classes(one).map((n, i) => n + (sum[i] ?? 0)), [0, 0, 0, 0, 0, 0, 0]);
    return h("dl", { class: "facts" },
      fact(t("sites_judged"), [`${judged.length}`, h("small", null, `/ ${rows.length}`)]),
      fact(t("sites_good"), judged.filter((one) => one.level <= 2).length, { note: t("sites_good_note") }),
      fact(t("sites_worse"), of("year", "worse"), { names: of("year", "worse") ? "fact-bad" : "", note: t("sites_better_note", { n: of("year", "better") }) }),
      h("div", { class: "fact fact-wide" }, h("dt", null, t("sites_by_class")), h("dd", null, classBar(all))));
  },
  columns: (_answer, view) => [
    nameColumn(t(`sites_by_${view.by}`), (row) => t("sites_sections_n", { n: row.sections?.length ?? 0 })),
    ...levelColumns(),
    { id: "classes", title: t("sites_by_class"), sort: false, value: (row) => row.judged, text: (row) => Object.entries(row.class_counts ?? {}).filter(([, n]) => n).map(([name, n]) => `${name} ${n}`).join(" "), show: (row) => (row.judged ? h("span", { class: "cell-bar" }, classBar(classes(row))) : h("span", { class: "soft" }, titleOf({ zh: row.reason_zh, en: row.reason_en }))) },
    { id: "good", title: t("sites_share_good"), kind: "number", value: (row) => row.share_good_pct, text: (row) => percent(row.share_good_pct) },
    { id: "worst", title: t("sites_share_worst"), kind: "number", value: (row) => row.share_worst_pct, text: (row) => percent(row.share_worst_pct), show: (row) => h("span", { class: row.share_worst_pct > 0 ? "bad" : "" }, percent(row.share_worst_pct)) },
    { id: "met", title: t("sites_met"), kind: "number", hint: t("sites_met_hint"), value: (row) => row.attainment.met, text: (row) => `${row.attainment.met} / ${row.attainment.with_target}`, show: (row) => [h("b", null, row.attainment.met), h("span", { class: "soft" }, ` / ${row.attainment.with_target}`), row.attainment.missed > 0 && h("span", { class: "sub bad" }, t("sites_missed_n", { n: row.attainment.missed }))] },
    ...changeColumns(),
  ],
  side: async (row, { view, answer }) => [
    sideHead(row.name, [t(`sites_by_${row.kind}`), format.month(view.month), row.rule !== "none" && t(`sites_rule_${row.rule}`)]),
    standing(row.class ? chipOf(row.class) : null, level(row) || titleOf({ zh: row.reason_zh, en: row.reason_en }), row.main_pollutants_zh && t("main_pollutants", { names: titleOf({ zh: row.main_pollutants_zh, en: row.main_pollutants_en }) }), row.critical && t("critical", { rounded: className(toClass(row.class)), unrounded: className(toClass(row.class_unrounded)) })),
    bothOf(row), changes(row),
    row.judged > 0 && part(t("sites_by_class"), classBar(classes(row)), h("p", { class: "soft small" }, t("sites_shares", { good: percent(row.share_good_pct), worst: percent(row.share_worst_pct), n: row.judged }))),
    await attainmentPart(row, view.month), neverWorse(row), meansPart(row),
    rulesPart(answer.notes, row.change?.month?.source && t("target_source", { source: row.change.month.source })),
  ],
};
