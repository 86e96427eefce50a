/**
 * In which order tasks stand, and which ask something of an inspector. Pure.
 * @module tracing/task_order
 */

/** Tasks that ask something of an inspector. */
export const OPEN = ["task", "measure"];

/**
 * The tasks in their order: those under way first, by the day they are due; closed ones last, the latest first.
 * @param {any[]} entries @param {string|null} mine the inspector whose tasks are wanted, or null for all
 */
export function orderedTasks(entries, mine) {
  const rank = ({ state }) => (OPEN.includes(state) ? 0 : state === "closed" || state === "void" ? 2 : 1);
  const due = ({ state, content }) => (state === "measure" && content.deadline) || content.due || "9999";
  return entries.filter((one) => !mine || one.content.inspector === mine)
    .sort((a, b) => rank(a) - rank(b) || (rank(a) === 2 ? b.id - a.id : due(a).localeCompare(due(b)) || a.id - b.id));
}
