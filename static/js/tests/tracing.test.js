import assert from "node:assert/strict";
import { test } from "node:test";
import { gradeOf } from "../classes.js";
import { leadRadius } from "../map/trace_symbols.js";
import { clockWords, peakWords, volumeWords, whatWords } from "../tracing/impact_words.js";
import { orderedTasks } from "../tracing/task_order.js";
import { lastHour, marksAt } from "../tracing/time_slider.js";
import { traceable } from "../tracing/traceable.js";
import { hoursBetween, keptTrace, standingAt } from "../tracing/trace_shapes.js";
import { overWords, percent, travelWords, valueWords, windowWords } from "../tracing/trace_words.js";
import { numberedRows, people } from "../rivers/sheet_rows.js";
import { speak } from "./words.js";

speak("zh");

test("a lead without a name is its code and its reach; the order is that of the numbers", () => {
  const trace = keptTrace({
    id: 1, reaches: [{ key: "R2", name: "马颊河第2段" }],
    leads: [{ id: "b", n: 2, shown_name_zh: "PWK031", is_named: false, reach: "R2", score: 0.1 }, { id: "a", n: 1, shown_name_zh: "甲厂", is_named: true, reach: "R2", score: 0.5, place: [115, 36] }],
  });
  assert.deepEqual(trace.leads.map((one) => one.name), ["甲厂", "PWK031 · 马颊河第2段"]);
  assert.deepEqual(trace.leads.map((one) => one.place), [[115, 36], null]);
  assert.deepEqual([trace.stops, trace.samples, trace.bands], [[], [], []]);
  assert.deepEqual([leadRadius(0, 0), leadRadius(0.5, 0.5)], [10, 16]);
});

test("times, values and shares in words; what is unknown says so", () => {
  assert.equal(travelWords({ early_h: 12.8, probable_h: 21.4, late_h: 42.8 }), "约 21.4 小时（12.8—42.8 小时）");
  assert.equal(travelWords({ early_h: null, probable_h: null, late_h: null }), "时间未知");
  assert.equal(valueWords({ value: 1.85, limit: 1, unit: "mg/L" }), "1.85 / 1.0 mg/L");
  assert.equal(valueWords({ value: null, limit: 1, unit: "mg/L" }), "");
  assert.equal(overWords({ multiple: 0.85, limit_zh: "Ⅲ类" }), "超Ⅲ类 0.85 倍");
  assert.equal(overWords({ multiple: null, limit_zh: "Ⅲ类" }), "");
  assert.deepEqual([0.4213, 0.004, 1, null].map(percent), ["42%", "0.4%", "100%", "—"]);
  assert.equal(windowWords({ from: "2026-10-14T02:00:00Z", to: "2026-10-14T12:00:00Z" }), "2026年10月14日 10:00 至 20:00");
  assert.equal(windowWords(null), "时段未知");
});

test("arrivals against the slider: waiting, possible, reached, unknown", () => {
  const moment = "2026-11-27T00:00:00Z";
  const arrival = { early: "2026-11-27T04:00:00Z", probable: "2026-11-27T06:00:00Z", late: "2026-11-27T12:00:00Z" };
  assert.deepEqual([0, 4, 6].map((hours) => standingAt(arrival, moment, hours)), ["waiting", "possible", "reached"]);
  assert.equal(standingAt(null, moment, 99), "unknown");
  assert.equal(hoursBetween(moment, null), null);
  assert.equal(lastHour({ reaches: [{ end_late_h: 41.2 }, { late_h: null, to_late_h: 80.1 }] }), 81);
  assert.equal(lastHour({ reaches: [] }), 6);
  assert.deepEqual(marksAt([0, 5, NaN, 20], 10), [0.5]);
});

test("clocks, volumes, peaks and amounts", () => {
  assert.equal(clockWords("2026-11-27T06:00:00Z", "2026-11-27T00:00:00Z"), "14:00");
  assert.equal(clockWords("2026-11-28T06:00:00Z", "2026-11-27T00:00:00Z"), "11月28日 14:00");
  assert.equal(clockWords(null, "2026-11-27T00:00:00Z"), "—");
  assert.deepEqual([42_000, 650_000, null].map(volumeWords), ["42,000 m³", "65万 m³", "—"]);
  assert.equal(peakWords({ concentration_mg_per_l: { low: 0.8, probable: 1.98, high: 6.1 } }), "1.98 mg/L（0.8—6.1）");
  assert.equal(peakWords(null), "—");
  assert.equal(whatWords({ kind: "discharge", rate_kg_per_h: 12, duration_h: 6, indicator_zh: "氨氮" }), "持续排放 · 氨氮 · 12 kg/h，6 小时");
});

test("indicators to trace: those that missed first, the worst of them first; what has no single limit is left out", () => {
  const item = (code, value, limit, grade, more = {}) => ({ code, name: code, value, limits: [0, 0, limit, 0, 0], grade, judged: true, isFloor: false, ...more });
  const section = { target: 3, items: [item("a", 1, 2, 3), item("b", 3, 1, 5), item("c", 1.5, 1, 6), item("ph", 7, [6, 9], 1), item("d", 9, 1, 6, { judged: false })] };
  assert.deepEqual(traceable(section).map((one) => one.code), ["b", "c", "a"]);
  assert.deepEqual(["Ⅴ", "劣Ⅴ", "Ⅲ类", null].map(gradeOf), [5, 6, 3, 0]);
});

test("tasks: those under way by the day they are due, closed ones last", () => {
  const task = (id, state, due, inspector = "甲", more = {}) => ({ id, state, content: { due, inspector, ...more } });
  const all = [task(1, "closed", "2026-01-01"), task(2, "task", "2026-12-01"), task(3, "measure", "2026-10-01", "甲", { deadline: "2026-11-20" }), task(4, "finding", "2026-01-02"), task(5, "task", "2026-11-30", "乙")];
  assert.deepEqual(orderedTasks(all, null).map((one) => one.id), [3, 5, 2, 4, 1]);
  assert.deepEqual(orderedTasks(all, "乙").map((one) => one.id), [5]);
});

test("the sheet counts what lies along the river, junctions beside", () => {
  assert.deepEqual(numberedRows([{ group: "section" }, { group: "junction" }, { group: "pit" }, { group: "other" }]).map(({ n, look }) => [n, look]), [[1, "protect"], [null, "joint"], [2, "room"], [3, "room"]]);
  assert.equal(people([{ name: "甲", post: "河道所", tel: "1" }], "河道所"), "甲 1");
  assert.equal(people(null), "");
});
