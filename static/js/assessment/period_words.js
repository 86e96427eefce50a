/**
 * Periods in words: a month's quarter, year, the year so far, and weeks with their days.
 * @module assessment/period_words
 */
import * as format from "../format.js";
import { t } from "../words.js";

const DAY_MS = 86_400_000;

/** The period that holds a month. @param {{month: string|null, period: string}} view */
export function periodWords({ month, period }) {
  if (!month) return "";
  const [year, number] = month.split("-").map(Number);
  if (period === "quarter") return t("period_quarter", { year, n: Math.ceil(number / 3) });
  if (period === "year") return t("period_of_year", { year });
  if (period === "cumulative") return t("period_cumulative", { year, n: number });
  if (period === "week") return t("period_weeks", { month: format.month(month) });
  return format.month(month);
}

/** The Monday and the Sunday of a week of ISO 8601, `2026-W40`. @param {string} label @returns {[string, string]} */
export function weekDays(label) {
  const [year, week] = label.split("-W").map(Number);
  const fourth = new Date(Date.UTC(year, 0, 4)); // always in the first week
  const monday = fourth.getTime() + ((week - 1) * 7 - ((fourth.getUTCDay() + 6) % 7)) * DAY_MS;
  const written = (at) => new Date(at).toISOString().slice(0, 10);
  return [written(monday), written(monday + 6 * DAY_MS)];
}

/** A week in words. @param {string} label */
export const weekWords = (label) => t("period_week", { year: Number(label.slice(0, 4)), n: Number(label.slice(6)) });
