/**
 * A small time series: class bands as a pale ground, the target as a line, gaps as gaps, each named where known.
 * @module panel/chart
 */
import { numeralOf } from "../classes.js";
import { h, s } from "../dom.js";
import * as format from "../format.js";
import { addMonths, monthOf, monthsUntil, startOf } from "../months.js";
import { t } from "../words.js";
import { axisTop, bands, monthMeans, runs } from "./series.js";

const [WIDTH, HEIGHT] = [328, 168];
const PAD = { left: 34, right: 24, top: 10, bottom: 24 };

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
  const has = new Set(seen.map((one) => format.shortMonth(monthOf(one.at))));
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
