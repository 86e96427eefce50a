/**
 * The arithmetic of a chart: its axis, its bands, its means and gaps. Pure.
 * @module panel/series
 */
import { addMonths, monthOf, ordinal, startOf } from "../months.js";

/**
 * The top of the value axis: a little above the data, and above the target.
 * @param {number[]} values @param {number|null} target
 */
export function axisTop(values, target) {
  const most = Math.max(...values, target ?? 0, 0) * 1.12 || 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((step) => step * power >= most - 1e-12) * power;
}

/**
 * Bands of the classes between nothing and the top: from, to, class.
 * @param {number[]} limits @param {number} top @param {boolean} more
 */
export function bands(limits, top, more) {
  if (limits.length !== 5 || limits.some((one) => typeof one !== "number")) return [];
  const edges = more ? [...limits].reverse() : limits;
  const classes = more ? [6, 5, 4, 3, 2, 1] : [1, 2, 3, 4, 5, 6];
  return classes
    .map((grade, i) => ({ grade, from: i ? edges[i - 1] : 0, to: Math.min(top, i < 5 ? edges[i] : Infinity) }))
    .filter((band) => band.to > band.from);
}

/** The mean of each month, in its middle. @param {{at: number, value: number}[]} seen */
export function monthMeans(seen) {
  const months = new Map();
  for (const one of seen) months.set(monthOf(one.at), [...(months.get(monthOf(one.at)) ?? []), one.value]);
  return [...months].map(([month, values]) => ({
    at: (startOf(month).getTime() + startOf(addMonths(month, 1)).getTime()) / 2,
    value: values.reduce((a, b) => a + b, 0) / values.length,
  }));
}

/** Values that follow each other without a month between; a gap parts them. @param {{at: number}[]} seen */
export function runs(seen) {
  const found = [];
  for (const one of seen) {
    const before = found.at(-1)?.at(-1);
    if (before && ordinal(monthOf(one.at)) - ordinal(monthOf(before.at)) <= 1) found.at(-1).push(one);
    else found.push([one]);
  }
  return found;
}
