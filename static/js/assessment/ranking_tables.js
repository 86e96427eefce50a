/**
 * The tables of the ranking: by index, by change, and the peaks to shave.
 * @module assessment/ranking_tables
 */
import { h } from "../dom.js";
import * as format from "../format.js";
import { createTable } from "../table/table.js";
import { tableTools } from "../table/tools.js";
import { t } from "../words.js";

const signed = (value, places = 1) => (value === null ? "—" : `${value > 0 ? "+" : value < 0 ? "−" : ""}${format.number(Math.abs(value), places, true)}%`);
const number = (value, places) => (typeof value === "number" ? format.number(value, places, true) : "—");

/** Why a group stands apart. @param {import("./ranking_shapes.js").Group} group @param {number} groups @param {boolean} isCommon all on the same items, as the page says above */
function groupHead(group, groups, isCommon) {
  if (groups < 2 && (isCommon || !group.partial)) return null;
  return h("p", { class: "group-head" }, h("strong", null, t("ranking_group", { n: group.count })),
    group.missing.length > 0 && (group.missing.length <= group.names.length
      ? h("span", null, t("ranking_group_missing", { names: group.missing.join(t("comma")) }))
      : h("span", null, t("ranking_group_only", { names: group.names.join(t("comma")) }))),
    groups > 1 && h("span", null, t("ranking_apart")));
}

/** Who is not ranked, and why. @param {{name: string, reason: string}[]} all */
const leftOut = (all) =>
  all.length > 0 && h("details", { class: "left-out" }, h("summary", null, t("ranking_left_out", { n: all.length })), h("ul", null, all.map((one) => h("li", null, h("strong", null, one.name), ` ${one.reason}`))));

const nameColumn = { id: "name", title: "", filter: "text", value: (row) => row.name, show: (row) => h("span", { class: "row-name", title: row.name }, row.name) };
const rankColumn = (id) => ({ id, title: t("rank"), kind: "number", value: (row) => row.rank, show: (row) => h("span", { class: "rank" }, row.rank ?? "—") });
const lead = (row) => [...row.parts].sort((a, b) => b.value - a.value).slice(0, 3);

/**
 * @param {{groups: import("./ranking_shapes.js").Group[], leftOut: any[], common: string[]}} ranking @param {{subject: string, exports?: any, open?: any}} more
 */
export function indexRanking({ groups, leftOut: apart, common }, { subject, exports, open = null }) {
  const columns = [
    { ...nameColumn, title: subject }, rankColumn("rank"),
    { id: "index", title: t("water_index"), kind: "number", value: (row) => row.index, text: (row) => row.text },
    { id: "lead", title: t("ranking_leading"), value: (row) => lead(row).map((one) => one.name).join(t("comma")), show: (row) => h("span", { class: "soft" }, lead(row).map((one) => `${one.name} ${number(one.percent ?? null, 1)}%`).join(t("comma"))) },
  ];
  return groups.map((group, i) => {
    const table = createTable({ columns, rows: group.rows, caption: t("ranking_by_index"), open });
    return h("div", { class: "group" }, groupHead(group, groups.length, common.length > 0), i === 0 && h("div", { class: "filters" }, tableTools(table, { exports })), table.element);
  }).concat(leftOut(apart) || []);
}

/**
 * @param {{groups: import("./ranking_shapes.js").Group[], leftOut: any[], common: string[]}} ranking @param {{subject: string, open?: any}} more
 */
export function changeRanking({ groups, leftOut: apart, common }, { subject, open = null }) {
  const columns = [
    { ...nameColumn, title: subject }, rankColumn("rank"),
    { id: "change", title: t("ranking_change"), kind: "number", value: (row) => row.change, text: (row) => signed(row.change, 2), show: (row) => h("span", { class: row.change > 0 ? "up" : "down" }, signed(row.change, 2)) },
    { id: "index", title: t("water_index"), kind: "number", value: (row) => row.index, text: (row) => row.text },
    { id: "base", title: t("ranking_base"), kind: "number", value: (row) => row.base, text: (row) => number(row.base, 4) },
  ];
  return groups.map((group, i) => {
    const table = createTable({ columns, rows: group.rows, caption: t("ranking_by_change"), open });
    return h("div", { class: "group" }, groupHead(group, groups.length, common.length > 0), i === 0 && h("div", { class: "filters" }, tableTools(table, { print: false })), table.element);
  }).concat(leftOut(apart) || []);
}

/** @param {{peaks: any[], leading: string[]}} answer of rivers, or of lakes @param {any} exports @param {any} open */
export function peaksTable({ peaks, leading }, exports, open) {
  const columns = [
    { ...nameColumn, id: "section", title: t("section"), value: (row) => row.section, show: (row) => h("span", { class: "row-name", title: row.section }, row.section) },
    { id: "indicator", title: t("indicator"), filter: "choice", value: (row) => row.indicator },
    { id: "fall", title: t("peak_fall"), kind: "number", value: (row) => row.fall, text: (row) => number(row.fall, 4) },
    { id: "share", title: t("peak_share"), kind: "number", value: (row) => row.share, text: (row) => (row.share === null ? "—" : `${number(row.share, 2)}%`) },
    { id: "value", title: t("value"), kind: "number", value: (row) => row.value, text: (row) => `${format.concentration(row.value)} ${row.unit}` },
    { id: "limit", title: t("peak_limit"), kind: "number", value: (row) => row.limit, text: (row) => format.concentration(row.limit) },
    { id: "multiple", title: t("peak_multiple"), kind: "number", value: (row) => row.multiple, text: (row) => number(row.multiple, 2) },
    { id: "contribution", title: t("peak_contribution"), kind: "number", value: (row) => row.contribution, text: (row) => (row.contribution === null ? "—" : `${number(row.contribution, 1)}%`) },
  ];
  const table = createTable({ columns, rows: peaks, caption: t("peaks_title"), open });
  return [h("div", { class: "filters" }, tableTools(table, { exports, print: false })), table.element, leading.length > 0 && h("ul", { class: "notes" }, leading.map((line) => h("li", null, line)))];
}
