import assert from "node:assert/strict";
import { test } from "node:test";
import { blackestFirst, counted, depthOf, itemOf, missedFirst, overdueFirst, seasonMatrix, stripOf } from "../sites/shapes.js";

const codes = (rows) => rows.map((one) => one.code);

test("what is overdue comes first, the longest before all, then what missed, then what cannot be told", () => {
  const rows = [
    { code: "done", is_overdue: false, attainment: "met", state: "done" }, { code: "due", is_overdue: false, attainment: "met", state: "due" },
    { code: "late", is_overdue: true, days_overdue: 3, attainment: "met" }, { code: "missed", is_overdue: false, attainment: "missed", state: "done" },
    { code: "untold", is_overdue: null, attainment: "undetermined" }, { code: "latest", is_overdue: true, days_overdue: 61, attainment: "met" },
  ];
  assert.deepEqual(codes(overdueFirst(rows)), ["latest", "late", "missed", "untold", "due", "done"]);
  assert.deepEqual(codes(missedFirst([{ code: "a", attainment: "met", class: 4 }, { code: "b", attainment: "met_on_n", class: 3 }, { code: "c", attainment: "missed", class: 5 }, { code: "d", attainment: "met_on_n", class: 4 }])), ["c", "d", "b", "a"]);
  assert.deepEqual(overdueFirst([]), []);
});

test("the blackest water comes first, one that rebounded before its equals", () => {
  const rows = [{ code: "clean", grade: "not_black" }, { code: "light", grade: "light" }, { code: "back", grade: "light", rebound: true }, { code: "open", grade: "undetermined" }, { code: "heavy", grade: "heavy" }];
  assert.deepEqual(codes(blackestFirst(rows)), ["heavy", "back", "light", "open", "clean"]);
  assert.deepEqual(counted(rows, (one) => one.grade), { not_black: 1, light: 2, undetermined: 1, heavy: 1 });
});

test("a stretch is marked from its first point to its last", () => {
  const points = ["1号点", "2号点", "3号点", "4号点"].map((point, i) => ({ point, grade: i < 3 ? "heavy" : "light" }));
  const marked = stripOf({ points, stretches: [{ from: "1号点", to: "3号点", points: ["1号点", "2号点", "3号点"] }] });
  assert.deepEqual(marked.map((one) => [one.stretch, one.first, one.last]), [[true, true, false], [true, false, false], [true, false, true], [false, false, false]]);
  assert.deepEqual(stripOf({}), []);
});

test("seasons stand as sections by indicators, the leading indicators and the most flushed sections first", () => {
  const row = (section, code, answer, ratio) => ({ section, section_name: section, river: "河", code, name_zh: code, name_en: code, symbol: code, answer, ratio });
  const { indicators, sections } = seasonMatrix([row("甲", "w20122", "flushed", 3), row("甲", "w21011", "diluted", 0.8), row("乙", "w21011", "flushed", 1.2), row("乙", "w21003", "flushed", 1.1), row("乙", "w01010", "unknown", null)]);
  assert.deepEqual(codes(indicators), ["w21003", "w21011", "w20122"]);
  assert.deepEqual(sections.map((one) => [one.code, one.flushed]), [["乙", 2], ["甲", 0]]);
  assert.equal(sections[0].cells.get("w21003").ratio, 1.1);
  assert.deepEqual([depthOf(1), depthOf(2), depthOf(0.5), depthOf(1.2), depthOf(9), depthOf(null), depthOf(0)], [0, 4, 4, 1, 4, 0, 0]);
});

test("items of every list become one shape", () => {
  const well = itemOf({ code: "x:total_hardness", name_zh: "总硬度", unit: "mg/L", value: 670, limits: [150, 300, 450, 650], class: 5, missed: true, multiple: 0.03, count: 2 }, 4);
  assert.deepEqual([well.limit, well.grade, well.missed, well.multiple, well.count, well.least], [650, 5, true, 0.03, 2, false]);
  const plant = itemOf({ code: "w21003", name_zh: "氨氮", value: 2, limit: 1.5, state: "missed", multiple: 0.33 });
  assert.deepEqual([plant.limit, plant.missed, plant.grade, plant.count], [1.5, true, null, null]);
  assert.deepEqual(itemOf({ code: "w01001", limits: [[6, 9], [6, 9], [6, 9]], value: 7 }, 3).limit, [6, 9]);
  assert.equal(itemOf({ code: "x:odour_and_taste", kind: "presence", value: 0 }).presence, true);
  assert.equal(itemOf({ code: "a", limits: [1, 2, 3, null], value: 7 }, 4).limit, null);
});
