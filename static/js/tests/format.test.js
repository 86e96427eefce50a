import assert from "node:assert/strict";
import { test } from "node:test";
import * as format from "../format.js";
import { speak } from "./words.js";

test("months and days are those of China", () => {
  speak("zh");
  assert.equal(format.month("2026-10"), "2026年10月");
  assert.equal(format.day("2023-05-12"), "2023年5月12日");
  assert.equal(format.time("2023-05-11T16:30:00Z"), "2023年5月12日 00:30");
  assert.equal(format.day("no day"), "no day");
  speak("en");
  assert.equal(format.month("2026-10"), "October 2026");
  assert.equal(format.day("2023-05-12"), "12 May 2023");
});

test("lengths change their unit once", () => {
  assert.deepEqual([0, 87.4, 350, 994, 995, 2410, 36_000, 150_200].map(format.distance), ["0 m", "87 m", "350 m", "990 m", "1 km", "2.4 km", "36 km", "150 km"]);
  assert.equal(format.distance(NaN), "—");
});

test("concentrations keep the places their size asks for", () => {
  assert.deepEqual([0.0004, 0.85, 7.2, 26, 28.14, 1234].map(format.concentration), ["0.0004", "0.85", "7.2", "26", "28.1", "1234"]);
});

test("means have the places of the rule, whatever their size", () => {
  assert.deepEqual([[0.8, 2], [12.34, 2], [26, 1], [7, 0]].map(([value, places]) => format.ruled(value, places)), ["0.80", "12.34", "26.0", "7"]);
  assert.equal(format.ruled(0.0004, 3), "0.0004");
  assert.equal(format.ruled(12.34, null), "12.3");
});

test("limits are as the standard prints them", () => {
  const printed = (limits, isFloor) => limits.map((one) => format.limit(one, limits, isFloor));
  assert.deepEqual(printed([0.15, 0.5, 1, 1.5, 2], false), ["0.15", "0.5", "1.0", "1.5", "2.0"]);
  assert.deepEqual(printed([15, 15, 20, 30, 40], false), ["15", "15", "20", "30", "40"]);
  assert.deepEqual(printed([7.5, 6, 5, 3, 2], true), ["7.5", "6", "5", "3", "2"]);
});

test("times on the way, bearings, places", () => {
  speak("zh");
  assert.deepEqual([0.005, 0.5, 6.54, 47, 55].map(format.duration), ["1 分钟", "30 分钟", "6.5 小时", "47 小时", "2.3 天"]);
  assert.deepEqual([0, 44, 90, 200, 337.4, 337.6, -45, 720].map(format.bearing), ["正北", "东北", "正东", "正南", "西北", "正北", "西北", "正北"]);
  assert.equal(format.place(115.98, 36.45), "115.98000°E 36.45000°N");
  assert.equal(format.place(-179.5, -1), "179.50000°W 1.00000°S");
  assert.equal(format.place(181, 0), "179.00000°W 0.00000°N");
});

test("numbers and sizes", () => {
  assert.equal(format.number(1234.5678, 2), "1,234.57");
  assert.equal(format.number(2, 2, true), "2.00");
  assert.equal(format.count(54321), "54,321");
  assert.equal(format.size(1536), "2 KiB");
  assert.equal(format.size(3_500_000), "3.3 MiB");
  assert.deepEqual([9, 14, 29, 77, 1999].map(format.roundLength), [5, 10, 20, 50, 1000]);
});
