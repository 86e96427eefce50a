/**
 * Rows of the ledger: filtered, ordered, grouped by plan; the bodies they name. Pure.
 * @module targets/ledger_rows
 */

export const LIGHTS = ["red", "yellow", "green", "unknown"];
const BODIES = ["lead", "support", "implementing"];
const SIGNS = { ">=": "≥", "<=": "≤", ">": ">", "=": "=" };

/** The bodies of a work, by part. @param {any} content @returns {string[]} */
export const bodiesOf = (content) => BODIES.flatMap((part) => content[part] ?? []);

/** Every body that the rows name, those that lead most first. @param {any[]} rows @returns {[string, number][]} */
export function allBodies(rows) {
  const [counts, leads] = [new Map(), new Map()];
  for (const { work } of rows) {
    for (const body of new Set(bodiesOf(work.content))) counts.set(body, (counts.get(body) ?? 0) + 1);
    for (const body of work.content.lead ?? []) leads.set(body, (leads.get(body) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => (leads.get(b) ?? 0) - (leads.get(a) ?? 0) || n - m || a.localeCompare(b, "zh-CN"));
}

/** A target value as it is read: ≥ 90 %. @param {any} content @param {(n: number) => string} write */
export const targetText = (content, write) =>
  content.target_value === undefined ? "" : `${SIGNS[content.comparison] ?? ""} ${write(content.target_value)} ${content.unit ?? ""}`.trim();

/**
 * @param {any[]} rows @param {{plan?: string, unit?: string, light?: string}} view
 */
export const wantedRows = (rows, { plan, unit, light }) =>
  rows.filter(({ work, light: its }) => (!plan || work.content.plan === plan) && (!unit || bodiesOf(work.content).includes(unit)) && (!light || its === light));

/**
 * Rows in an order: as the plan has them, the worst light first, or the nearest deadline first; equals as they were.
 * @param {any[]} rows @param {"plan"|"light"|"deadline"} order
 */
export function orderedRows(rows, order) {
  const rank = {
    plan: () => 0,
    light: ({ light }) => LIGHTS.indexOf(light),
    deadline: ({ work }) => (work.content.deadline ? Date.parse(work.content.deadline) : Infinity),
  }[order];
  return rows.map((row, i) => ({ row, i })).sort((a, b) => (rank(a.row) < rank(b.row) ? -1 : rank(a.row) > rank(b.row) ? 1 : a.i - b.i)).map(({ row }) => row);
}

/** How many bear each light. @param {any[]} rows @returns {Record<string, number>} */
export const lightCounts = (rows) => Object.fromEntries(LIGHTS.map((light) => [light, rows.filter((row) => row.light === light).length]));

/** Rows by plan, in the order of first sight. @param {any[]} rows @returns {[string, any[]][]} */
export function byPlan(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.work.content.plan, [...(groups.get(row.work.content.plan) ?? []), row]);
  return [...groups];
}
