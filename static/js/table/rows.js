/**
 * Rows of a table: sorted, filtered, and as text that a spreadsheet takes. Pure.
 * @module table/rows
 */

/**
 * @typedef {{id: string, title: string, kind?: "text"|"number"|"class", width?: number, group?: string, names?: string,
 *   value: (row: any) => any, text?: (row: any) => string, show?: (row: any) => any, filter?: "choice"|"text"|null,
 *   choiceText?: (value: any) => string, hint?: string, sort?: boolean}} Column
 * @typedef {{column: string, down: boolean}|null} Order
 */

const isMissing = (value) => value === null || value === undefined || value === "" || Number.isNaN(value);

/** What a cell is as text: what is copied, and what is shown where the column shows nothing else. @param {Column} column @param {any} row */
export function textOf(column, row) {
  if (column.text) return column.text(row);
  const value = column.value(row);
  return isMissing(value) ? "" : String(value);
}

/**
 * Two values in their order: numbers by size, texts as the language sorts them.
 * @param {any} a @param {any} b
 */
export const inOrder = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "zh-CN", { numeric: true }));

/**
 * The rows in an order; what is missing stays last in either direction, and equals stay as they were.
 * @param {any[]} rows @param {Column[]} columns @param {Order} order
 */
export function sorted(rows, columns, order) {
  const column = order && columns.find((one) => one.id === order.column);
  if (!column) return rows;
  const sign = order.down ? -1 : 1;
  return rows
    .map((row, i) => ({ row, i, value: column.value(row) }))
    .sort((a, b) => Number(isMissing(a.value)) - Number(isMissing(b.value)) || (isMissing(a.value) ? 0 : sign * inOrder(a.value, b.value)) || a.i - b.i)
    .map((one) => one.row);
}

/**
 * The rows that fit every filter: a set of values, or a text that is contained.
 * @param {any[]} rows @param {Column[]} columns @param {Map<string, Set<any>|string>} filters
 */
export function filtered(rows, columns, filters) {
  const used = columns.filter((column) => filters.has(column.id));
  return rows.filter((row) =>
    used.every((column) => {
      const wanted = filters.get(column.id);
      if (wanted instanceof Set) return wanted.has(column.value(row) ?? "");
      return textOf(column, row).toLowerCase().includes(String(wanted).toLowerCase());
    }));
}

/** The values a column has, each with how often, in their order. @param {any[]} rows @param {Column} column @returns {[any, number][]} */
export function choices(rows, column) {
  const counts = new Map();
  for (const row of rows) counts.set(column.value(row) ?? "", (counts.get(column.value(row) ?? "") ?? 0) + 1);
  return [...counts].sort(([a], [b]) => Number(isMissing(a)) - Number(isMissing(b)) || inOrder(a, b));
}

/** A field of tab-separated text: what holds a tab, a quote or a line's end is quoted; nothing begins a formula. @param {string} text */
function field(text) {
  const safe = /^[=@]|^[+-](?![\d.])/.test(text) ? `'${text}` : text;
  return /[\t"\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** Tab-separated text, as a spreadsheet takes it from the clipboard. @param {string[][]} lines */
export const tsv = (lines) => lines.map((line) => line.map(field).join("\t")).join("\r\n");

/**
 * The rows to draw of a long table: those in view and some beyond.
 * @param {number} count @param {number} top scrolled so far [px] @param {number} height of the view [px] @param {number} row height of a row [px]
 * @param {number} [beyond] rows drawn above and below the view
 * @returns {[number, number]} from, until
 */
export function windowOf(count, top, height, row, beyond = 12) {
  const from = Math.max(0, Math.min(count, Math.floor(top / row)) - beyond);
  return [from, Math.min(count, Math.ceil((top + height) / row) + beyond)];
}
