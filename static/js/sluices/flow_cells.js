/**
 * Flows and levels as cells. Pure.
 * @module sluices/flow_cells
 */
import * as format from "../format.js";
import { language } from "../words.js";

/** Flow and level in one cell, those that are required and known. @param {any} row @param {string} flow @param {string} level */
export const both = (row, flow, level) =>
  [row.ecological_flow_m3_per_s !== null && row[flow] !== null && `${format.number(row[flow], 3)} m³/s`,
    row.ecological_level_m !== null && row[level] !== null && `${format.number(row[level], 2)} m`].filter(Boolean).join(language() === "zh" ? "；" : "; ") || "—";
