import assert from "node:assert/strict";
import { test } from "node:test";
import { outlookDay } from "../months.js";
import { gapsOf, meansByMonth } from "../chart/series.js";
import { leadingParts } from "../chart/stack.js";
import { nextMonth } from "../frame/player.js";
import { boxOf, step } from "../table/keys.js";
import { groupsOf } from "../table/head.js";
import { choices, filtered, sorted, textOf, tsv, windowOf } from "../table/rows.js";
import { cssString, pageRule } from "../work/print.js";
import { readView, writeView } from "../work/view.js";

const SHAPE = { tab: { first: "table", allowed: ["table", "report"] }, months: { first: 24, allowed: [12, 24] }, river: { first: "" }, code: { first: null, pattern: /^\w+$/ } };

test("the address of a page is its view, both ways", () => {
  const view = { month: "2026-10", tab: "report", months: 12, river: "马颊河 & 徒骇河", code: "w21003" };
  assert.deepEqual(readView(writeView(view, SHAPE), SHAPE), view);
  assert.equal(writeView({ month: "2026-10", tab: "table", months: 24, river: "", code: null }, SHAPE), "?month=2026-10");
  assert.deepEqual(readView("?tab=evil&months=7&code=<b>&month=2026-13", SHAPE), { month: null, tab: "table", months: 24, river: "", code: null });
});

const COLUMNS = [{ id: "name", title: "断面", value: (row) => row.name }, { id: "value", title: "值", value: (row) => row.value }];
const ROWS = [{ name: "丙10", value: 2 }, { name: "丙9", value: null }, { name: "甲", value: -1 }, { name: "乙", value: 2 }];
const names = (rows) => rows.map((row) => row.name);

test("rows are sorted by size, what is missing last either way, equals as they were", () => {
  assert.deepEqual(names(sorted(ROWS, COLUMNS, { column: "value", down: false })), ["甲", "丙10", "乙", "丙9"]);
  assert.deepEqual(names(sorted(ROWS, COLUMNS, { column: "value", down: true })), ["丙10", "乙", "甲", "丙9"]);
  assert.deepEqual(names(sorted(ROWS, COLUMNS, { column: "name", down: false })), ["丙9", "丙10", "甲", "乙"]);
  assert.equal(sorted(ROWS, COLUMNS, null), ROWS);
});

test("rows are filtered by values or by text", () => {
  assert.deepEqual(names(filtered(ROWS, COLUMNS, new Map([["name", "丙"]]))), ["丙10", "丙9"]);
  assert.deepEqual(names(filtered(ROWS, COLUMNS, new Map([["value", new Set([2, ""])]]))), ["丙10", "丙9", "乙"]);
  assert.deepEqual(choices(ROWS, COLUMNS[1]), [[-1, 1], [2, 2], ["", 1]]);
  assert.equal(textOf(COLUMNS[1], ROWS[1]), "");
});

test("a copied table has its fields in their cells, and none begins a formula", () => {
  assert.equal(tsv([["a\tb", 'say "x"'], ["-0.5", "=1+1"], ["+cmd", "@x"]]), '"a\tb"\t"say ""x"""\r\n-0.5\t\'=1+1\r\n\'+cmd\t\'@x');
});

test("a long table draws what is in view", () => {
  assert.deepEqual(windowOf(1000, 0, 720, 36, 10), [0, 30]);
  assert.deepEqual(windowOf(1000, 3600, 720, 36, 10), [90, 130]);
  assert.deepEqual(windowOf(1000, 36000, 720, 36, 10), [990, 1000]);
  assert.deepEqual(windowOf(0, 0, 720, 36), [0, 0]);
});

test("the keyboard stays within the table", () => {
  const size = { rows: 5, columns: 3, page: 10, ctrl: false };
  assert.deepEqual(step({ row: 0, column: 0 }, "ArrowUp", size), { row: 0, column: 0 });
  assert.deepEqual(step({ row: 0, column: 0 }, "ArrowRight", size), { row: 0, column: 1 });
  assert.deepEqual(step({ row: 1, column: 1 }, "PageDown", size), { row: 4, column: 1 });
  assert.deepEqual(step({ row: 1, column: 1 }, "End", { ...size, ctrl: true }), { row: 4, column: 2 });
  assert.equal(step({ row: 1, column: 1 }, "x", size), null);
  assert.deepEqual(boxOf({ row: 3, column: 0 }, { row: 1, column: 2 }), { top: 1, bottom: 3, left: 0, right: 2 });
});

test("columns of one group share a title", () => {
  assert.deepEqual(groupsOf([{ title: "a" }, { title: "b", group: "2025年" }, { title: "c", group: "2025年" }, { title: "d", group: "2026年" }]), [{ title: "", span: 1 }, { title: "2025年", span: 2 }, { title: "2026年", span: 1 }]);
});

test("what a printed page is called cannot end its rule", () => {
  assert.equal(cssString('a"\\\nb'), '"a\\"\\\\ b"');
  const rule = pageRule({ title: "表", maker: "制表：甲", date: "今日", notice: "内部资料 不得外传", language: "zh" });
  assert.ok(rule.includes('"第 " counter(page) " 页 共 " counter(pages) " 页"') && rule.includes("内部资料 不得外传"));
});

test("a past month is looked at from its last day, a running one from today", () => {
  const now = Date.parse("2026-11-10T01:00:00Z");
  assert.equal(outlookDay("2026-10", null, now), "2026-10-31");
  assert.equal(outlookDay("2026-10", "2026-10-20", now), "2026-10-20");
  assert.equal(outlookDay("2026-10", "2026-09-20", now), "2026-10-31");
  assert.equal(outlookDay("2026-11", "2026-11-25", now), "2026-11-10");
});

test("gaps of a series have their names, and only neighbours of one name are one gap", () => {
  const means = meansByMonth([{ at: Date.parse("2026-01-10T00:00:00Z"), value: 1 }, { at: Date.parse("2026-01-20T00:00:00Z"), value: 3 }, { at: Date.parse("2026-02-01T00:00:00Z"), value: NaN }]);
  assert.deepEqual([...means], [["2026-01", 2]]);
  assert.deepEqual(gapsOf(["2025-12", "2026-01", "2026-02", "2026-03", "2026-04"], means, new Map([["2026-02", "断流"], ["2026-03", "断流"]])), [
    { from: "2025-12", to: "2026-01", state: "" }, { from: "2026-02", to: "2026-04", state: "断流" }, { from: "2026-04", to: "2026-05", state: "" },
  ]);
});

test("a stack names its largest parts", () => {
  const part = (code, value) => ({ code, name: code, value });
  assert.deepEqual(leadingParts([{ name: "甲", parts: [part("a", 1), part("b", 2)] }, { name: "乙", parts: [part("a", 3)] }]).map((one) => one.code), ["a", "b"]);
  assert.equal(leadingParts([{ name: "甲", parts: Array.from({ length: 21 }, (_, i) => part(`p${i}`, i)) }]).length, 8);
});

test("the player goes from month to month and ends", () => {
  assert.deepEqual([nextMonth(["2026-01", "2026-02"], "2026-01"), nextMonth(["2026-01", "2026-02"], "2026-02"), nextMonth([], "2026-02"), nextMonth(["2026-01"], null)], ["2026-02", null, null, "2026-01"]);
});
