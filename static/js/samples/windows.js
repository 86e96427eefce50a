/**
 * The cells of a sheet, fetched part by part as they come into view and kept.
 * @module samples/windows
 */
import { get } from "../api.js";

const [ROWS, COLUMNS] = [100, 60];

/**
 * @param {string} path of the cells @param {string} sheet @param {(error: Error) => void} failed
 */
export function createWindows(path, sheet, failed) {
  /** @type {Map<string, string[][]|"asked">} */
  const parts = new Map();
  const merged = new Map();
  let tell = () => {};

  async function ask(key, row, column) {
    parts.set(key, "asked");
    try {
      const answer = await get(path, { sheet, first_row: row * ROWS + 1, rows: ROWS, first_column: column * COLUMNS + 1, columns: COLUMNS });
      for (const [top, left, bottom, right] of answer.merged) merged.set(`${top},${left}`, { rows: bottom - top + 1, columns: right - left + 1 });
      parts.set(key, answer.cells);
      tell();
    } catch (error) {
      parts.delete(key);
      failed(error);
    }
  }

  return {
    /** Calls when further cells are there. @param {() => void} listener */
    whenThere: (listener) => (tell = listener),
    /** The text of a cell, null while it is fetched; both from 1. @param {number} row @param {number} column */
    text(row, column) {
      const [down, right] = [Math.floor((row - 1) / ROWS), Math.floor((column - 1) / COLUMNS)];
      const key = `${down},${right}`;
      const part = parts.get(key);
      if (!part) ask(key, down, right);
      if (!part || part === "asked") return null;
      return part[row - 1 - down * ROWS]?.[column - 1 - right * COLUMNS] ?? "";
    },
    /** The size of the merged range that begins at a cell. @param {number} row @param {number} column @returns {{rows: number, columns: number}|undefined} */
    merged: (row, column) => merged.get(`${row},${column}`),
    /** The first cells, asked for at once. */
    first: () => ask("0,0", 0, 0),
  };
}
