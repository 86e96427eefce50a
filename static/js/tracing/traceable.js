/**
 * The indicators of a section's month that can be traced. Pure.
 * @module tracing/traceable
 */

/** The indicators of a section that can be traced: those judged, those that missed the target first, the worst of them first. @param {import("../shapes.js").SectionMonth} section */
export function traceable(section) {
  const limitOf = (item) => item.limits[(section.target || 3) - 1];
  const over = (item) => (typeof limitOf(item) === "number" && typeof item.value === "number" && !item.isFloor ? item.value / limitOf(item) - 1 : -1);
  return section.items.filter((item) => item.judged && !Array.isArray(limitOf(item))).map((item) => ({ code: item.code, name: item.name, over: over(item), grade: item.grade }))
    .sort((a, b) => Number(b.over > 0) - Number(a.over > 0) || b.over - a.over || b.grade - a.grade);
}
