/**
 * Treatment plants: the class that their standard names, the effluent, the load of their capacity, inflow BOD.
 * @module sites/plants
 */
import { get } from "../api.js";
import { tagOf } from "../assessment/section_parts.js";
import { fact } from "../assessment/summary.js";
import { toClass } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { nameColumn } from "./regions.js";
import { onMap } from "./sources.js";
import { classWords, daysLine, itemTable, missedText, namesOf, part, rulesPart, sideHead, standing } from "./parts.js";
import { inflowMonths } from "./inflow.js";
import { siteSamples } from "./samples.js";
import { itemOf, missedFirst } from "./shapes.js";

const number = (value, places = 1) => (typeof value === "number" ? format.number(value, places) : "—");
const reasons = (row) => (row.reasons_zh ?? []).map((_, i) => titleOf({ zh: row.reasons_zh[i], en: row.reasons_en?.[i] }));
const flag = (load) => titleOf({ zh: load.zh, en: load.en });

/** The class that the standard names, quasi ones by their name. @param {any} row */
const classChip = (row) => (row.class ? h("span", { class: `chip chip-wide chip-${toClass(row.class)}` }, row.class_name) : h("span", { class: "soft" }, "–"));

/** The load as a bar; what is beyond capacity stands out. @param {any} load */
export function loadBar(load) {
  if (typeof load.share_percent !== "number") return h("span", { class: "soft" }, flag(load));
  const most = Math.max(120, load.share_percent);
  return h("span", { class: `load load-${load.flag}` },
    h("span", { class: "load-bar", "aria-hidden": "true" }, h("i", { style: { width: `${(100 * load.share_percent) / most}%` } }), h("b", { style: { left: `${10_000 / most}%` } })),
    h("span", { class: "load-words" }, h("strong", null, `${number(load.share_percent)}%`), load.flag !== "normal" && h("em", null, flag(load))));
}

/** Inflow BOD of the year in a cell. @param {any} inflow */
const inflowCell = (inflow) => (typeof inflow.mean_mg_per_l !== "number" ? h("span", { class: "soft" }, t("sites_not_measured")) : [
  h("b", { class: inflow.mean_mg_per_l < inflow.limit_mean_mg_per_l ? "bad" : "" }, number(inflow.mean_mg_per_l)), h("span", { class: "soft" }, ` / ${inflow.limit_mean_mg_per_l}`),
  h("span", { class: `sub${inflow.minimum_mg_per_l < inflow.limit_each_mg_per_l ? " bad" : ""}` }, t("sites_lowest", { value: number(inflow.minimum_mg_per_l), month: format.shortMonth(inflow.minimum_month ?? "") }))]);

export const face = {
  keyOf: (row) => String(row.code),
  load: ({ month }) => get("/api/assessment/treatment-plants", { month }),
  rows: (answer) => missedFirst(answer.rows ?? []).sort((a, b) => Number(b.attainment === "missed") - Number(a.attainment === "missed") || (b.load.share_percent ?? -1) - (a.load.share_percent ?? -1)),
  exports: ({ month }) => ["/api/assessment/treatment-plants", { month }],
  onMap: onMap("dischargers", (row) => row.code),
  facts: (rows, { inflow }) => {
    const sampled = rows.filter((one) => one.sampled_on?.length).length;
    const missed = rows.filter((one) => one.attainment === "missed").length;
    const full = rows.filter((one) => ["over", "near_full"].includes(one.load.flag));
    return h("dl", { class: "facts" },
      fact(t("sites_effluent_missed"), [`${missed}`, h("small", null, `/ ${sampled}`)], { names: missed ? "fact-bad" : "fact-good", note: t("sites_effluent_note", { n: rows.length - sampled }) }),
      fact(t("sites_near_full"), full.length, { names: full.length ? "fact-bad" : "", note: full.map((one) => one.name).join(t("comma")) }),
      fact(t("sites_inflow_all"), [number(inflow?.mean), h("small", null, `/ ${inflow?.limit_mean ?? 150} mg/L`)], { names: inflow?.state === "missed" ? "fact-bad" : "", note: [t(`attainment_${inflow?.state ?? "undetermined"}`), inflow?.missing?.length > 0 && t("sites_inflow_missing", { n: inflow.missing.length })].filter(Boolean).join(t("sites_pause")) }));
  },
  columns: () => [
    nameColumn(t("sites_plant"), (row) => [row.kind, row.district].filter(Boolean).join(" · ")),
    { id: "class", title: t("sites_asked_class"), kind: "class", hint: t("sites_asked_class_hint"), value: (row) => row.class, text: (row) => row.class_name ?? "", show: classChip },
    { id: "attainment", title: t("sites_effluent"), filter: "choice", value: (row) => row.attainment, text: (row) => t(`attainment_${row.attainment}`), choiceText: (value) => t(`attainment_${value}`), show: (row) => [tagOf(row.attainment), row.missed?.length > 0 && h("span", { class: "sub bad" }, missedText(row.missed))] },
    { id: "load", title: t("sites_load"), value: (row) => row.load.share_percent, text: (row) => (row.load.share_percent === null ? "" : `${number(row.load.share_percent)}%`), show: (row) => loadBar(row.load) },
    { id: "flow", title: t("sites_flow"), kind: "number", hint: t("sites_flow_hint"), value: (row) => row.load.flow_m3_per_d, text: (row) => number(row.load.flow_m3_per_d, 0), show: (row) => [h("b", null, number(row.load.flow_m3_per_d, 0)), h("span", { class: "soft" }, ` / ${number(row.load.capacity_m3_per_d, 0)}`)] },
    { id: "inflow", title: t("sites_inflow"), kind: "number", hint: t("sites_inflow_hint"), value: (row) => row.inflow.mean_mg_per_l, text: (row) => number(row.inflow.mean_mg_per_l), show: (row) => inflowCell(row.inflow) },
    { id: "reasons", title: t("sites_reason"), value: (row) => reasons(row).join(" ") || null, show: (row) => h("span", { class: "wide-text soft" }, reasons(row).join(" ") || "–") },
  ],
  side: (row, { view, answer }) => [
    sideHead(row.name, [row.kind, row.district, row.township, format.month(view.month)]),
    standing(classChip(row), [row.class ? t("sites_effluent_as", { target: classWords(row.class_name, row.class) }) : t("sites_no_standard"), " ", tagOf(row.attainment)], row.emission_standard, row.unread?.length > 0 && t("sites_unread", { names: row.unread.join(t("comma")) }), row.excepted_names?.length > 0 && t("sites_excepted", { names: namesOf(row.excepted_names) })),
    reasons(row).length > 0 && h("ul", { class: "site-reasons" }, reasons(row).map((line) => h("li", null, line))),
    h("p", { class: "soft small" }, t("sites_no_exemption_kind")),
    part(t("sites_load"), loadBar(row.load), h("p", { class: "soft small" }, t("sites_load_words", { flow: number(row.load.flow_m3_per_d, 0), capacity: number(row.load.capacity_m3_per_d, 0), near: number(row.load.near_full_percent, 0) }))),
    part(t("sites_effluent"), daysLine(row.sampled_on), row.items?.some((one) => one.value !== null) ? itemTable(row.items.map((one) => itemOf(one))) : h("p", { class: "state-line" }, t("no_values")),
      typeof row.total_nitrogen_mg_per_l === "number" && h("p", { class: "small" }, t("sites_nitrogen", { value: format.concentration(row.total_nitrogen_mg_per_l) })), row.not_judgeable?.length > 0 && h("p", { class: "small soft" }, t("sites_not_judgeable", { names: row.not_judgeable.map((one) => titleOf({ zh: one.name_zh, en: one.name_en }) || one.code || one).join(t("comma")) }))),
    part(t("sites_inflow_title"), inflowMonths(row.inflow)),
    rulesPart(answer.notes, row.source && t("target_source", { source: row.source })),
    siteSamples(`dischargers/${row.code}`, { month: view.month, months: Number(view.month.slice(5)) }),
  ],
};
