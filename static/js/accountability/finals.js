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

/** Whether a plan binds a section's districts. @param {any} plan @param {{district?: string|null, district_beyond?: string|null}} section */
export const binds = (plan, section) => plan.every_district || [section.district, section.district_beyond].some((name) => plan.districts.includes(name));

/** The districts of all sections, in order. @param {any} matrix @returns {string[]} */
export const districtsOf = (matrix) => [...new Set(matrix.sections.flatMap((one) => [one.district, one.district_beyond]).filter(Boolean))].sort((a, b) => a.localeCompare(b, "zh"));

/** A plan as if it bound one district, to try it there. @param {any} plan @param {string} district */
export const boundTo = (plan, district) => (district ? { ...plan, every_district: false, districts: [district] } : plan);

/** Sections of the plan with their months from final values, those with most misses first. @param {any} matrix @param {any} plan */
export function overviewRows(matrix, plan) {
  const { grades, answers } = afterExemptions(matrix);
  const skip = Math.max(0, matrix.months.findIndex((_, i) => matrix.classes.some((row) => row[i] > 0)));
  const missed = matrix.attainment_names.indexOf("missed");
  return matrix.sections.map((one, i) => ({ ...one, classes: grades[i].slice(skip), months: matrix.months.slice(skip), missed: answers[i].slice(skip).map((each) => each === missed) }))
    .filter((one) => binds(plan, one))
    .map((one) => ({ ...one, count: one.missed.filter(Boolean).length }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, "zh"));
}
