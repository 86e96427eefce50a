/**
 * What stands above a table: how many rows, copying, and its exports.
 * @module table/tools
 */
import { address } from "../api.js";
import { h, icon } from "../dom.js";
import { toast } from "../frame/toasts.js";
import { t } from "../words.js";
import { textOf, tsv } from "./rows.js";

/** The whole table as shown, with its head, as tab-separated text. @param {any} table */
export const tableText = (table) =>
  tsv([table.columns().map((column) => column.hint ?? column.title), ...table.shown().map((row) => table.columns().map((column) => textOf(column, row)))]);

/** Copies a table. @param {any} table */
export async function copyTable(table) {
  try {
    await navigator.clipboard.writeText(tableText(table));
    toast(t("table_copied", { n: table.shown().length }), { kind: "done" });
  } catch {
    toast(t("table_not_copied"));
  }
}

/** Links to an answer of the API as files. @param {string} path @param {Record<string, any>} query @param {string[]} [kinds] */
export const exportLinks = (path, query, kinds = ["xlsx", "csv"]) =>
  kinds.map((kind) => h("a", { class: "tool", href: address(path, { ...query, f: kind }), download: "" }, icon("download"), `.${kind}`));

/**
 * @param {any} table @param {{exports?: any, print?: boolean, more?: any}} [given]
 */
export function tableTools(table, { exports = null, print: printable = true, more = null } = {}) {
  return h("div", { class: "tools" }, more,
    h("button", { type: "button", class: "tool", title: t("table_hint"), on: { click: () => copyTable(table) } }, icon("copy"), t("table_copy")),
    exports,
    printable && h("button", { type: "button", class: "tool", on: { click: () => print() } }, icon("print"), t("print")));
}
