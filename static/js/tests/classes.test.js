import assert from "node:assert/strict";
import { test } from "node:test";
import { className, exceedance, ladderPosition, toAttainment, toClass, worstFirst } from "../classes.js";
import { clusterCells, sectionsOf, traceOf } from "../shapes.js";
import { speak } from "./words.js";

const COD = [15, 15, 20, 30, 40];
const OXYGEN = [7.5, 6, 5, 3, 2];

test("classes in words", () => {
  speak("zh");
  assert.equal(className(6), "劣Ⅴ类");
  assert.equal(className(0), "无法判定");
  assert.deepEqual([3, "4", null, 7, "x", 2.5].map(toClass), [3, 4, 0, 0, 0, 0]);
  assert.equal(toAttainment("evil"), "undetermined");
});

test("a value stands on the step of its class", () => {
  for (const [value, step] of [[15, 0], [18, 2], [20, 2], [28, 3], [40, 4]]) assert.equal(Math.floor(ladderPosition(value, COD)), step);
  assert.ok(ladderPosition(41, COD) > 5);
  for (const [value, step] of [[9, 0], [6, 1], [5.5, 2], [3, 3], [2.5, 4]]) assert.equal(Math.floor(ladderPosition(value, OXYGEN, true)), step);
  assert.ok(ladderPosition(1, OXYGEN, true) > 5);
});

test("exceedance", () => {
  assert.equal(exceedance(26, 20).toFixed(2), "0.30");
  assert.equal(exceedance(20, 20), null);
});

test("those that miss their target come first, the worst of them before", () => {
  const one = (name, attainment, grade) => ({ name, attainment, grade });
  const list = [one("丙", "met", 5), one("甲", "missed", 5), one("乙", "missed", 6), one("丁", "undetermined", 0)];
  assert.deepEqual(list.sort(worstFirst).map((each) => each.name), ["乙", "甲", "丁", "丙"]);
});

test("a section of the API is read without trusting it", () => {
  const [section] = sectionsOf({ features: [{ id: "S", geometry: null, properties: { name: null, class: null, attainment: null, indicators: [{ code: "x", value: null, below_count: 2, detection_limit: 0.01, limits: null }] } }] });
  assert.equal(section.name, "S");
  assert.equal(section.place, null);
  assert.equal(section.attainment, "none");
  assert.ok(section.items[0].below);
});

test("a trace is numbered by distance", () => {
  const point = { type: "Point", coordinates: [1, 2] };
  const trace = traceOf({ features: [
    { id: "r", geometry: { type: "LineString", coordinates: [] }, properties: { layer: "reaches", distance_m: 900 } },
    { id: "b", geometry: point, properties: { layer: "outfalls", code: "b", distance_m: 20, name: "乙" } },
    { id: "a", geometry: point, properties: { layer: "sections", code: "a", distance_m: 10, name: "" } },
  ] });
  assert.deepEqual(trace.stops.map(({ n, name }) => [n, name]), [[1, "a"], [2, "乙"]]);
  assert.equal(trace.length, 900);
});

test("a cell of one carries its feature", () => {
  assert.deepEqual(clusterCells({ cells: [{ lon: 1, lat: 2, count: 1, problems: 1, feature: { id: "k", properties: { name: "n" } } }] }), [{ lon: 1, lat: 2, count: 1, problems: 1, key: "k", properties: { name: "n" } }]);
});
