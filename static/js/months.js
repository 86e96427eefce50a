/**
 * Months as text `YYYY-MM`, and arithmetic on them. Months are those of Asia/Shanghai.
 * @module months
 */

/** @param {string} month @returns {boolean} */
export const isMonth = (month) => /^\d{4}-(0[1-9]|1[0-2])$/.test(month ?? "");

/** Months since year 0. @param {string} month */
export const ordinal = (month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;

/** @param {number} months @returns {string} */
export const fromOrdinal = (months) =>
  `${String(Math.floor(months / 12)).padStart(4, "0")}-${String((months % 12) + 1).padStart(2, "0")}`;

/** The month so many months later. @param {string} month @param {number} by */
export const addMonths = (month, by) => fromOrdinal(ordinal(month) + by);

/** The months that end with this one, oldest first. @param {string} last @param {number} count */
export const monthsUntil = (last, count) => Array.from({ length: count }, (_, i) => addMonths(last, i - count + 1));

/** The month of an instant in China. @param {string|number|Date} instant */
export function monthOf(instant) {
  const shifted = new Date(new Date(instant).getTime() + 8 * 3600_000);
  return fromOrdinal(shifted.getUTCFullYear() * 12 + shifted.getUTCMonth());
}

/**
 * The month to open with: the last that has ended, for the running one is not complete; else the last there is.
 * @param {string[]} known oldest first @param {string} running @returns {string|null}
 */
export const openingMonth = (known, running) => known.filter((month) => month < running).at(-1) ?? known.at(-1) ?? null;

/** The first instant of a month. @param {string} month @returns {Date} */
export const startOf = (month) => new Date(`${month}-01T00:00:00+08:00`);

/** The day of an instant in China. @param {number} at */
const dayOf = (at) => new Date(at + 8 * 3600_000).toISOString().slice(0, 10);

/** The day a month is looked at from: the one asked for, else its last, and never one to come. @param {string} month @param {string|null} asked */
export function outlookDay(month, asked, now = Date.now()) {
  const last = dayOf(startOf(addMonths(month, 1)).getTime() - 1);
  const day = asked?.startsWith(month) && asked <= last ? asked : last;
  return day < dayOf(now) ? day : dayOf(now).startsWith(month) ? dayOf(now) : last;
}
