import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { afterExemptions, boundTo, districtsOf, lastFinal, overviewRows } from "../accountability/finals.js";
import { amountFigure, amountWords, balances, chainOf, csv, draftable, figuresOf, fromFirst, isKnown, isUnknown, letterGroups, lines, overdueLetters, payersOf, planOf, runsOf, standing, sumWords, ways } from "../accountability/shapes.js";
import { speak } from "./words.js";

beforeEach(() => speak("zh"));

const money = (wan) => ({ fen: wan * 1_000_000, zh: `${wan}万元`, yuan: `${(wan * 10_000).toLocaleString("en-US")}元`, en: `${(wan * 10_000).toLocaleString("en-US")} yuan`, capitals: "" });
const NONE = { fen: null, zh: null, yuan: null, en: null, capitals: null };
const letter = (rule, kind, more = {}) => ({ rule, kind, title: { zh: rule, en: rule }, clause: "三（六）", ground: {}, issuer: [], entry: null, needs_judgement: false, basis: [], ...more });

test("letters stand by their rule, the gravest kind first; those that need a judgement are not drafted with the rest", () => {
  const due = [letter("warning", "warning"), letter("interview", "interview", { entry: { id: 3 } }), letter("warning", "warning"), letter("proposal", "accountability", { needs_judgement: true }), letter("other", "unheard_of")];
  assert.deepEqual(letterGroups(due).map((one) => [one.rule, one.notices.length]), [["proposal", 1], ["interview", 1], ["warning", 2], ["other", 1]]);
  assert.deepEqual(draftable(due).map((one) => one.rule), ["warning", "warning", "other"]);
  assert.deepEqual(letterGroups([]), []);
});

test("the figures of a month count what is drafted, judged and open", () => {
  const close = { due: [letter("a", "warning"), letter("b", "warning", { entry: {} }), letter("c", "accountability", { needs_judgement: true })], compensation: { amount: money(40), is_settled: false, lines: [{ needs_manual: true }, { needs_manual: false }] } };
  assert.deepEqual(figuresOf(close), { letters: 3, undrafted: 2, judged: 1, amount: money(40), unknown: false, waiting: 1 });
});

test("a sum of which no line is known is open, never nil", () => {
  assert.equal(isUnknown({ fen: 0 }, false), true);
  assert.equal(isUnknown({ fen: 0 }, true), false);
  assert.equal(isUnknown({ fen: 5 }, false), false);
  assert.equal(amountWords(NONE), null);
  assert.equal(amountFigure(undefined), null);
});

test("payers with lines come by their sums, and the whole is written out as it adds up", () => {
  const compensation = {
    lines: [{ key: "a1", clause: "三（二）", arithmetic: { zh: "每断面50万元" }, needs_manual: false }, { key: "b1", clause: "三（二）", arithmetic: { zh: "每断面40万元" }, needs_manual: false }, { key: "b2", clause: "三（二）", arithmetic: { zh: "每断面40万元" }, needs_manual: false }],
    totals: [{ payer: "甲", line_keys: ["a1"], amount: money(50) }, { payer: "丙", line_keys: [], amount: money(0) }, { payer: "乙", line_keys: ["b1", "b2"], amount: money(80) }],
  };
  const { owing, free } = payersOf(compensation);
  assert.deepEqual([owing.map((one) => one.payer), free.map((one) => one.payer)], [["乙", "甲"], ["丙"]]);
  assert.equal(sumWords(owing, money(130)), "80万元＋50万元＝130万元");
  assert.equal(ways(owing[0].lines).length, 1);
  assert.equal(sumWords(owing.slice(1), money(50)), "50万元");
  speak("en");
  assert.equal(sumWords(owing, money(130)), "800,000 yuan + 500,000 yuan = 1,300,000 yuan");
});

test("a chain tells the periods that count from those passed over", () => {
  const basis = [{ month: "2025-06", period: "month", state: "exceeds", reached_class: 6, site_state: null }, { month: "2025-07", period: "month", state: "no_data", reached_class: null, site_state: "断流" }];
  assert.deepEqual(chainOf({ basis }), [{ month: "2025-06", period: "month", grade: 6, counted: true, state: null }, { month: "2025-07", period: "month", grade: 0, counted: false, state: "断流" }]);
  assert.deepEqual(chainOf({}), []);
});

test("runs are two missed months and more side by side", () => {
  const months = (text) => [...text].map((sign) => ({ missed_any: sign === "x" }));
  assert.deepEqual(runsOf(months("xx.x.xxx")), [[0, 1], [5, 7]]);
  assert.deepEqual(runsOf(months("x.x")), []);
  assert.deepEqual(runsOf([]), []);
});

test("a month of a ladder is as its worst answer; months before the first known are left out", () => {
  assert.equal(standing({ attainments: [{ attainment: "met" }, { attainment: "missed" }] }), "missed");
  assert.equal(standing({ attainments: [{ attainment: null }] }), "none");
  const months = [{ class: null, notices: [] }, { class: null, state: "断流", notices: [] }, { class: null, notices: [] }];
  assert.deepEqual(fromFirst(months, isKnown), months.slice(1));
  assert.deepEqual(fromFirst([months[0]], isKnown), [months[0]]);
});

test("what is left of the year is open from the first open amount on", () => {
  assert.deepEqual(balances([{ amount: money(50) }, { amount: money(-20) }, { amount: NONE }, { amount: money(-10) }]).map((one) => one.left), [50_000_000, 30_000_000, null, null]);
});

test("the page begins with the plan that is in force, else with that of the whole area", () => {
  const plans = [{ id: "zone", valid_from: "2023-06-09", valid_to: "2023-12-31", every_district: false }, { id: "city", valid_from: "2020-04-08", valid_to: "2020-12-31", every_district: true }];
  assert.equal(planOf(plans, "2023-06").id, "zone");
  assert.equal(planOf(plans, "2020-04").id, "city");
  assert.equal(planOf(plans, "2026-10").id, "city");
  assert.equal(planOf([], "2026-10"), null);
});

test("only letters delivered and unanswered are overdue", () => {
  assert.deepEqual(overdueLetters([{ id: 1, overdue: true, state: "delivered" }, { id: 2, overdue: true, state: "draft" }, { id: 3, overdue: false, state: "delivered" }]).map((one) => one.id), [1]);
});

test("sentences are those of the page's language", () => {
  const told = { reasons_zh: ["甲"], reasons_en: ["a"] };
  assert.deepEqual(lines(told, "reasons"), ["甲"]);
  speak("en");
  assert.deepEqual(lines(told, "reasons"), ["a"]);
  assert.deepEqual(lines(null, "reasons"), []);
});

test("a file of rows opens in a spreadsheet, and none of its cells begins a formula", () => {
  assert.equal(csv([["断面", "=1+1"], ['说"好"', -5]]), '\ufeff"断面","\'=1+1"\r\n"说""好""","-5"\r\n');
});

const MATRIX = {
  months: ["2025-07", "2025-08", "2025-09"], attainment_names: ["undetermined", "met", "missed", "met_on_n"],
  sections: [{ code: "A", name: "甲", district: "冠县" }, { code: "B", name: "乙", district: "莘县", district_beyond: "冠县" }, { code: "C", name: "丙", district: "莘县" }],
  classes: [[0, 5, 5], [0, 4, 5], [0, 3, 3]], attainments: [[0, 2, 2], [0, 1, 2], [0, 1, 1]], after: [{ section: 0, month: 1, class: 3, attainment: 1 }, { section: 0, month: 2, class: null, attainment: 0 }],
};

test("the overview rests on results after exemptions, holds the plan's districts, and begins with the first month known", () => {
  assert.deepEqual(afterExemptions(MATRIX).answers[0], [0, 1, 0]);
  assert.deepEqual(MATRIX.attainments[0], [0, 2, 2]);
  const rows = overviewRows(MATRIX, { every_district: false, districts: ["冠县"] });
  assert.deepEqual(rows.map((one) => [one.code, one.count, one.months.length]), [["B", 1, 2], ["A", 0, 2]]);
  assert.deepEqual(overviewRows(MATRIX, boundTo({ every_district: true, districts: [] }, "莘县")).map((one) => one.code), ["B", "C"]);
  assert.deepEqual(districtsOf(MATRIX), ["冠县", "莘县"]);
  assert.equal(lastFinal(MATRIX), "2025-09");
  assert.equal(lastFinal({ months: ["2025-07"], classes: [[0]] }), null);
  assert.equal(overviewRows(MATRIX, { every_district: true, districts: [] }).length, 3);
});
