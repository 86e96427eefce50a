/**
 * What the rows and columns of a sheet are, by the mapping of its upload. Pure: no document, no fetch.
 * @module samples/roles
 */
import { t, titleOf } from "../words.js";

export const FIELDS = ["site_code", "site_name", "river", "sampled_at", "day", "year", "day_of_month", "indicator", "value", "unit", "detection_limit", "state", "source", "remark"];

/** Letters of a column counted from 1. @param {number} number */
export function labelOf(number) {
  let label = "";
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) label = String.fromCharCode(65 + ((rest - 1) % 26)) + label;
  return label;
}

/** Number of a column by its letters, from 1; 0 where they are none. @param {string} label */
export const numberOf = (label) => (/^[A-Z]{1,3}$/.test(label) ? [...label].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) : 0);

/** Row and column of a cell's name, D17, from 1; null where it is none. @param {string|null|undefined} name */
export function placeOf(name) {
  const found = /^([A-Z]{1,3})(\d{1,7})$/.exec(name ?? "");
  return found ? { row: Number(found[2]), column: numberOf(found[1]) } : null;
}

/**
 * What one column is, in words and by kind.
 * @param {any} role of the mapping @param {Map<string, string>} names of indicators by code @param {Map<string, string>} [units] they are taken in where the file names none
 * @returns {{kind: "field"|"result"|"ignored"|"none", text: string, sub: string, sure: string}}
 */
export function roleOf(role, names, units = new Map()) {
  if (!role) return { kind: "none", text: "", sub: "", sure: "sure" };
  if (role.ignore) return { kind: "ignored", text: t("samples_ignored"), sub: "", sure: "sure" };
  if (role.field) return { kind: "field", text: t(`samples_field_${role.field}`), sub: "", sure: "sure" };
  const parts = [role.indicator && (names.get(role.indicator) ?? role.indicator.replace(/^x:/, "")), role.month, role.site_name].filter(Boolean);
  const free = role.indicator?.startsWith("x:") && !names.has(role.indicator);
  return { kind: "result", text: parts.join(" "), sub: [role.unit || (units.get(role.indicator) && `(${units.get(role.indicator)})`), free && t("samples_free")].filter(Boolean).join(" · "), sure: role.sure ?? "sure" };
}

/** The tables of a sheet that are read. @param {any} sheet of the mapping */
export const tablesOf = (sheet) => (sheet?.use ? (sheet.tables ?? []) : []);

/**
 * What a row is: heading, left out (and why), data, or outside of every table.
 * @param {any} sheet of the mapping @param {number} row from 1 @param {Record<string, any>} reasons
 * @returns {{kind: "heading"|"ignored"|"data"|"outside", why: string, table: number}}
 */
export function rowOf(sheet, row, reasons) {
  const tables = tablesOf(sheet);
  let found = { kind: /** @type {any} */ ("outside"), why: "", table: -1 };
  tables.forEach((table, number) => {
    if (table.heading_rows?.includes(row)) found = { kind: "heading", why: t("samples_row_heading"), table: number };
    else if (row >= table.first_row && row <= table.last_row) {
      const reason = table.skip_rows?.[row];
      if (!reason && found.kind !== "heading") found = { kind: "data", why: "", table: number };
      else if (reason && found.kind === "outside") found = { kind: "ignored", why: titleOf(reasons[reason]) || reason, table: number };
    }
  });
  return found;
}

/** The mapping with one column of a table changed. @param {any} mapping @param {string} sheet @param {number} table @param {string} label @param {any} role */
export function withColumn(mapping, sheet, table, label, role) {
  const copy = structuredClone(mapping);
  const columns = copy.sheets[sheet].tables[table].columns;
  const { heading, month } = columns[label] ?? {};
  columns[label] = { ...(heading !== undefined ? { heading } : {}), ...(role.ignore || role.field || !month ? {} : { month }), ...role };
  return copy;
}

/** The mapping with a row of a table left out, or taken in again. @param {any} mapping @param {string} sheet @param {number} table @param {number} row */
export function withRow(mapping, sheet, table, row) {
  const copy = structuredClone(mapping);
  const rows = (copy.sheets[sheet].tables[table].skip_rows ??= {});
  if (rows[row]) delete rows[row];
  else rows[row] = "chosen";
  return copy;
}

/** The mapping with another month of a sheet (null: none). @param {any} mapping @param {string} sheet @param {string|null} month */
export function withMonth(mapping, sheet, month) {
  const copy = structuredClone(mapping);
  const one = copy.sheets[sheet];
  one.month = month;
  delete one.month_clash;
  return copy;
}

/** The mapping with a sheet read or not. @param {any} mapping @param {string} sheet @param {boolean} use */
export function withUse(mapping, sheet, use) {
  const copy = structuredClone(mapping);
  copy.sheets[sheet].use = use;
  return copy;
}
