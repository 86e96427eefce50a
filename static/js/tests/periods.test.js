import assert from "node:assert/strict";
import { test } from "node:test";
import { byWeek, periodRows, periodStanding } from "../assessment/period_rows.js";
import { periodWords, weekDays } from "../assessment/period_words.js";
import { speak } from "./words.js";

const named = (code, zh, reason) => ({ code, name_zh: zh, reason_zh: reason });
const ROWS = [
  { period: "2026-Q3", code: "a", name: "甲", river: "马颊河", target_class: 3, class: 4, attainment: "missed", class_last_year: 3, judged: ["w1", "w2"], change: { direction: "worse", zh: "有所变差" }, never_worse: { answer: "worse", aspects: [{ reason_zh: "由 Ⅲ 变为 Ⅳ。" }] }, notes: [named("w1", "氨氮", "2/3 个月有数据。"), named("x", "电导率", "1/3 个月有数据。")] },
  { period: "2026-Q3", code: "b", name: "乙", river: null, target_class: 3, class: 3, attainment: "met", judged: ["w1", "w2"], change: { direction: "same", zh: "无明显变化" }, never_worse: { answer: "same" }, notes: [named("w1", "氨氮", "2/3 个月有数据。"), named("w2", "总磷", "2/3 个月有数据。")] },
  { period: "2026-Q3", code: "c", name: "丙", class: null, attainment: "undetermined", judged: [], reason_zh: "本时段没有监测数据。", not_valid: [], change: { direction: "unknown", zh: "无法比较" }, never_worse: { answer: "unknown" } },
];

test("periods are read: what is missing is told once, and only of what was judged", () => {
  speak("zh");
  const [a, b, c] = periodRows({ rows: ROWS });
  assert.deepEqual([a.grade, a.target, a.before, a.held, a.change, a.heldReason], [4, 3, 3, "worse", "有所变差", "由 Ⅲ 变为 Ⅳ。"]);
  assert.deepEqual([a.why, b.why, c.why], ["氨氮：2/3 个月有数据。", "2/3 个月有数据。", "本时段没有监测数据。"]);
  assert.deepEqual([c.grade, c.river, c.isMeasured], [0, "", false]);
  assert.deepEqual(periodRows({}), []);
});

test("unknown is not the same as not worse", () => {
  const now = periodStanding(periodRows({ rows: ROWS }));
  assert.deepEqual([now.met, now.decided, now.undetermined, now.worse, now.compared, now.classed], [1, 2, 1, 1, 2, 2]);
  assert.deepEqual(now.classes, [1, 0, 0, 1, 1, 0, 0]);
});

test("weeks are those of ISO 8601, the newest first", () => {
  assert.deepEqual(weekDays("2026-W40"), ["2026-09-28", "2026-10-04"]);
  assert.deepEqual(weekDays("2026-W53"), ["2026-12-28", "2027-01-03"]);
  assert.deepEqual(weekDays("2025-W01"), ["2024-12-30", "2025-01-05"]);
  assert.deepEqual(byWeek([{ period: "2026-W09" }, { period: "2026-W10" }]).map(([label]) => label), ["2026-W10", "2026-W09"]);
});

test("a month's periods in words", () => {
  speak("zh");
  const words = (period) => periodWords({ month: "2026-10", period });
  assert.deepEqual([words("quarter"), words("year"), words("cumulative"), words("week"), words("month")], ["2026年第4季度", "2026年", "2026年1–10月", "2026年10月各周", "2026年10月"]);
  assert.equal(periodWords({ month: null, period: "year" }), "");
});
