/**
 * The coloured table: a section a row, a month a column, the class written in each cell, its edge the attainment.
 * @module assessment/matrix
 */
import { className, numeralOf } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { chip } from "../map/symbols.js";
import { language, t } from "../words.js";

/** A result in words. @param {import("./matrix_rows.js").Result} one @param {string} state */
const resultWords = ({ grade, attainment }, state) =>
  [grade ? className(grade) : state || t("class_none"), attainment !== "none" && (grade || state) && t(`attainment_${attainment}`)].filter(Boolean).join(" ");

/** What a cell says in words. @param {import("./matrix_rows.js").Row} row @param {import("./matrix_rows.js").Cell} cell @param {(code: string) => string} nameOf */
export function cellWords(row, cell, nameOf) {
  const stands = cell.exempt
    ? t("exempt_both", { before: resultWords(cell.measured, cell.state), after: resultWords(cell, cell.state) })
    : cell.grade || cell.state ? resultWords(cell, cell.state) : t("no_values");
  const parts = [`${row.name} · ${format.month(cell.month)}`, stands, ...cell.documents];
  if (cell.grade > 1 && cell.deciding.length) parts.push(t("deciding", { names: cell.deciding.map(nameOf).join(t("comma")) }));
  if (cell.critical) parts.push(t("critical_word"));
  return parts.filter(Boolean).join(language() === "zh" ? "，" : ", ");
}

/** A cell of the table: the result that counts; where an exemption holds, the measured class stands below. @param {import("./matrix_rows.js").Cell} cell @param {(() => string)|null} [words] said when it is pointed at */
export function mark(cell, words = null) {
  const on = words && { pointerenter: (event) => (event.currentTarget.title = words()) }; // many cells, few are looked at
  if (!cell.exempt && !cell.grade && cell.state) return h("span", { class: "mark mark-state", on }, cell.state.length > 3 ? cell.state.slice(0, 2) : cell.state);
  if (!cell.exempt && !cell.grade && cell.attainment === "none") return h("span", { class: "mark mark-none", on }, "–");
  return h("span", { class: `mark chip chip-${cell.grade} mark-${cell.attainment}${cell.exempt ? " mark-exempt" : ""}`, on },
    h("b", null, cell.grade ? numeralOf(cell.grade) : "–"),
    cell.critical && !cell.exempt && h("i", { class: "mark-note" }, t("critical_sign")),
    cell.exempt && h("i", { class: "mark-note" }, cell.measured.grade === cell.grade ? t("exempt_sign") : t("exempt_from", { numeral: cell.measured.grade ? numeralOf(cell.measured.grade) : "–" })),
    cell.attainment !== "met" && h("span", { class: "unseen" }, t(`attainment_${cell.attainment}`)));
}

/** What a cell is when it is copied. @param {import("./matrix_rows.js").Cell} cell */
export const cellText = (cell) => {
  const text = cell.grade ? numeralOf(cell.grade) : cell.state;
  return cell.exempt && cell.measured.grade !== cell.grade ? t("exempt_copied", { after: text || "–", before: cell.measured.grade ? numeralOf(cell.measured.grade) : "–" }) : text;
};

/**
 * @param {string[]} months @param {string} now the month of the bar @param {(code: string) => string} nameOf
 * @returns {import("../table/rows.js").Column[]}
 */
export function matrixColumns(months, now, nameOf) {
  const label = (month) => (language() === "zh" ? `${Number(month.slice(5))}月` : new Intl.DateTimeFormat("en", { month: "short" }).format(new Date(2024, Number(month.slice(5)) - 1)));
  return [
    {
      id: "name", title: t("section"), filter: "text", value: (row) => row.name,
      show: (row) => [h("span", { class: "row-name", title: row.name }, row.name), h("span", { class: "sub" }, [row.water, row.level || row.assessed].filter(Boolean).join(" · "))],
    },
    {
      id: "target", title: t("target"), kind: "class", names: "col-target", value: (row) => row.target || null, text: (row) => (row.target ? numeralOf(row.target) : ""), filter: "choice",
      choiceText: (value) => (value ? className(value) : "—"), show: (row) => (row.target ? h("span", { class: "soft" }, numeralOf(row.target)) : h("span", { class: "soft" }, "–")),
    },
    ...months.map((month, j) => ({
      id: month, title: label(month), hint: format.month(month), kind: "class", group: language() === "zh" ? `${month.slice(0, 4)}年` : month.slice(0, 4),
      names: month === now ? "col-now" : "", value: (row) => row.cells[j].grade || null, text: (row) => cellText(row.cells[j]),
      show: (row) => mark(row.cells[j], () => cellWords(row, row.cells[j], nameOf)),
    })),
  ];
}

/** What the marks of the table mean. */
export function matrixKey() {
  const measured = { grade: 4, attainment: "missed", deciding: [], critical: false };
  const sample = (more) => mark({ month: "", grade: 4, attainment: "met", state: "", deciding: [], critical: false, exempt: false, measured, documents: [], ...more });
  const line = (symbol, words) => h("li", null, h("span", { "aria-hidden": "true" }, symbol), words);
  return h("ul", { class: "key" },
    line(sample({ grade: 3 }), t("attainment_met")),
    line(sample({ grade: 5, attainment: "missed" }), t("attainment_missed")),
    line(sample({ grade: 3, attainment: "met_on_n" }), t("attainment_met_on_n")),
    line(sample({ grade: 0, attainment: "undetermined" }), t("attainment_undetermined")),
    line(sample({ grade: 4, critical: true }), t("critical_key")),
    line(sample({ grade: 2, exempt: true }), t("exempt_key")),
    line(sample({ grade: 0, state: t("state_dry") }), t("state_key")),
    h("li", null, [1, 2, 3, 4, 5, 6].map((grade) => chip(grade))));
}
