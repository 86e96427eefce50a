/**
 * Lakes and reservoirs: class, change and trophic state by the comprehensive index of five items.
 * @module sites/lakes
 */
import { get } from "../api.js";
import { changes } from "../assessment/section_parts.js";
import { fact } from "../assessment/summary.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { attainmentPart, bothOf, changeColumns, levelColumns, meansPart, nameColumn, neverWorse } from "./regions.js";
import { chipOf, part, rulesPart, sideHead, standing } from "./parts.js";

const BANDS = [[0, 30, "oligo"], [30, 50, "meso"], [50, 60, "light"], [60, 70, "middle"], [70, 100, "hyper"]];
const trophicLevel = (row) => titleOf({ zh: row.trophic?.level_zh, en: row.trophic?.level_en });
const trophicReason = (row) => titleOf({ zh: row.trophic?.reason_zh, en: row.trophic?.reason_en });
const number = (value) => (typeof value === "number" ? format.number(value, 1, true) : "—");

/** Where an index stands between 0 and 100. @param {number|null} index @param {string} label */
export function scale(index, label) {
  return h("span", { class: "trophic-scale", role: "img", "aria-label": label },
    BANDS.map(([from, to, name]) => h("i", { class: `trophic-${name}`, style: { "flex-grow": String(to - from) } })),
    typeof index === "number" && h("b", { style: { left: `${Math.max(0, Math.min(100, index))}%` } }));
}

/** The item's own mean, where the means have it. @param {any} row @param {string} code */
const meanOf = (row, code) => row.means?.find((one) => one.code === code);

/** The index, or why there is none, with the items it would be made of. @param {any} row */
const trophicPart = (row) => part(t("sites_trophic"),
  h("p", null, h("strong", null, typeof row.trophic?.index === "number" ? `${number(row.trophic.index)} · ${trophicLevel(row)}` : trophicReason(row))),
  scale(row.trophic?.index ?? null, t("sites_trophic_label", { index: number(row.trophic?.index) })),
  h("p", { class: "scale-ends soft", "aria-hidden": "true" }, BANDS.map(([from, to, name]) => h("span", { style: { "flex-grow": String(to - from) } }, t(`sites_trophic_${name}`)))),
  h("table", { class: "indicators site-items" },
    h("caption", { class: "unseen" }, t("sites_trophic")),
    h("thead", null, h("tr", null, [t("indicator"), t("value"), t("sites_item_index"), t("sites_weight")].map((words, i) => h("th", { scope: "col", class: i ? "number" : "" }, words)))),
    h("tbody", null, (row.trophic?.items ?? []).map((one) => {
      const mean = meanOf(row, one.code);
      return h("tr", null,
        h("th", { scope: "row" }, titleOf({ zh: one.name_zh, en: one.name_en })),
        h("td", { class: "number" }, typeof mean?.value === "number" ? [h("b", null, format.concentration(mean.value)), h("small", null, mean.unit)] : h("span", { class: "tag" }, t("sites_not_measured"))),
        h("td", { class: "number" }, number(one.item_index), typeof one.item_index === "number" && scale(one.item_index, number(one.item_index))),
        h("td", { class: "number soft" }, typeof one.weight === "number" ? format.number(one.weight, 4, true) : "—"));
    }))),
  h("p", { class: "soft small" }, t("sites_trophic_note")));

export const face = {
  keyOf: (row) => row.name,
  load: ({ month }) => get("/api/assessment/lakes", { month }),
  rows: (answer) => [...(answer.rows ?? [])].sort((a, b) => (b.trophic?.index ?? -1) - (a.trophic?.index ?? -1) || (b.class ?? 0) - (a.class ?? 0)),
  exports: ({ month }) => ["/api/assessment/lakes", { month }],
  facts: (rows) => {
    const told = rows.filter((one) => typeof one.trophic?.index === "number");
    const over = told.filter((one) => one.trophic.index > 50).length;
    return h("dl", { class: "facts" },
      fact(t("sites_lakes_n"), rows.length), fact(t("sites_trophic_told"), [`${told.length}`, h("small", null, `/ ${rows.length}`)], { note: told.length < rows.length ? t("sites_trophic_needs") : null }),
      fact(t("sites_eutrophic"), told.length ? over : "—", { names: over ? "fact-bad" : "", note: t("sites_eutrophic_note") }));
  },
  columns: () => [
    nameColumn(t("sites_by_lake"), (row) => t("sites_points_n", { n: row.sections?.length ?? 0 })),
    { id: "index", title: t("sites_trophic"), kind: "number", value: (row) => row.trophic?.index ?? null, text: (row) => number(row.trophic?.index), show: (row) => h("span", { class: "trophic-cell" }, h("b", null, number(row.trophic?.index)), typeof row.trophic?.index === "number" && scale(row.trophic?.index ?? null, t("sites_trophic_label", { index: number(row.trophic?.index) }))) },
    { id: "trophic", title: t("sites_trophic_state"), value: (row) => trophicLevel(row) || trophicReason(row), show: (row) => h("span", { class: `wide-text${trophicLevel(row) ? "" : " soft"}` }, trophicLevel(row) || trophicReason(row)) },
    ...levelColumns(),
    ...changeColumns(),
  ],
  side: async (row, { view, answer }) => [
    sideHead(row.name, [t("sites_by_lake"), format.month(view.month)]),
    standing(chipOf(row.class), titleOf({ zh: row.level_zh, en: row.level_en }) || titleOf({ zh: row.reason_zh, en: row.reason_en }), row.main_pollutants_zh && t("main_pollutants", { names: titleOf({ zh: row.main_pollutants_zh, en: row.main_pollutants_en }) })),
    bothOf(row), changes(row), trophicPart(row), await attainmentPart(row, view.month), neverWorse(row), meansPart(row), rulesPart(answer.notes),
  ],
};
