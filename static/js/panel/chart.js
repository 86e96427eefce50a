/**
 * A small time series: class bands as a pale ground, the target as a line, gaps as gaps, each named where known.
 * @module panel/chart
 */
import { numeralOf } from "../classes.js";
import { h, s } from "../dom.js";
import * as format from "../format.js";
import { addMonths, monthsUntil, ordinal, startOf } from "../months.js";
import { t } from "../words.js";

const [WIDTH, HEIGHT] = [328, 168];
const PAD = { left: 34, right: 24, top: 10, bottom: 24 };

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

/**
 * @param {{points: {at: number, value: number, below: boolean, source: string, text: string}[], last: string, months?: number,
 *   limits: number[], target: number|null, targetName: string, more: boolean, unit: string, name: string, states: Map<string, string>}} given
 */
export function chart({ points, last, months = 24, limits, target, targetName, more, unit, name, states }) {
  const shown = monthsUntil(last, months);
  const [start, end] = [startOf(shown[0]).getTime(), startOf(addMonths(last, 1)).getTime()];
  const seen = points.filter((one) => one.at >= start && one.at < end && Number.isFinite(one.value)).sort((a, b) => a.at - b.at);
  const top = axisTop(seen.map((one) => one.value), target);
  const x = (at) => PAD.left + ((at - start) / (end - start)) * (WIDTH - PAD.left - PAD.right);
  const y = (value) => HEIGHT - PAD.bottom - (Math.min(value, top) / top) * (HEIGHT - PAD.top - PAD.bottom);
  const has = new Set(seen.map((one) => format.shortMonth(monthAt(one.at))));
  const label = t("chart_label", { name, from: format.month(shown[0]), to: format.month(last), n: seen.length });

  const ground = bands(limits, top, more).map(({ grade, from, to }) => [
    s("rect", { class: `band band-${grade}`, x: PAD.left, y: y(to), width: WIDTH - PAD.left - PAD.right, height: y(from) - y(to) }),
    y(from) - y(to) > 11 && s("text", { class: "band-name", x: WIDTH - PAD.right + 4, y: (y(from) + y(to)) / 2 }, numeralOf(grade)),
  ]);
  const ticks = [0, top / 2, top].map((value) => s("text", { class: "tick tick-y", x: PAD.left - 5, y: y(value) }, format.concentration(value)));
  const years = shown.filter((month, i) => i % 6 === 0).map((month) => s("text", { class: "tick tick-x", x: x(startOf(month).getTime()), y: HEIGHT - 7 }, format.shortMonth(month)));
  const gaps = shown.filter((month) => !has.has(format.shortMonth(month))).map((month) => {
    const [from, to] = [x(startOf(month).getTime()), x(startOf(addMonths(month, 1)).getTime())];
    const state = states.get(month);
    return s("g", { class: "gap" },
      s("rect", { x: from, y: PAD.top, width: to - from, height: HEIGHT - PAD.top - PAD.bottom }, s("title", null, `${format.month(month)}：${state ?? t("no_values")}`)),
      state && s("text", { class: "gap-name", transform: `translate(${(from + to) / 2 + 3} ${HEIGHT - PAD.bottom - 4}) rotate(-90)` }, state));
  });
  const paths = runs(monthMeans(seen)).map((run) => s("path", { class: "series", d: run.map((one, i) => `${i ? "L" : "M"}${x(one.at).toFixed(1)} ${y(one.value).toFixed(1)}`).join("") }));
  const dots = seen.map((one) => s("circle", { class: `sample sample-${one.source === "automatic" ? "automatic" : "manual"}${one.below ? " is-below" : ""}`, cx: x(one.at), cy: y(one.value), r: one.source === "automatic" ? 1.1 : 2.6 },
    s("title", null, `${format.day(new Date(one.at))} ${one.text} ${unit}`)));
  const goal = target !== null && target <= top && s("g", { class: "goal" }, s("line", { x1: PAD.left, x2: WIDTH - PAD.right, y1: y(target), y2: y(target) }),
    s("text", { x: PAD.left + 4, y: y(target) - 4 }, targetName));
  return h("figure", { class: "chart" },
    h("figcaption", null, h("strong", null, name), unit && h("span", { class: "soft" }, ` ${unit}`)),
    s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, ground, gaps, ticks, years, goal, dots.filter((dot) => dot.classList.contains("sample-automatic")), paths, dots.filter((dot) => !dot.classList.contains("sample-automatic")),
      !seen.length && s("text", { class: "chart-none", x: WIDTH / 2, y: HEIGHT / 2 }, t("no_values"))));
}

/** The month of an instant, in China. @param {number} at */
const monthAt = (at) => new Date(at + 8 * 3600_000).toISOString().slice(0, 7);

/** The mean of each month, in its middle. @param {{at: number, value: number}[]} seen */
export function monthMeans(seen) {
  const months = new Map();
  for (const one of seen) months.set(monthAt(one.at), [...(months.get(monthAt(one.at)) ?? []), one.value]);
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
    if (before && ordinal(monthAt(one.at)) - ordinal(monthAt(before.at)) <= 1) found.at(-1).push(one);
    else found.push([one]);
  }
  return found;
}
