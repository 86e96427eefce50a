/**
 * A table for reading all day: its head and first column stay in sight, it sorts and filters in the head, a row opens,
 * the keyboard moves through it, it copies cleanly into a spreadsheet. A long one draws only the rows in view.
 *
 * `createTable({ columns, rows, caption, open })` gives `{ element, box, show(rows, columns?), shown(), columns() }`.
 * @module table/table
 */
import { h, replace } from "../dom.js";
import { t } from "../words.js";
import { filterFace, headRows } from "./head.js";
import { createKeys } from "./keys.js";
import { filtered, sorted, textOf, tsv, windowOf } from "./rows.js";

const DRAWN_WHOLE = 120;
const ROW_PX = 36;

/**
 * @param {{columns: import("./rows.js").Column[], rows: any[], caption: string, names?: string, order?: import("./rows.js").Order,
 *   open?: ((row: any, column: import("./rows.js").Column) => void)|null, rowNames?: (row: any) => string, changed?: (shown: number, all: number) => void}} given
 */
export function createTable({ columns, rows, caption, names = "", order = null, open = null, rowNames = () => "", changed = () => {} }) {
  const filters = new Map();
  let [shown, from, until, filterOpen] = [rows, 0, 0, false];
  const [head, body] = [h("thead"), h("tbody")];
  const table = h("table", { class: `table ${names}`, role: "grid", "aria-label": caption }, head, body);
  const box = h("div", { class: "table-box", tabindex: "-1" }, table);
  const popover = h("div", { class: "filter-box", role: "dialog", hidden: true });
  const element = h("div", { class: "table-frame" }, box, popover);
  const keys = createKeys(box, {
    size: () => ({ rows: shown.length, columns: columns.length, page: Math.max(1, Math.floor(box.clientHeight / ROW_PX) - 3) }),
    mark,
    open: (spot) => open && shown[spot.row] && open(shown[spot.row], columns[spot.column]),
    copy: ({ top, bottom, left, right }) => tsv(shown.slice(top, bottom + 1).map((row) => columns.slice(left, right + 1).map((column) => textOf(column, row)))),
  });

  /** @param {any} row @param {number} number */
  function rowOf(row, number) {
    const cells = columns.map((column, i) => {
      const isFirst = i === 0;
      return h(isFirst ? "th" : "td", {
        scope: isFirst ? "row" : null, role: isFirst ? "rowheader" : "gridcell", "data-column": i, tabindex: "-1",
        class: `cell-${column.kind ?? "text"} ${column.names ?? ""}`,
      }, column.show ? column.show(row) : textOf(column, row));
    });
    return h("tr", { "data-row": number, class: `${open ? "opens " : ""}${rowNames(row)}`, "aria-rowindex": number + 2 }, cells);
  }

  const space = (rowsAway) => rowsAway > 0 && h("tr", { class: "table-space", "aria-hidden": "true" }, h("td", { colspan: columns.length, style: { height: `${rowsAway * ROW_PX}px` } }));

  /** Draws the rows in view, or all of them. @param {boolean} [anew] @param {boolean} [all] */
  function draw(anew = false, all = false) {
    const whole = all || shown.length <= DRAWN_WHOLE;
    const [first, last] = whole ? [0, shown.length] : windowOf(shown.length, box.scrollTop, box.clientHeight || innerHeight, ROW_PX);
    if (!anew && first >= from && last <= until && !(all && until < shown.length)) return;
    [from, until] = whole ? [first, last] : windowOf(shown.length, box.scrollTop, box.clientHeight || innerHeight, ROW_PX, 30);
    const hadFocus = body.contains(document.activeElement);
    table.classList.toggle("is-long", !whole);
    table.setAttribute("aria-rowcount", String(shown.length + 1));
    replace(body, space(from), shown.slice(from, until).map((row, i) => rowOf(row, from + i)), space(shown.length - until),
      !shown.length && h("tr", null, h("td", { class: "table-nothing", colspan: columns.length }, h("strong", null, t("table_nothing")), h("br"), t("table_nothing_hint"))));
    mark(keys.at(), keys.from(), hadFocus);
  }

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

  function closeFilter() {
    popover.hidden = true;
    filterOpen = false;
  }

  /** @param {string} id @param {HTMLElement} button */
  function openFilter(id, button) {
    const column = columns.find((one) => one.id === id);
    const set = (value) => {
      value === null ? filters.delete(id) : filters.set(id, value);
      arrange();
    };
    replace(popover, filterFace(column, rows, filters.get(id), { set, close: closeFilter }));
    popover.setAttribute("aria-label", t("table_filter", { name: column.title }));
    const [frame, place] = [element.getBoundingClientRect(), button.getBoundingClientRect()];
    popover.hidden = false;
    popover.style.left = `${Math.max(8, Math.min(place.left - frame.left - 8, frame.width - popover.offsetWidth - 8))}px`;
    popover.style.top = `${place.bottom - frame.top + 6}px`;
    popover.querySelector("input")?.focus();
    setTimeout(() => (filterOpen = true));
  }

  document.addEventListener("click", (event) => filterOpen && !event.composedPath().includes(popover) && closeFilter());
  popover.addEventListener("keydown", (event) => event.key === "Escape" && closeFilter());
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
    shown: () => shown,
    columns: () => columns,
  };
}
