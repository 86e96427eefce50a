/**
 * The option of a time series: class bands as a pale ground, the target as a line, gaps as gaps with their names,
 * points by source, last year in grey. Pure.
 * @module chart/series
 */
import { numeralOf } from "../classes.js";
import * as format from "../format.js";
import { addMonths, monthOf, monthsUntil, startOf } from "../months.js";
import { axisTop, bands } from "../panel/series.js";
import { t } from "../words.js";
import { paler } from "./tokens.js";

/** The middle of a month. @param {string} month */
const middleOf = (month) => (startOf(month).getTime() + startOf(addMonths(month, 1)).getTime()) / 2;

/** The mean of each month. @param {{at: number, value: number}[]} points @returns {Map<string, number>} */
export function meansByMonth(points) {
  const values = new Map();
  for (const { at, value } of points) if (Number.isFinite(value)) values.set(monthOf(at), [...(values.get(monthOf(at)) ?? []), value]);
  return new Map([...values].map(([month, all]) => [month, all.reduce((a, b) => a + b, 0) / all.length]));
}

/** Months that follow each other without a value, under the name that is given for them. @param {string[]} months @param {Map<string, number>} means @param {Map<string, string>} states */
export function gapsOf(months, means, states) {
  const gaps = [];
  for (const month of months) {
    if (means.has(month)) continue;
    const state = states.get(month) ?? "";
    const last = gaps.at(-1);
    if (last && last.to === month && last.state === state) last.to = addMonths(month, 1);
    else gaps.push({ from: month, to: addMonths(month, 1), state });
  }
  return gaps;
}

/**
 * @param {{points: {at: number, value: number, below: boolean, source: string, text: string}[], last: string, months: number, means?: Map<string, number>|null,
 *   limits: any[], target: number|null, targetName: string, more: boolean, unit: string, name: string, states: Map<string, string>}} given
 * @param {Record<string, string>} tokens
 */
export function seriesOption(given, tokens) {
  const { points, last, months, limits, target, targetName, more, unit, name, states } = given;
  const shown = monthsUntil(last, months);
  const [start, end] = [startOf(shown[0]).getTime(), startOf(addMonths(last, 1)).getTime()];
  const means = given.means ?? meansByMonth(points);
  const seen = points.filter((one) => one.at >= start && one.at < end && Number.isFinite(one.value));
  const before = shown.map((month) => [middleOf(month), means.get(addMonths(month, -12)) ?? null]);
  const top = axisTop([...seen.map((one) => one.value), ...before.map(([, value]) => value ?? 0)], target);
  const floor = limits.length === 0 && seen.length && Math.min(...seen.map((one) => one.value)) > top * 0.6 ? Math.floor(Math.min(...seen.map((one) => one.value))) - 1 : 0;
  const scatter = (source) => seen.filter((one) => (one.source === "automatic") === (source === "automatic")).map((one) => ({ value: [one.at, one.value], text: one.text, symbol: one.below ? "emptyCircle" : "circle" }));
  const numerals = (band) => (band.to - band.from) / top > 0.07;
  const gaps = gapsOf(shown, means, states);
  const isFaint = Boolean(given.means); // the means are the API's own: the values stand behind them
  return {
    grid: { left: 8, right: 26, top: 14, bottom: 34, containLabel: true },
    legend: { bottom: 0, left: 0, itemWidth: 16, itemHeight: 8, icon: "roundRect", textStyle: { color: tokens.soft, fontSize: 12 }, selectedMode: true },
    tooltip: {
      trigger: "item",
      formatter: ({ seriesName, value, data }) => {
        const at = new Date(value[0]);
        const when = data.text ? format.time(at) : format.month(monthOf(value[0]));
        return `${seriesName}\n${when}  ${data.text ?? format.concentration(value[1])} ${unit}`;
      },
    },
    xAxis: {
      type: "time", min: start, max: end, axisLine: { lineStyle: { color: tokens.hairline } }, axisTick: { show: false }, splitLine: { show: false },
      axisLabel: { color: tokens.soft, hideOverlap: true, formatter: (at) => format.shortMonth(monthOf(at + 36e5)) }, minInterval: 28 * 864e5,
    },
    yAxis: { type: "value", min: floor, max: top, splitNumber: 3, splitLine: { lineStyle: { color: paler(tokens.hairline, 0.5) } }, axisLabel: { color: tokens.soft, formatter: (value) => format.concentration(value) } },
    series: [
      {
        name: t("chart_mean"), type: "line", z: 6, symbol: "circle", symbolSize: 7, lineStyle: { width: 2, color: tokens.accent }, itemStyle: { color: tokens.accent, borderColor: tokens.surface, borderWidth: 1.5 },
        data: shown.map((month) => [middleOf(month), means.get(month) ?? null]), connectNulls: false,
        markArea: {
          silent: true, label: { show: true, position: "insideRight", color: tokens.soft, fontSize: 11, distance: -20 },
          data: bands(limits, top, more).map((band) => [{ name: numerals(band) ? numeralOf(band.grade) : "", yAxis: band.from, itemStyle: { color: paler(tokens[`class-${band.grade}`], band.grade === 1 ? 0.2 : 0.12) } }, { yAxis: band.to }]),
        },
        markLine: target === null || target > top ? undefined : {
          silent: true, symbol: "none", lineStyle: { color: tokens.ink, type: [5, 3], width: 1.2 },
          label: { formatter: targetName, position: "insideStartTop", color: tokens.ink, fontSize: 11 }, data: [{ yAxis: target }],
        },
      },
      {
        name: t("chart_last_year"), type: "line", z: 3, symbol: "none", lineStyle: { width: 1.5, color: tokens.soft, opacity: 0.55 }, itemStyle: { color: tokens.soft, opacity: 0.55 }, data: before, connectNulls: false,
        markArea: { silent: true, itemStyle: { color: paler(tokens.paper, 0.82) }, label: { show: true, rotate: 90, color: tokens.soft, fontSize: 11, position: "inside" },
          data: gaps.map(({ from, to, state }) => [{ name: state, xAxis: startOf(from).getTime() }, { xAxis: startOf(to).getTime() }]) },
      },
      { name: t("chart_automatic"), type: "scatter", z: 4, symbolSize: 2.5, itemStyle: { color: tokens.accent, opacity: 0.28 }, data: scatter("automatic"), large: false },
      { name: t("chart_manual"), type: "scatter", z: isFaint ? 5 : 7, symbolSize: isFaint ? 7 : 8, itemStyle: { color: tokens.surface, borderColor: tokens.accent, borderWidth: isFaint ? 1.2 : 1.6, opacity: isFaint ? 0.55 : 1 }, data: scatter("manual") },
    ].filter((one) => one.data.some(({ value, 1: direct }) => (value ? true : direct !== null && direct !== undefined)) || one.markArea),
    title: name ? undefined : null,
  };
}
