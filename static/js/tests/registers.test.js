import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { entryTitle, sentValue, shownValue, typedValue } from "../register/values.js";
import { allBodies, byPlan, lightCounts, orderedRows, targetText, wantedRows } from "../targets/ledger_rows.js";
import { useConfig } from "../words.js";

const table = JSON.parse(readFileSync(new URL("../../words.json", import.meta.url), "utf8"));
useConfig({ language: "zh", demonstration: false, words: Object.fromEntries(Object.entries(table).map(([key, pair]) => [key, pair.zh])) });
const field = (kind, more = {}) => ({ name: "f", kind, zh: "栏目", en: "Field", choices: [], many: false, ...more });

test("money is entered in yuan and kept in whole fen, without a float between", () => {
  const money = field("money_fen");
  for (const [typed, fen] of [["500000", 50000000], ["0.05", 5], ["0.5", 50], ["1,234.56", 123456], ["１２", 1200], ["999999999999.99", 99999999999999]]) {
    assert.equal(sentValue(money, typed), fen);
    assert.equal(sentValue(money, typedValue(money, fen)), fen);
  }
  for (const typed of ["-1", "1.234", "五万", "1e5"]) assert.throws(() => sentValue(money, typed), RangeError);
  assert.equal(shownValue(money, 50000000), "500,000元");
  assert.equal(shownValue(money, 5), "0.05元");
});

test("nothing is null, a nought is a value", () => {
  for (const kind of ["text", "number", "list", "date"]) assert.equal(sentValue(field(kind), "  "), null);
  assert.equal(sentValue(field("number"), "0"), 0);
  assert.throws(() => sentValue(field("number"), "约3"), RangeError);
  assert.throws(() => sentValue(field("integer"), "2.5"), RangeError);
  assert.deepEqual(sentValue(field("list"), "甲\n\n 乙 "), ["甲", "乙"]);
});

test("values are shown in words", () => {
  const choice = field("choice", { choices: [{ value: "a", zh: "免考", en: "Exemption" }] });
  assert.equal(shownValue(choice, "a"), "免考");
  assert.equal(shownValue(choice, "自定"), "自定");
  assert.equal(shownValue(field("list"), ["甲", "乙"]), "甲、乙");
  assert.equal(shownValue(field("file", { many: true }), ["ab"], { files: { ab: { name: "批复.pdf" } } }), "批复.pdf");
  assert.equal(shownValue(field("section"), "LC01", { names: new Map([["LC01", "马颊河 千户营"]]) }), "马颊河 千户营");
  assert.equal(shownValue(field("month"), "2023-05"), "2023年5月");
  assert.equal(shownValue(field("instant"), "2026-09-14T08:05:00+08:00"), "2026年9月14日 08:05");
  assert.equal(typedValue(field("instant"), "2026-09-14T08:05:00+08:00"), "2026-09-14T08:05");
  assert.equal(entryTitle({ title_fields: ["f"], fields: [field("text")], zh: "台账", en: "R" }, { id: 7, content: {} }), "台账 7");
});

const row = (id, plan, light, content = {}) => ({ work: { id, content: { plan, ...content } }, light });
const ROWS = [row(1, "p", "green", { deadline: "2023-12-31", lead: ["甲"] }), row(2, "q", "red", { lead: ["乙"], support: ["甲"] }), row(3, "p", "red", { deadline: "2023-09-30", implementing: ["甲"] })];
const ids = (rows) => rows.map((one) => one.work.id);

test("the ledger is filtered, ordered and grouped", () => {
  assert.deepEqual(ids(wantedRows(ROWS, { plan: "p" })), [1, 3]);
  assert.deepEqual(ids(wantedRows(ROWS, { unit: "甲", light: "red" })), [2, 3]);
  assert.deepEqual(ids(orderedRows(ROWS, "light")), [2, 3, 1]);
  assert.deepEqual(ids(orderedRows(ROWS, "deadline")), [3, 1, 2]);
  assert.deepEqual(ids(orderedRows(ROWS, "plan")), [1, 2, 3]);
  assert.deepEqual(byPlan(ROWS).map(([plan, rows]) => [plan, ids(rows)]), [["p", [1, 3]], ["q", [2]]]);
  assert.deepEqual(lightCounts(ROWS), { red: 2, yellow: 0, green: 1, unknown: 0 });
  assert.deepEqual(allBodies(ROWS), [["甲", 3], ["乙", 1]]);
  assert.deepEqual([byPlan([]), allBodies([])], [[], []]);
  assert.equal(targetText({ comparison: ">=", target_value: 90, unit: "%" }, String), "≥ 90 %");
  assert.equal(targetText({}, String), "");
});
