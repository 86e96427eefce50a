/**
 * The keyboard in a table: arrows move from cell to cell, Shift extends the selection, Enter opens, Ctrl+C copies.
 * @module table/keys
 */

/**
 * @typedef {{row: number, column: number}} Spot
 * @param {Spot} spot @param {string} key @param {{rows: number, columns: number, page: number, ctrl: boolean}} size
 * @returns {Spot|null} where the key leads; null where it is no key of movement
 */
export function step({ row, column }, key, { rows, columns, page, ctrl }) {
  const to = {
    ArrowUp: [ctrl ? 0 : row - 1, column], ArrowDown: [ctrl ? rows - 1 : row + 1, column],
    ArrowLeft: [row, ctrl ? 0 : column - 1], ArrowRight: [row, ctrl ? columns - 1 : column + 1],
    Home: [ctrl ? 0 : row, 0], End: [ctrl ? rows - 1 : row, columns - 1],
    PageUp: [row - page, column], PageDown: [row + page, column],
  }[key];
  if (!to) return null;
  const within = (value, most) => Math.max(0, Math.min(most - 1, value));
  return { row: within(to[0], rows), column: within(to[1], columns) };
}

/** The box between two cells. @param {Spot} a @param {Spot} b */
export const boxOf = (a, b) => ({ top: Math.min(a.row, b.row), bottom: Math.max(a.row, b.row), left: Math.min(a.column, b.column), right: Math.max(a.column, b.column) });

/**
 * @param {HTMLElement} box the scrolling element
 * @param {{size: () => {rows: number, columns: number, page: number}, mark: (at: Spot, from: Spot, focus: boolean) => void,
 *   open: (spot: Spot) => void, copy: (box: ReturnType<typeof boxOf>) => string}} act
 */
export function createKeys(box, { size, mark, open, copy }) {
  let [at, from] = [{ row: 0, column: 0 }, { row: 0, column: 0 }];

  /** @param {Spot} spot @param {boolean} extend */
  function go(spot, extend) {
    at = spot;
    if (!extend) from = spot;
    mark(at, from, true);
  }

  /** The cell of an event. @param {Event} event @returns {Spot|null} */
  function spotOf(event) {
    const cell = /** @type {HTMLElement} */ (event.target).closest("[data-column]");
    return cell && box.contains(cell) ? { row: Number(cell.parentElement.dataset.row), column: Number(cell.dataset.column) } : null;
  }

  box.addEventListener("keydown", (event) => {
    if (!spotOf(event)) return;
    const inside = /** @type {HTMLElement} */ (event.target).closest("button, a, input") && !event.key.startsWith("Arrow");
    if (event.key === "Enter" && !inside) {
      event.preventDefault();
      open(at);
      return;
    }
    const to = step(at, event.key, { ...size(), ctrl: event.ctrlKey || event.metaKey });
    if (!to) return;
    event.preventDefault();
    go(to, event.shiftKey);
  });
  box.addEventListener("mousedown", (event) => {
    const spot = spotOf(event);
    if (!spot) return;
    if (event.shiftKey) event.preventDefault();
    go(spot, event.shiftKey);
  });
  box.addEventListener("click", (event) => {
    const spot = spotOf(event);
    if (spot && !event.shiftKey && !(/** @type {HTMLElement} */ (event.target).closest("a, button, input")) && getSelection().isCollapsed) open(spot);
  });
  box.addEventListener("copy", (event) => {
    if (!getSelection().isCollapsed) return;
    event.clipboardData.setData("text/plain", copy(boxOf(at, from)));
    event.preventDefault();
  });
  return {
    at: () => at,
    from: () => from,
    /** Keeps the cell within a table that has become smaller. */
    clip() {
      const { rows, columns } = size();
      const within = (spot) => ({ row: Math.max(0, Math.min(rows - 1, spot.row)), column: Math.max(0, Math.min(columns - 1, spot.column)) });
      [at, from] = [within(at), within(from)];
    },
  };
}
