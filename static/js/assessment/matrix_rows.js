/**
 * Sections by months, read from the answer of the API; which of them are wanted, and how the month stands. Pure.
 * @module assessment/matrix_rows
 */
import { toClass } from "../classes.js";

/**
 * @typedef {{grade: number, attainment: string, deciding: string[], critical: boolean}} Result
 * @typedef {Result & {month: string, state: string, exempt: boolean, measured: Result, documents: string[]}} Cell
 *   what counts, after exemptions; `measured` is the result before
 * @typedef {{code: string, name: string, river: string, isLake: boolean, water: string, districts: string[], level: string, assessed: string, target: number, place: number[]|null, cells: Cell[]}} Row
 */

const at = (table, i, j) => table?.[i]?.[j];

/** @param {any} answer @returns {Row[]} */
export function matrixRows(answer) {
  const after = new Map((answer.after ?? []).map((one) => [`${one.section} ${one.month}`, one]));
  const named = (state) => (state === null || state === undefined ? "none" : (answer.attainment_names[state] ?? "undetermined"));
  const cellOf = (i, j, month) => {
    const measured = {
      grade: toClass(at(answer.classes, i, j)), attainment: named(at(answer.attainments, i, j)),
      deciding: (at(answer.deciding, i, j) ?? []).map(String), critical: Boolean(at(answer.critical, i, j)),
    };
    const one = after.get(`${i} ${j}`);
    const counted = one ? { grade: toClass(one.class), attainment: named(one.attainment), deciding: (one.deciding ?? []).map(String), critical: Boolean(one.critical) } : measured;
    return { month, ...counted, measured, state: String(at(answer.states, i, j) ?? ""), exempt: Boolean(at(answer.exempt, i, j)), documents: (one?.documents ?? []).map(String) };
  };
  return answer.sections.map((one, i) => ({
    code: String(one.code),
    name: String(one.name || one.code),
    river: String(one.river ?? ""),
    isLake: one.water_type === "lake_or_reservoir",
    water: String(one.river || one.lake || ""),
    districts: [one.district, one.district_beyond].filter(Boolean).map(String),
    level: String(one.control_level ?? ""),
    assessed: String(one.assessment_level ?? ""),
    target: toClass(one.target_class),
    place: one.place ?? null,
    cells: answer.months.map((month, j) => cellOf(i, j, month)),
  }));
}

/**
 * The rows that a view asks for; attainment is what counts of the last month, after exemptions.
 * @param {Row[]} rows @param {{river?: string, district?: string, level?: string, assessed?: string, attainment?: string}} view
 */
export const wantedRows = (rows, { river, district, level, assessed, attainment }) =>
  rows.filter((row) =>
    (!river || row.water === river) && (!district || row.districts.includes(district)) && (!level || row.level === level) && (!assessed || row.assessed === assessed) &&
    (!attainment || row.cells.at(-1)?.attainment === attainment));

/** The values that a view may ask for, as they stand in the rows. @param {Row[]} rows */
export const viewChoices = (rows) => ({
  river: [...new Set(rows.map((row) => row.water).filter(Boolean))],
  district: [...new Set(rows.flatMap((row) => row.districts))],
  level: [...new Set(rows.map((row) => row.level).filter(Boolean))],
  assessed: [...new Set(rows.map((row) => row.assessed).filter(Boolean))],
});

/**
 * How the last month stands: sections by attainment after exemptions and before, and by the class that was measured.
 * @param {Row[]} rows
 */
export function standing(rows) {
  const last = rows.map((row) => row.cells.at(-1)).filter(Boolean);
  const by = (name) => last.filter((cell) => cell.attainment === name).length;
  const measured = (name) => last.filter((cell) => cell.measured.attainment === name).length;
  const classes = [0, 1, 2, 3, 4, 5, 6].map((grade) => last.filter((cell) => cell.measured.grade === grade).length);
  const judged = classes.slice(1).reduce((a, b) => a + b, 0);
  return {
    sections: rows.length, met: by("met"), missed: by("missed"), metOnN: by("met_on_n"), undetermined: by("undetermined"),
    decided: by("met") + by("missed"), exempt: last.filter((cell) => cell.exempt).length,
    before: { met: measured("met"), missed: measured("missed"), decided: measured("met") + measured("missed") }, classes, judged,
    good: classes[1] + classes[2] + classes[3], worst: classes[6],
  };
}
