/**
 * Drinking-water sources: what is overdue, the tables of the standard, both results, every item against its limit.
 * @module sites/sources
 */
import { get } from "../api.js";
import { tagOf } from "../assessment/section_parts.js";
import { fact } from "../assessment/summary.js";
import { className, toClass } from "../classes.js";
import { h, icon } from "../dom.js";
import * as format from "../format.js";
import { addMonths } from "../months.js";
import { chip } from "../map/symbols.js";
import { t, titleOf } from "../words.js";
import { nameColumn } from "./regions.js";
import { bothResults, chipOf, daysLine, gapLines, itemTable, missedText, part, rulesPart, sideHead, standing } from "./parts.js";
import { siteSamples } from "./samples.js";
import { itemOf, overdueFirst } from "./shapes.js";

const PARTS = ["table_1", "table_2", "table_3", "gbt_14848"];
const stateOf = (row) => titleOf({ zh: row.state_zh, en: row.state_en });

/** Whether it is time to sample. @param {any} row */
const schedule = (row) => [
  h("span", { class: `tag ${row.is_overdue ? "tag-missed" : row.is_overdue === null ? "tag-undetermined" : ""}` }, row.is_overdue ? t("sites_overdue_days", { n: row.days_overdue }) : stateOf(row)), " ",
  row.due_on && h("span", { class: "sub" }, t(row.is_overdue ? "sites_was_due" : "sites_next_due", { day: format.day(row.due_on) })),
];

/** The tables of the standard one by one. @param {any} row */
const partsOf = (row) => h("span", { class: "part-tags" }, PARTS.filter((name) => row.parts?.[name]).map((name) => h("span", { class: "part-tag" }, h("small", null, t(`sites_${name}`)), tagOf(row.parts[name]))));

/** On the map. @param {string} layer @param {(row: any) => string} keyOf */
export const onMap = (layer, keyOf) => (row, view) => h("a", { class: "tool", href: `/?feature=${layer}/${encodeURIComponent(keyOf(row))}&month=${view.month}` }, icon("pin"), t("show_on_map"));

export const attainmentColumns = () => [["attainment", "before_exemptions"], ["attainment_exempted", "after_exemptions"]].map(([id, title]) => ({
  id, title: t(title), filter: "choice", value: (row) => row[id] ?? "none", text: (row) => t(`attainment_${row[id] ?? "none"}`), choiceText: (value) => t(`attainment_${value || "none"}`),
  show: (row) => (row[id] ? tagOf(row[id]) : h("span", { class: "soft" }, t("attainment_none"))),
}));

export const face = {
  keyOf: (row) => String(row.code),
  load: ({ month }) => get("/api/assessment/water-sources", { month }),
  rows: (answer) => overdueFirst(answer.rows ?? []),
  exports: ({ month }) => ["/api/assessment/water-sources", { month }],
  onMap: onMap("water_sources", (row) => row.code),
  facts: (rows) => {
    const [overdue, missed, after] = [rows.filter((one) => one.is_overdue), rows.filter((one) => one.attainment === "missed"), rows.filter((one) => one.attainment_exempted === "missed")];
    const open = rows.filter((one) => ["met_on_n", "undetermined"].includes(one.attainment)).length;
    return h("dl", { class: "facts" },
      fact(t("sites_overdue"), [`${overdue.length}`, h("small", null, `/ ${rows.length}`)], { names: overdue.length ? "fact-bad" : "fact-good", note: overdue.length ? overdue.map((one) => one.name).join(t("comma")) : t("sites_none_overdue") }),
      fact(t("sites_missed_before"), missed.length, { names: missed.length ? "fact-bad" : "", note: t("sites_missed_after", { n: after.length }) }),
      fact(t("attainment_met"), rows.filter((one) => one.attainment === "met").length),
      fact(t("fact_open"), open, { note: t("sites_open_note") }));
  },
  columns: () => [
    nameColumn(t("sites_source"), (row) => [row.kind, row.scale, row.is_reserve && t("sites_reserve")].filter(Boolean).join(" · ")),
    { id: "schedule", title: t("sites_schedule"), filter: "choice", value: (row) => stateOf(row), text: (row) => `${stateOf(row)} ${row.due_on ?? ""}`, show: schedule },
    { id: "last", title: t("sites_last_sampled"), value: (row) => row.last_sampled, show: (row) => [row.last_sampled ? format.day(row.last_sampled) : h("span", { class: "soft" }, t("no_values")), h("span", { class: "sub" }, row.frequency ?? t("sites_frequency_unknown"))] },
    { id: "class", title: t("class"), kind: "class", value: (row) => row.class, text: (row) => row.class_name ?? "", show: (row) => [chipOf(row.class), h("span", { class: "sub" }, t("target_of", { target: className(toClass(row.target_class)) }))] },
    ...attainmentColumns(),
    { id: "parts", title: t("sites_parts"), sort: false, value: (row) => PARTS.filter((name) => row.parts?.[name]).map((name) => `${t(`sites_${name}`)} ${t(`attainment_${row.parts[name]}`)}`).join(t("comma")), show: partsOf },
    { id: "missed", title: t("sites_missed_items"), value: (row) => missedText(row.missed) || null, show: (row) => h("span", { class: row.missed?.length ? "bad wide-text" : "soft" }, missedText(row.missed) || titleOf({ zh: row.reason_zh, en: row.reason_en }) || "–") },
    { id: "missing", title: t("sites_missing_items"), kind: "number", value: (row) => row.missing?.length || null, text: (row) => (row.missing?.length ? String(row.missing.length) : "–") },
  ],
  side: (row, { answer }) => [
    sideHead(row.name, [row.kind, row.scale, row.district, row.river, row.is_reserve && t("sites_reserve")]),
    standing(chipOf(row.class), row.class ? className(toClass(row.class)) : titleOf({ zh: row.reason_zh, en: row.reason_en }), [t("target_of", { target: className(toClass(row.target_class)) }), row.target_class_assumed && t("sites_target_assumed")].filter(Boolean).join(" · "), missedText(row.missed)),
    bothResults({ class: row.class, attainment: row.attainment }, { class: row.class, attainment: row.attainment_exempted }, row.exemptions),
    part(t("sites_schedule"), h("p", null, schedule(row)), h("p", { class: "soft small" }, [row.frequency ?? t("sites_frequency_unknown"), row.period && t("sites_rests_on", { from: format.month(row.period.first_month), to: format.month(row.period.last_month) })].filter(Boolean).join(" · ")), daysLine(row.period?.sampled_on, row.period?.value_count)),
    part(t("sites_parts"), partsOf(row), [...(row.notes_zh ?? [])].map((_, i) => h("p", { class: "soft small" }, titleOf({ zh: row.notes_zh[i], en: row.notes_en?.[i] }))), gapLines(row), row.unknown_items?.length > 0 && h("p", { class: "small" }, t("sites_unknown_items", { names: row.unknown_items.join(t("comma")) }))),
    row.items?.length > 0 && part(t("sites_items"), itemTable(row.items.map((one) => ({ ...itemOf(one), grade: null })), { groups: (one) => one.table && t(`sites_${one.table}`) })),
    Object.keys(row.beside ?? {}).length > 0 && h("p", { class: "small with-chip" }, h("span", { class: "soft" }, t("sites_beside")), Object.entries(row.beside).map(([code, grade]) => h("span", { class: "with-chip" }, titleOf({ zh: row.items?.find((one) => one.code === code)?.name_zh, en: row.items?.find((one) => one.code === code)?.name_en }) || code, chip(toClass(grade))))),
    rulesPart(answer.notes),
    row.period && siteSamples(`water_sources/${row.code}`, { month: row.period.last_month, months: monthsBetween(row.period.first_month, row.period.last_month) }),
  ],
};

/** How many months a span has. @param {string} first @param {string} last */
function monthsBetween(first, last) {
  let n = 1;
  for (let month = first; month < last && n < 24; month = addMonths(month, 1)) n += 1;
  return n;
}
