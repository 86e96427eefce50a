/**
 * A sheet as a spreadsheet shows it: letters and numbers at the edges, only what is in view is drawn.
 * @module samples/grid
 */
import { h, replace } from "../dom.js";
import { t } from "../words.js";
import { labelOf } from "./roles.js";

const [ROW, MARGIN, EDGE] = [28, 4, 56];
const px = (number) => `${number}px`;
const widthOf = (text) => [...text].reduce((sum, sign) => sum + (sign.codePointAt(0) > 255 ? 13 : 7.2), 18);

/**
 * @typedef {{kind: string, text: string, sub?: string, sure?: string}} Head
 * @param {{rows: number, columns: number, windows: ReturnType<import("./windows.js").createWindows>, name: string,
 *   headOf: (column: number) => Head, rowOf: (row: number) => {kind: string, why: string}, cellNames: (row: number, column: number) => string,
 *   onHead?: ((column: number, button: HTMLElement) => void)|null, onRow?: ((row: number) => void)|null, titleOfCell?: (row: number, column: number) => string}} given
 */
export function createGrid({ rows, columns, windows, name, headOf, rowOf, cellNames, onHead = null, onRow = null, titleOfCell = () => "" }) {
  let [lefts, marked, active, drawn] = [[0], /** @type {any} */ (null), { row: 1, column: 1 }, ""];
  const id = `grid-${Math.random().toString(36).slice(2, 8)}`;
  const head = h("div", { class: "grid-head", role: "row" });
  const body = h("div", { class: "grid-rows", role: "rowgroup" });
  const canvas = h("div", { class: "grid-canvas", role: "presentation" }, h("div", { class: "grid-head-box", role: "rowgroup" }, head), body);
  const box = h("div", { class: "grid-box", role: "grid", tabindex: "0", "aria-label": name, "aria-rowcount": rows, "aria-colcount": columns, on: { scroll: () => draw(), keydown: walk } }, canvas);

  /** Widths by what the first rows and the heads say. */
  function measure() {
    lefts = [EDGE];
    const first = Array.from({ length: Math.min(rows, 40) }, (_, i) => i + 1);
    const read = first.filter((row) => ["heading", "data"].includes(rowOf(row).kind));
    const telling = read.length ? read : first;
    for (let column = 1; column <= columns; column += 1) {
      let width = Math.max(64, widthOf(headOf(column).text) + 18, widthOf(headOf(column).sub ?? "") * 0.9);
      if (column <= 60) for (const row of telling) if (!windows.merged(row, column)) width = Math.max(width, widthOf(windows.text(row, column) ?? ""));
      lefts.push(lefts[column - 1] + Math.min(200, width));
    }
    canvas.style.setProperty("width", px(lefts[columns]));
    canvas.style.setProperty("height", px(rows * ROW + 50));
  }

  const at = (left, width) => ({ "--left": px(left), "--width": px(width) });

  function headCell(column) {
    const { kind, text, sub, sure } = headOf(column);
    const inside = [h("b", null, labelOf(column)), h("span", { class: "grid-role" }, text || "—", sure && sure !== "sure" && h("i", { class: "grid-unsure", title: t(`samples_sure_${sure}`) }, "?")), h("small", null, sub || "\u00a0")];
    return h("div", { class: `grid-column is-${kind}`, role: "columnheader", "aria-colindex": column, style: at(lefts[column - 1], lefts[column] - lefts[column - 1]) },
      onHead ? h("button", { type: "button", title: t("samples_column_change", { column: labelOf(column) }), "aria-haspopup": "dialog", on: { click: (event) => onHead(column, event.currentTarget) } }, inside) : h("div", null, inside));
  }

  function rowCells(row, first, last) {
    const { kind, why } = rowOf(row);
    const edge = [h("span", null, row), why && h("small", null, why)];
    const title = why || (kind === "data" ? t("samples_row_leave_out") : "");
    const cells = [h("div", { class: "grid-edge", role: "rowheader" }, onRow && (kind === "data" || kind === "ignored")
      ? h("button", { type: "button", tabindex: "-1", title, on: { click: () => onRow(row) } }, edge) : h("span", { title }, edge))];
    for (let column = first; column <= last; column += 1) {
      const text = windows.text(row, column);
      const span = windows.merged(row, column);
      const width = lefts[Math.min(columns, column - 1 + (span?.columns ?? 1))] - lefts[column - 1];
      const here = marked?.row === row && marked.column === column;
      cells.push(h("div", {
        id: `${id}-${row}-${column}`, role: "gridcell", "aria-colindex": column, title: titleOfCell(row, column) || null,
        class: ["grid-cell", headOf(column).kind === "ignored" && "in-ignored", span && "is-merged", text !== null && /^[-<>＜]?\s*\d/.test(text) && "is-number", here && "is-marked", active.row === row && active.column === column && "is-active", cellNames(row, column)].filter(Boolean).join(" "),
        style: { ...at(lefts[column - 1], width), ...(span?.rows > 1 ? { "--height": px(span.rows * ROW) } : {}) },
        on: { click: () => move(row, column) },
      }, text ?? ""));
    }
    return h("div", { class: `grid-row is-${kind}`, role: "row", "aria-rowindex": row, style: { "--top": px((row - 1) * ROW) } }, cells);
  }

  /** Draws what is in view. @param {boolean} [anew] */
  function draw(anew = false) {
    const top = Math.max(1, Math.floor(box.scrollTop / ROW) + 1 - MARGIN);
    const bottom = Math.min(rows, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + MARGIN);
    let [first, last] = [1, columns];
    while (first < columns && lefts[first] < box.scrollLeft) first += 1;
    while (last > 1 && lefts[last - 1] > box.scrollLeft + box.clientWidth) last -= 1;
    [first, last] = [Math.max(1, first - 1), Math.min(columns, last + 1)];
    const now = `${top},${bottom},${first},${last}`;
    if (!anew && now === drawn) return;
    if (anew || drawn.split(",").slice(2).join() !== `${first},${last}`)
      replace(head, h("div", { class: "grid-corner", role: "columnheader" }, h("span", { class: "unseen" }, t("samples_row"))), Array.from({ length: last - first + 1 }, (_, i) => headCell(first + i)));
    drawn = now;
    replace(body, Array.from({ length: Math.max(0, bottom - top + 1) }, (_, i) => rowCells(top + i, first, last)));
    const there = document.getElementById(`${id}-${active.row}-${active.column}`);
    if (there) box.setAttribute("aria-activedescendant", there.id);
    else box.removeAttribute("aria-activedescendant");
  }

  /** Brings a cell into view. @param {number} row @param {number} column */
  function show(row, column) {
    const [left, right, top] = [lefts[column - 1], lefts[column], (row - 1) * ROW];
    if (left - EDGE < box.scrollLeft) box.scrollLeft = left - EDGE;
    else if (right > box.scrollLeft + box.clientWidth) box.scrollLeft = right - box.clientWidth + 8;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + ROW + 52 > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW + 60 - box.clientHeight;
  }

  function move(row, column) {
    active = { row: Math.min(rows, Math.max(1, row)), column: Math.min(columns, Math.max(1, column)) };
    show(active.row, active.column);
    draw(true);
  }

  /** @param {KeyboardEvent} event */
  function walk(event) {
    if (event.target !== box || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(box.clientHeight / ROW) - 3);
    const far = event.ctrlKey;
    const steps = { ArrowUp: [far ? -rows : -1, 0], ArrowDown: [far ? rows : 1, 0], ArrowLeft: [0, far ? -columns : -1], ArrowRight: [0, far ? columns : 1], PageUp: [-page, 0], PageDown: [page, 0], Home: [0, -columns], End: [0, columns] }[event.key];
    if (!steps) return;
    event.preventDefault();
    move(active.row + steps[0], active.column + steps[1]);
  }

  windows.whenThere(() => { measure(); draw(true); if (marked) show(marked.row, marked.column); });
  measure();
  new ResizeObserver(() => draw(true)).observe(box);
  return {
    element: box,
    redraw() { measure(); draw(true); },
    /** Marks a cell and brings it into view. @param {{row: number, column: number}} place */
    mark(place) { marked = place; active = { ...place }; show(place.row, place.column); draw(true); },
  };
}
