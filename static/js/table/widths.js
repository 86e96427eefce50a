/**
 * Holds the widths of a long table's columns as they were first, so that scrolling never lays it out anew.
 * @module table/widths
 */
import { h, replace } from "../dom.js";

/** @param {HTMLTableElement|HTMLElement} table @param {HTMLElement} head @param {HTMLElement} group its `colgroup` */
export function fixWidths(table, head, group) {
  if (table.style.tableLayout || !table.clientWidth) return;
  const widths = [...head.querySelectorAll(".head-titles th")].map((cell) => /** @type {HTMLElement} */ (cell).offsetWidth);
  replace(group, widths.map((width) => h("col", { style: { width: `${width}px` } })));
  table.style.width = `${widths.reduce((a, b) => a + b, 0)}px`;
  table.style.tableLayout = "fixed";
}
