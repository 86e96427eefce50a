/**
 * What the API says of sections over periods, as rows of a table, and how they stand as a whole. Pure.
 * @module assessment/period_rows
 */
import { toAttainment, toClass } from "../classes.js";
import { t, titleOf } from "../words.js";

/**
 * @typedef {{code: string, period: string, name: string, river: string, target: number, grade: number, attainment: string,
 *   before: number, isCompared: boolean, direction: string, change: string, held: string, heldReason: string, why: string,
 *   isMeasured: boolean}} PeriodRow
 */

const reasonOf = (one) => titleOf({ zh: one?.reason_zh, en: one?.reason_en });

/** Reasons, each once, before it the indicators it holds for, unless they are all that there are. @param {any[]} all @param {number} count how many there are */
function grouped(all, count) {
  const names = new Map();
  for (const one of all) names.set(reasonOf(one), [...(names.get(reasonOf(one)) ?? []), titleOf({ zh: one.name_zh, en: one.name_en })]);
  return [...names].map(([reason, which]) => which.length === count ? reason : `${which.join(t("comma"))}${t("colon")}${reason}`);
}

/** Why there is no class or not of every indicator; else where months are missing behind what was judged. @param {any} row */
export function why(row) {
  if (row.reason_zh) return reasonOf(row);
  const notes = (row.notes ?? []).filter((one) => row.judged?.includes(one.code));
  const unmeasured = row.attainment === "met_on_n" && row.missing?.length ? [t("periods_missing", { n: row.missing.length })] : [];
  return [...grouped(row.not_valid ?? [], 0), ...grouped(notes, row.judged?.length ?? 0), ...unmeasured].join(" ");
}

/** @param {any} answer @returns {PeriodRow[]} */
export const periodRows = (answer) =>
  (answer?.rows ?? []).map((row) => ({
    code: row.code, period: row.period, name: row.name, river: row.river ?? row.lake ?? "",
    target: toClass(row.target_class), grade: toClass(row.class), attainment: toAttainment(row.attainment ?? "none"),
    before: toClass(row.class_last_year), isCompared: Boolean(row.change),
    direction: row.change?.direction ?? "unknown", change: titleOf({ zh: row.change?.zh, en: row.change?.en }),
    held: row.never_worse?.answer ?? "unknown", heldReason: (row.never_worse?.aspects ?? []).map(reasonOf).join(" "),
    why: why(row), isMeasured: Boolean(row.class) || (row.indicators ?? []).length > 0,
  }));

/** How rows stand as a whole. @param {PeriodRow[]} rows */
export function periodStanding(rows) {
  const having = (name, value) => rows.filter((row) => row[name] === value).length;
  const [met, missed] = [having("attainment", "met"), having("attainment", "missed")];
  return {
    met, missed, decided: met + missed, metOnN: having("attainment", "met_on_n"), undetermined: having("attainment", "undetermined"),
    isCompared: rows.some((row) => row.isCompared), compared: rows.filter((row) => row.isCompared && row.held !== "unknown").length,
    worse: having("held", "worse"), better: having("held", "better"), classed: rows.filter((row) => row.grade).length,
    classes: [0, 1, 2, 3, 4, 5, 6].map((grade) => having("grade", grade)),
  };
}

/** Rows by their week, the newest first. @param {PeriodRow[]} rows @returns {[string, PeriodRow[]][]} */
export const byWeek = (rows) =>
  [...new Set(rows.map((row) => row.period))].sort().reverse().map((label) => [label, rows.filter((row) => row.period === label)]);
