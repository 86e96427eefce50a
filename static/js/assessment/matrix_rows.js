/**
 * Sections by months, read from the answer of the API; which of them are wanted, and how the month stands. Pure.
 * @module assessment/matrix_rows
 */
import { toClass } from "../classes.js";

/**
 * @typedef {{month: string, grade: number, attainment: string, state: string, deciding: string[], critical: boolean, exempt: boolean}} Cell
 * @typedef {{code: string, name: string, river: string, water: string, districts: string[], level: string, target: number, place: number[]|null, cells: Cell[]}} Row
 */

const at = (table, i, j) => table?.[i]?.[j];

/** @param {any} answer @returns {Row[]} */
export const matrixRows = (answer) =>
  answer.sections.map((one, i) => ({
    code: String(one.code),
    name: String(one.name || one.code),
    river: String(one.river ?? ""),
    water: String(one.river || one.lake || ""),
    districts: [one.district, one.district_beyond].filter(Boolean).map(String),
    level: String(one.control_level ?? one.assessment_level ?? ""),
    target: toClass(one.target_class),
    place: one.place ?? null,
    cells: answer.months.map((month, j) => {
      const attained = at(answer.attainments, i, j);
      return {
        month,
        grade: toClass(at(answer.classes, i, j)),
        attainment: attained === null || attained === undefined ? "none" : (answer.attainment_names[attained] ?? "undetermined"),
        state: String(at(answer.states, i, j) ?? ""),
        deciding: (at(answer.deciding, i, j) ?? []).map(String),
        critical: Boolean(at(answer.critical, i, j)),
        exempt: Boolean(at(answer.exempt, i, j)),
      };
    }),
  }));

/**
 * The rows that a view asks for; attainment is that of the last month.
 * @param {Row[]} rows @param {{river?: string, district?: string, level?: string, attainment?: string}} view
 */
export const wantedRows = (rows, { river, district, level, attainment }) =>
  rows.filter((row) =>
    (!river || row.water === river) && (!district || row.districts.includes(district)) && (!level || row.level === level) &&
    (!attainment || row.cells.at(-1)?.attainment === attainment));

/** The values that a view may ask for, as they stand in the rows. @param {Row[]} rows */
export const viewChoices = (rows) => ({
  river: [...new Set(rows.map((row) => row.water).filter(Boolean))],
  district: [...new Set(rows.flatMap((row) => row.districts))],
  level: [...new Set(rows.map((row) => row.level).filter(Boolean))],
});

/**
 * How the last month stands: sections by attainment and by class.
 * @param {Row[]} rows
 */
export function standing(rows) {
  const last = rows.map((row) => row.cells.at(-1)).filter(Boolean);
  const by = (name) => last.filter((cell) => cell.attainment === name).length;
  const classes = [0, 1, 2, 3, 4, 5, 6].map((grade) => last.filter((cell) => cell.grade === grade).length);
  const judged = classes.slice(1).reduce((a, b) => a + b, 0);
  return {
    sections: rows.length, met: by("met"), missed: by("missed"), metOnN: by("met_on_n"), undetermined: by("undetermined"),
    decided: by("met") + by("missed"), classes, judged,
    good: classes[1] + classes[2] + classes[3], worst: classes[6],
  };
}
