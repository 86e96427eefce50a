/**
 * Groundwater wells of a year: class by the worst item, target, both results, every item against its limit.
 * @module sites/wells
 */
import { get } from "../api.js";
import { fact } from "../assessment/summary.js";
import { className, toClass } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { nameColumn } from "./regions.js";
import { attainmentColumns, onMap } from "./sources.js";
import { bothResults, chipOf, daysLine, gapLines, itemTable, missedText, namesOf, part, rulesPart, sideHead, standing } from "./parts.js";
import { siteSamples } from "./samples.js";
import { itemOf, missedFirst } from "./shapes.js";

const yearOf = (view) => view.month.slice(0, 4);
const best = (row) => row.class && row.class_is_at_best && t("sites_at_best");

export const face = {
  keyOf: (row) => String(row.code),
  load: (view) => get("/api/assessment/groundwater", { year: yearOf(view) }),
  rows: (answer) => missedFirst(answer.rows ?? []),
  exports: (view) => ["/api/assessment/groundwater", { year: yearOf(view) }],
  onMap: onMap("wells", (row) => row.code),
  nothing: (answer) => !(answer.rows ?? []).some((one) => one.value_count) && t("sites_wells_silent", { year: answer.year }),
  facts: (rows) => {
    const missed = rows.filter((one) => one.attainment === "missed").length;
    return h("dl", { class: "facts" },
      fact(t("sites_wells_n"), [`${rows.filter((one) => one.value_count).length}`, h("small", null, `/ ${rows.length}`)], { note: t("sites_wells_note") }),
      fact(t("sites_missed_before"), missed, { names: missed ? "fact-bad" : "", note: t("sites_missed_after", { n: rows.filter((one) => one.attainment_exempted === "missed").length }) }),
      fact(t("attainment_met"), rows.filter((one) => one.attainment === "met").length),
      fact(t("fact_open"), rows.filter((one) => ["met_on_n", "undetermined"].includes(one.attainment)).length, { note: t("sites_open_note") }));
  },
  columns: () => [
    nameColumn(t("sites_well"), (row) => [row.kind, row.aquifer].filter(Boolean).join(" · ")),
    { id: "district", title: t("by_district"), filter: "choice", value: (row) => row.district },
    { id: "class", title: t("class"), kind: "class", value: (row) => row.class, text: (row) => row.class_name ?? "", show: (row) => [chipOf(row.class), best(row) && h("span", { class: "sub" }, best(row))] },
    { id: "target", title: t("target"), kind: "class", value: (row) => row.target_class, text: (row) => row.target_class_name ?? "", show: (row) => h("span", { class: "soft" }, row.target_class_name ?? "–") },
    ...attainmentColumns(),
    { id: "missed", title: t("sites_missed_items"), value: (row) => missedText(row.missed) || null, show: (row) => h("span", { class: row.missed?.length ? "bad wide-text" : "soft" }, missedText(row.missed) || titleOf({ zh: row.reason_zh, en: row.reason_en }) || "–") },
    { id: "judged", title: t("sites_measured"), kind: "number", value: (row) => row.judged_count, text: (row) => `${row.judged_count} / ${row.required_count}` },
    { id: "days", title: t("sites_day"), value: (row) => row.sampled_on?.at(-1) ?? null, show: (row) => (row.sampled_on?.length ? [format.day(row.sampled_on.at(-1)), row.sampled_on.length > 1 && h("span", { class: "sub" }, t("times", { n: row.sampled_on.length }))] : h("span", { class: "soft" }, t("no_values"))) },
  ],
  side: (row, { view, answer }) => [
    sideHead(row.name, [row.kind, row.aquifer, typeof row.depth_m === "number" && t("sites_depth", { n: row.depth_m }), row.district, row.township]),
    standing(chipOf(row.class), row.class ? [className(toClass(row.class)), best(row) && h("span", { class: "soft" }, ` · ${best(row)}`)] : titleOf({ zh: row.reason_zh, en: row.reason_en }),
      row.target_class && t("target_of", { target: className(toClass(row.target_class)) }), row.class > 1 && row.deciding?.length > 0 && t("deciding", { names: namesOf(row.deciding) }), missedText(row.missed)),
    bothResults({ class: row.class, attainment: row.attainment }, { class: row.class, attainment: row.attainment_exempted }, row.exemptions),
    part(t("sites_measured"), h("p", null, t("judged_as", { set: "GB/T 14848-2017", n: row.judged_count, m: row.required_count })), daysLine(row.sampled_on, row.value_count), gapLines(row)),
    row.items?.length > 0 && part(t("sites_items"), itemTable(row.items.map((one) => ({ ...itemOf(one, row.target_class ?? 3), exempted: Boolean(row.missed?.find((each) => each.code === one.code)?.exempted) })), { limit: t("sites_limit_of", { target: className(toClass(row.target_class ?? 3)) }) })),
    rulesPart(answer.notes),
    row.value_count > 0 && siteSamples(`wells/${row.code}`, { month: `${yearOf(view)}-12`, months: 12 }),
  ],
};
