/**
 * Results of final values alone, after exemptions, as money and letters rest on them. Pure.
 * @module accountability/finals
 */

/** The last month with final values; null where there is none. @param {any} matrix @returns {string|null} */
export const lastFinal = (matrix) => matrix.months.filter((_, i) => matrix.classes.some((row) => row[i] > 0)).at(-1) ?? null;

/** Classes and attainments after exemptions, as money and letters rest on them. @param {any} matrix */
export function afterExemptions({ classes, attainments, after = [] }) {
  const [grades, answers] = [classes, attainments].map((rows) => rows.map((row) => [...row]));
  for (const one of after) {
    grades[one.section][one.month] = one.class;
    answers[one.section][one.month] = one.attainment;
  }
  return { grades, answers };
}

/** Sections of the plan with their months from final values, those with most misses first. @param {any} matrix @param {any} plan */
export function overviewRows(matrix, plan) {
  const { grades, answers } = afterExemptions(matrix);
  const skip = Math.max(0, matrix.months.findIndex((_, i) => matrix.classes.some((row) => row[i] > 0)));
  const missed = matrix.attainment_names.indexOf("missed");
  const binds = (one) => plan.every_district || [one.district, one.district_beyond].some((name) => plan.districts.includes(name));
  return matrix.sections.map((one, i) => ({ ...one, classes: grades[i].slice(skip), months: matrix.months.slice(skip), missed: answers[i].slice(skip).map((each) => each === missed) }))
    .filter(binds)
    .map((one) => ({ ...one, count: one.missed.filter(Boolean).length }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, "zh"));
}
