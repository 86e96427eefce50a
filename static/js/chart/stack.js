/**
 * The option of stacked bars: what each indicator adds to an index. Pure.
 * @module chart/stack
 */
import * as format from "../format.js";
import { t } from "../words.js";

const NAMED = 8;

/**
 * The parts with the largest sums by name, the rest as one.
 * @param {{name: string, parts: {code: string, name: string, value: number}[]}[]} bars
 * @returns {{code: string, name: string}[]}
 */
export function leadingParts(bars) {
  const sums = new Map();
  for (const { parts } of bars) for (const { code, name, value } of parts) sums.set(code, { code, name, sum: (sums.get(code)?.sum ?? 0) + value });
  return [...sums.values()].sort((a, b) => b.sum - a.sum).slice(0, NAMED).map(({ code, name }) => ({ code, name }));
}

/**
 * @param {{bars: {name: string, parts: {code: string, name: string, value: number}[]}[], unit?: string}} given from the top down
 * @param {Record<string, string>} tokens
 */
export function stackOption({ bars }, tokens) {
  const leading = leadingParts(bars);
  const rest = (parts) => parts.filter((one) => !leading.some(({ code }) => code === one.code)).reduce((sum, one) => sum + one.value, 0);
  const series = leading.map(({ code, name }, i) => ({
    name, type: "bar", stack: "index", barMaxWidth: 18, itemStyle: { color: tokens[`series-${i + 1}`], borderColor: tokens.surface, borderWidth: 0.5 },
    data: bars.map(({ parts }) => parts.find((one) => one.code === code)?.value ?? 0),
  }));
  const others = bars.map(({ parts }) => rest(parts));
  if (others.some((value) => value > 1e-9))
    series.push({ name: t("chart_others"), type: "bar", stack: "index", barMaxWidth: 18, itemStyle: { color: tokens.hairline, borderColor: tokens.surface, borderWidth: 0.5 }, data: others });
  return {
    grid: { left: 8, right: 20, top: 44, bottom: 6, containLabel: true },
    legend: { top: 0, left: 0, type: "plain", itemWidth: 12, itemHeight: 10, itemGap: 12, textStyle: { color: tokens.soft, fontSize: 12 } },
    tooltip: {
      trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: tokens.hairline, opacity: 0.25 } },
      formatter: (all) => [all[0].name, ...all.filter((one) => one.value > 0.005).sort((a, b) => b.value - a.value).map((one) => `${one.seriesName}  ${format.number(one.value, 2, true)}`)].join("\n"),
    },
    xAxis: { type: "value", axisLabel: { color: tokens.soft }, splitLine: { lineStyle: { color: tokens.line } } },
    yAxis: { type: "category", inverse: true, data: bars.map(({ name }) => name), axisTick: { show: false }, axisLine: { lineStyle: { color: tokens.hairline } }, axisLabel: { color: tokens.ink, fontSize: 13, width: 130, overflow: "truncate" } },
    series,
  };
}
