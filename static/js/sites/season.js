/**
 * The flood season against the rest of a year: what was kept in the dry months and is washed out by the rain.
 * @module sites/season
 */
import { get } from "../api.js";
import { fact } from "../assessment/summary.js";
import { sectionChart } from "../assessment/section_chart.js";
import { className, toClass } from "../classes.js";
import { h, icon } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { chipOf, part, rulesPart, sideHead, standing } from "./parts.js";
import { LEADING, depthOf, seasonMatrix } from "./shapes.js";

const ratio = (row) => (typeof row?.ratio === "number" ? row.ratio.toFixed(2) : "–");
const SIGNS = { flushed: "▲", diluted: "▽", same: "=" };

/** A cell: the ratio, its sign, tinted by how far it is from one. @param {any} row */
const cell = (row) => (!row || row.answer === "unknown" ? h("span", { class: "soft" }, "–") : h("span", { class: `season season-${row.answer} season-${row.answer}-${depthOf(row.ratio)}`, title: [titleOf({ zh: row.name_zh, en: row.name_en }), t(`sites_season_${row.answer}`)].filter(Boolean).join(" ") }, ratio(row), h("i", { "aria-hidden": "true" }, SIGNS[row.answer])));

/** Both means side by side. @param {any} row */
const seasons = (row) => h("table", { class: "indicators site-items" },
  h("thead", null, h("tr", null, [t("sites_season"), t("sites_mean"), t("class"), t("sites_months")].map((words, i) => h("th", { scope: "col", class: i ? "number" : "" }, words)))),
  h("tbody", null, [["flood", t("sites_flood")], ["rest", t("sites_rest")]].map(([name, words]) => h("tr", null,
    h("th", { scope: "row" }, words), h("td", { class: "number" }, h("b", null, typeof row[`${name}_mean`] === "number" ? format.concentration(row[`${name}_mean`]) : "—"), h("small", null, row.unit)),
    h("td", { class: "number" }, chipOf(row[`${name}_class`])), h("td", { class: "number soft" }, row[`${name}_months`])))));

export const face = {
  keyOf: (row) => (row.cells ? row.code : `${row.section}:${row.code}`),
  isOpen: (section, site) => site.startsWith(`${section.code}:`),
  pick: (section, column) => section.cells.get(column.id) ?? [...section.cells.values()].find((one) => one.answer === "flushed") ?? [...section.cells.values()][0],
  load: ({ month }) => get("/api/assessment/flood-season", { year: month.slice(0, 4) }),
  rows: (answer) => answer.rows ?? [],
  tableRows: (answer) => seasonMatrix(answer.rows ?? []).sections,
  exports: ({ month }) => ["/api/assessment/flood-season", { year: month.slice(0, 4) }],
  names: "season-table",
  lead: (answer) => h("p", { class: "site-lead" }, h("strong", null, t("sites_flush")), t("sites_flush_explained", { months: (answer.flood_months ?? []).join(t("comma")) })),
  nothing: (answer) => !(answer.rows ?? []).some((one) => one.answer !== "unknown") && t("sites_season_silent"),
  facts: (rows) => {
    const { sections } = seasonMatrix(rows);
    const leading = rows.filter((one) => LEADING.includes(one.code) && one.answer !== "unknown");
    const washed = leading.filter((one) => one.answer === "flushed");
    const worst = [...washed].sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0))[0];
    const sinking = leading.filter((one) => (one.flood_class ?? 0) > (one.rest_class ?? 9));
    const falling = new Set(sinking.map((one) => one.section)).size;
    return h("dl", { class: "facts" },
      fact(t("sites_class_falls"), [`${falling}`, h("small", null, `/ ${sections.length}`)], { names: falling ? "fact-bad" : "fact-good", note: t("sites_class_falls_note", { n: sinking.length }) }),
      fact(t("sites_washed_share"), leading.length ? `${format.number((100 * washed.length) / leading.length, 0)}%` : "—", { note: t("sites_washed_share_note", { n: washed.length, m: leading.length }) }),
      worst && fact(t("sites_worst_ratio"), [ratio(worst), h("small", null, t("sites_fold"))], { note: `${worst.section_name} · ${titleOf({ zh: worst.name_zh, en: worst.name_en })}` }));
  },
  key: () => h("ul", { class: "key" }, ["flushed", "diluted", "same"].map((answer) => h("li", null, cell({ answer, ratio: { flushed: 1.8, diluted: 0.6, same: 1 }[answer] }), t(`sites_season_${answer}`)))),
  columns: (answer) => [
    { id: "name", title: t("section"), filter: "text", value: (row) => row.name, show: (row) => [h("span", { class: "row-name", title: row.name }, row.name), h("span", { class: "sub" }, row.river)] },
    { id: "flushed", title: t("sites_flushed_n"), kind: "number", hint: t("sites_flushed_n_hint"), value: (row) => row.flushed },
    ...seasonMatrix(answer.rows ?? []).indicators.map((one) => ({
      id: one.code, title: titleOf({ zh: one.zh, en: one.symbol || one.en }), hint: titleOf({ zh: one.zh, en: `${one.symbol} · ${one.en}` }), kind: "class", value: (row) => (row.cells.get(one.code)?.answer === "unknown" ? null : row.cells.get(one.code)?.ratio ?? null),
      text: (row) => (row.cells.get(one.code)?.answer === "unknown" ? "" : ratio(row.cells.get(one.code))), show: (row) => cell(row.cells.get(one.code)),
    })),
  ],
  side: (row, { view, answer }) => {
    const name = titleOf({ zh: row.name_zh, en: row.name_en });
    const months = Number(view.month.slice(5));
    return [
      sideHead(row.section_name, [row.river, name, t("sites_year", { year: answer.year })]),
      standing(h("b", { class: "ratio-sign" }, ratio(row)), t(`sites_season_${row.answer}`), t("sites_ratio_words"), row.flood_class > row.rest_class && t("sites_falls", { from: className(toClass(row.rest_class)), to: className(toClass(row.flood_class)) })),
      h("p", { class: "soft small" }, t("sites_season_exemptions")),
      part(name, seasons(row)),
      part(t("sites_flush"), h("p", null, t("sites_flush_explained", { months: (answer.flood_months ?? []).join(t("comma")) }))),
      sectionChart({ code: row.section, month: `${answer.year}-${String(months).padStart(2, "0")}`, months: 12, indicator: row, name, target: 0 }),
      h("p", null, h("a", { class: "tool", href: `/assessment?month=${view.month}&section=${encodeURIComponent(row.section)}&indicator=${row.code}` }, icon("right"), t("sites_to_section"))),
      rulesPart(answer.notes),
    ];
  },
};
