/**
 * A table for reading all day: its head and first column stay in sight, it sorts and filters in the head, a row opens,
 * the keyboard moves through it, it copies cleanly into a spreadsheet. A long one draws only the rows in view.
 *
 * `createTable({ columns, rows, caption, open })` gives `{ element, box, show(rows, columns?), shown(), columns() }`.
 * @module table/table
 */
import { h, replace } from "../dom.js";
import { t } from "../words.js";
import { createFilterBox } from "./filter_box.js";
import { headRows } from "./head.js";
import { createKeys } from "./keys.js";
import { filtered, sorted, textOf, tsv, windowOf } from "./rows.js";
import { fixWidths } from "./widths.js";

const DRAWN_WHOLE = 120;
const ROW_PX = 36;
const NEAR_ROWS = 12;

/**
 * @param {{columns: import("./rows.js").Column[], rows: any[], caption: string, names?: string, order?: import("./rows.js").Order,
 *   open?: ((row: any, column: import("./rows.js").Column) => void)|null, rowNames?: (row: any) => string, changed?: (shown: number, all: number) => void}} given
 */
export function createTable({ columns, rows, caption, names = "", order = null, open = null, rowNames = () => "", changed = () => {} }) {
  const filters = new Map();
  let [shown, from, until] = [rows, 0, 0];
  const [head, body] = [h("thead"), h("tbody")];
  const columnWidths = h("colgroup");
  const table = h("table", { class: `table ${names}`, role: "grid", "aria-label": caption }, columnWidths, head, body);
  const box = h("div", { class: "table-box", tabindex: "-1" }, table);
  const element = h("div", { class: "table-frame" }, box);
  const filterBox = createFilterBox(element, filters, () => arrange());
  const openFilter = (id, button) => filterBox.open(columns.find((one) => one.id === id), rows, button);
  const keys = createKeys(box, {
    size: () => ({ rows: shown.length, columns: columns.length, page: Math.max(1, Math.floor(box.clientHeight / ROW_PX) - 3) }),
    mark,
    open: (spot) => open && shown[spot.row] && open(shown[spot.row], columns[spot.column]),
    copy: ({ top, bottom, left, right }) => tsv(shown.slice(top, bottom + 1).map((row) => columns.slice(left, right + 1).map((column) => textOf(column, row)))),
  });

  const namesOf = (row) => `${open ? "opens " : ""}${rowNames(row)}`;

  /** @param {any} row @param {number} number */
  function rowOf(row, number) {
    const cells = columns.map((column, i) => {
      const isFirst = i === 0;
      return h(isFirst ? "th" : "td", {
        scope: isFirst ? "row" : null, role: isFirst ? "rowheader" : "gridcell", "data-column": i, tabindex: "-1",
        class: `cell-${column.kind ?? "text"} ${column.names ?? ""}`,
      }, column.show ? column.show(row) : textOf(column, row));
    });
    return h("tr", { "data-row": number, class: namesOf(row), "aria-rowindex": number + 2 }, cells);
  }

  const space = (rowsAway) => rowsAway > 0 && h("tr", { class: "table-space", "aria-hidden": "true" }, h("td", { colspan: columns.length, style: { height: `${rowsAway * ROW_PX}px` } }));

  /** Draws the rows in view, or all of them; rows that stand already stay, so that scrolling adds a few at a time. @param {boolean} [anew] @param {boolean} [all] */
  function draw(anew = false, all = false) {
    const whole = all || shown.length <= DRAWN_WHOLE;
    const view = (beyond) => (whole ? [0, shown.length] : windowOf(shown.length, box.scrollTop, box.clientHeight || innerHeight, ROW_PX, beyond));
    const [first, last] = view(NEAR_ROWS);
    if (!anew && first >= from && last <= until) return;
    const hadFocus = body.contains(document.activeElement);
    const [was, end] = [from, until];
    [from, until] = view(NEAR_ROWS + 4);
    if (anew || from >= end || until <= was) {
      table.classList.toggle("is-long", !whole);
      table.setAttribute("aria-rowcount", String(shown.length + 1));
      replace(body, space(from), rowsFrom(from, until), space(shown.length - until), !shown.length && nothing());
    } else moveWindow(was, end);
    if (!whole) fixWidths(table, head, columnWidths);
    if (anew || hadFocus) mark(keys.at(), keys.from(), hadFocus);
  }

  const rowsFrom = (first, last) => shown.slice(first, last).map((row, i) => rowOf(row, first + i));

  /** Takes away the rows that left the window and adds those that entered it; all others are not touched. @param {number} was @param {number} end */
  function moveWindow(was, end) {
    for (const row of [...body.querySelectorAll("[data-row]")]) if (Number(row.dataset.row) < from || Number(row.dataset.row) >= until) row.remove();
    body.querySelectorAll(".table-space").forEach((one) => one.remove());
    body.prepend(...[space(from), ...rowsFrom(from, Math.min(was, until))].filter(Boolean));
    body.append(...[...rowsFrom(Math.max(end, from), until), space(shown.length - until)].filter(Boolean));
  }

  const nothing = () => h("tr", null, h("td", { class: "table-nothing", colspan: columns.length }, h("strong", null, t("table_nothing")), h("br"), t("table_nothing_hint")));

  /** Marks the cell that has the keyboard, and the selection. @param {any} at @param {any} start @param {boolean} focus */
  function mark(at, start, focus) {
    body.querySelectorAll("[tabindex='0'], .is-selected").forEach((cell) => {
      cell.setAttribute("tabindex", "-1");
      cell.classList.remove("is-selected");
    });
    const cellAt = (row, column) => body.querySelector(`tr[data-row="${row}"]`)?.children[column];
    if (focus && shown.length > DRAWN_WHOLE && (at.row < from || at.row >= until)) {
      box.scrollTop = Math.max(0, at.row * ROW_PX - box.clientHeight / 2);
      draw();
    }
    if (at.row !== start.row || at.column !== start.column)
      for (let row = Math.max(from, Math.min(at.row, start.row)); row <= Math.min(until - 1, Math.max(at.row, start.row)); row += 1)
        for (let column = Math.min(at.column, start.column); column <= Math.max(at.column, start.column); column += 1) cellAt(row, column)?.classList.add("is-selected");
    const cell = cellAt(at.row, at.column);
    cell?.setAttribute("tabindex", "0");
    if (focus && cell && document.activeElement !== cell && !cell.contains(document.activeElement)) {
      cell.focus({ preventScroll: true });
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  /** Sorts and filters anew. @param {boolean} [toTop] */
  function arrange(toTop = true) {
    shown = sorted(filtered(rows, columns, filters), columns, order);
    keys.clip();
    replace(head, headRows(columns, { order, filters, sort, openFilter }));
    if (toTop) box.scrollTop = 0;
    draw(true);
    changed(shown.length, rows.length);
  }

  /** @param {string} id */
  function sort(id) {
    order = order?.column !== id ? { column: id, down: false } : order.down ? null : { column: id, down: true };
    arrange();
    head.querySelectorAll(".head-titles th")[columns.findIndex((one) => one.id === id)]?.querySelector("button").focus();
  }

  box.addEventListener("scroll", () => draw(), { passive: true });
  addEventListener("beforeprint", () => draw(true, true));
  addEventListener("afterprint", () => draw(true));
  arrange();

  return {
    element, box,
    /** @param {any[]} now @param {import("./rows.js").Column[]} [as] */
    show(now, as = columns) {
      [rows, columns] = [now, as];
      arrange(false);
    },
    /** Names the rows anew without drawing them, so that what has the focus keeps it. */
    nameRows() {
      for (const row of body.querySelectorAll("[data-row]")) row.className = namesOf(shown[Number(row.dataset.row)]);
    },
    shown: () => shown,
    columns: () => columns,
  };
}
