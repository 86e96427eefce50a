import assert from "node:assert/strict";
import { test } from "node:test";
import { addMonths, isMonth, monthOf, monthsUntil, openingMonth } from "../months.js";
import { createState } from "../state.js";
import { localPath, readView, splitFeature, writeView } from "../url.js";
import { nearestStop, stopHeight } from "../frame/sheet_stops.js";

test("the address is the view, both ways", () => {
  const view = { at: { lat: 36.45, lon: 115.98, zoom: 10.5 }, month: "2026-10", view: "attainment", indicator: null, layers: ["reaches", "sections"], feature: "sections/甲/乙 &?#", trace: { direction: "upstream", from: "sections/甲" }, analysis: "trace/7", lead: "outfalls/乙", part: "stops", task: "impact:sluices/丙" };
  const address = writeView(view);
  assert.ok(address.startsWith("?at=36.45000,115.98000,10.5&month=2026-10"));
  assert.deepEqual(readView(address), view);
});

test("a view of one indicator names it, any other does not", () => {
  assert.equal(writeView({ at: null, month: null, view: "indicator", indicator: "w21003", layers: null, feature: null, trace: null }), "?view=indicator&indicator=w21003");
  assert.equal(writeView({ at: null, month: null, view: "change", indicator: "w21003", layers: null, feature: null, trace: null }), "?view=change");
  assert.equal(readView("?view=indicator&indicator=w21003").indicator, "w21003");
});

test("what is not understood in an address is left out", () => {
  assert.deepEqual(readView("?at=99,0,3&month=2026-13&view=evil&layers=a,<b>&feature=nokey&trace=sideways:x&analysis=trace/1e9&part=<b>&task=evil:a/b"), { at: null, month: null, view: "class", indicator: null, layers: ["a"], feature: null, trace: null, analysis: null, lead: null, part: null, task: null });
});

test("a key may hold slashes", () => assert.deepEqual(splitFeature("outfalls/SD/2 a"), { layer: "outfalls", key: "SD/2 a" }));

test("signing in leads to places of this site only", () => {
  assert.equal(localPath("/upload?layer=sections"), "/upload?layer=sections");
  for (const bad of [null, "", "upload", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\n/b"]) assert.equal(localPath(bad), "/");
});

test("months", () => {
  assert.equal(addMonths("2026-01", -1), "2025-12");
  assert.equal(addMonths("2025-12", 13), "2027-01");
  assert.deepEqual(monthsUntil("2026-02", 3), ["2025-12", "2026-01", "2026-02"]);
  assert.equal(monthOf("2026-09-30T16:00:00Z"), "2026-10");
  assert.equal(monthOf("2026-09-30T15:59:59Z"), "2026-09");
  assert.ok(isMonth("2026-10") && !isMonth("2026-00") && !isMonth(null));
  assert.equal(openingMonth(["2026-09", "2026-10", "2026-11"], "2026-11"), "2026-10");
  assert.equal(openingMonth(["2026-11"], "2026-11"), "2026-11");
  assert.equal(openingMonth([], "2026-11"), null);
});

test("a state tells those who asked, and only of changes", () => {
  const state = createState({ a: 1, b: [1] });
  const heard = [];
  state.on(["b"], (now, changed) => heard.push([now.b, changed]));
  state.set({ a: 2 });
  state.set({ b: [1] });
  state.set({ a: 3, b: [2] });
  assert.deepEqual(heard, [[[2], ["a", "b"]]]);
});

test("the sheet goes to the nearest stop, or on with a flick", () => {
  assert.equal(stopHeight("half", 812), 406);
  assert.equal(nearestStop(150, 0, 812), "low");
  assert.equal(nearestStop(300, 0, 812), "half");
  assert.equal(nearestStop(700, 0, 812), "full");
  assert.equal(nearestStop(150, 0.9, 812), "half");
  assert.equal(nearestStop(500, -0.9, 812), "half");
  assert.equal(nearestStop(100, -2, 812), "low");
});
