import assert from "node:assert/strict";
import { test } from "node:test";
import { angleAt, frontAt, pieceOf, placeAt, shareAt, timedLines } from "../map/along.js";
import { idOf, mayImpact, mayPlan, mayTrace, pointOf, readAnalysis, readTask } from "../tracing/analysis.js";
import { profileScale, roundStep, rowsOf, ticksOf } from "../tracing/profile_scale.js";
import { paperScale, pathOf, spreadPlaces } from "../tracing/snapshot_scale.js";
import { stripPlaces } from "../rivers/sheet_rows.js";

const near = (a, b, by = 1e-9) => assert.ok(Math.abs(a - b) < by, `${a} is not ${b}`);

test("an address names an analysis or what is asked for", () => {
  assert.deepEqual(readAnalysis("trace/7"), { kind: "trace", id: 7 });
  for (const bad of [null, "", "trace/", "trace/x", "evil/7", "trace/7/8"]) assert.equal(readAnalysis(bad), null);
  assert.deepEqual(readTask("impact:outfalls/甲/乙"), { kind: "impact", from: "outfalls/甲/乙" });
  assert.equal(readTask("impact:"), null);
  assert.deepEqual(pointOf("point/115.9,36.4"), [115.9, 36.4]);
  assert.equal(pointOf("outfalls/A1"), null);
  assert.equal(idOf({ id: 12 }), 12);
});

test("a chief sees impacts and plans, no leads; a viewer none of them", () => {
  assert.deepEqual(["chief", "inspector", "viewer", null].map((role) => [mayTrace(role), mayImpact(role), mayPlan(role)]), [[false, true, true], [true, true, false], [false, false, false], [false, false, false]]);
});

test("places and pieces along a line, by share of its length", () => {
  const line = [[0, 0], [0, 1], [0, 3]];
  assert.deepEqual(placeAt(line, 0.5), { place: [0, 1.5], segment: 1 });
  assert.deepEqual(pieceOf(line, 0, 1), line);
  assert.deepEqual(pieceOf(line, 0.5, 2), [[0, 1.5], [0, 3]]);
  assert.deepEqual(pieceOf(line, 0.6, 0.6), []);
  assert.equal(placeAt([], 0.5), null);
});

test("what is unknown of time is nowhere, not at the start", () => {
  assert.equal(shareAt(null, 5), null);
  assert.deepEqual([0, 2, 3, 9].map((at) => shareAt([2, 4], at)), [0, 0, 0.5, 1]);
  assert.equal(shareAt([2, 2], 3), 1);
  const lines = timedLines([{ key: "a", geometry: { coordinates: [[0, 0], [0, 1]] }, probable_h: null }]);
  assert.equal(lines[0].probable, null);
  assert.deepEqual(frontAt(lines, 3), []);
});

test("lines run away from the start, and a far end is where the next reach begins", () => {
  const reaches = [
    { key: "a", near_end: "last", geometry: { coordinates: [[0, 1], [0, 0]] }, probable_h: 0 },
    { key: "b", near_end: "last", geometry: { coordinates: [[0, 3], [0, 1]] }, probable_h: 4, end_probable_h: 12 },
    { key: "c", near_end: "first", geometry: { coordinates: [[1, 1], [2, 1]] }, probable_h: 1, to_probable_h: 2 },
  ];
  const lines = timedLines(reaches);
  assert.deepEqual(lines[0].line, [[0, 0], [0, 1]]);
  assert.deepEqual(lines.map((one) => one.probable), [[0, 4], [4, 12], [1, 2]]);
  assert.deepEqual(frontAt(lines, 8).map(({ place }) => place), [[0, 2]]);
  near(angleAt([0.1, 0.5], [[[0, 0], [0, 1]]]), -Math.PI / 2);
});

test("round steps hold the lowest and the highest", () => {
  assert.equal(roundStep(84, 4), 25);
  assert.deepEqual(ticksOf(0, 214.6), [0, 100, 200, 300]);
  assert.deepEqual(ticksOf(-12.4, 214.6), [-100, 0, 100, 200, 300]);
  assert.equal(roundStep(0, 4), 1);
});

test("the profile runs to the right as the river does, its start at the right end", () => {
  const box = { left: 0, right: 100, top: 0, bottom: 50 };
  const { x, y, ticks } = profileScale([{ distance_m: 0, load: 200 }, { distance_m: 10_000, load: null }], [{ increment: -50, low: -80, high: 10, distance_from_m: 0, distance_to_m: 10_000 }], box);
  assert.deepEqual([x(0), x(5000), x(10_000)], [100, 50, 0]);
  assert.ok(ticks[0] <= -80 && ticks.at(-1) >= 200);
  assert.ok(y(200) < y(0) && y(0) < y(-50));
  assert.equal(profileScale([], [], box).hasLoads, false);
});

test("marks that would stand on each other take another row, or none", () => {
  assert.deepEqual(rowsOf([0, 5, 8, 40], 15, 2), [0, 1, null, 0]);
  assert.deepEqual(stripPlaces([{ chainage_m: 0 }, { chainage_m: 10 }, { chainage_m: 100 }], 100, { left: 0, right: 100, width: 20, lanes: 2 }), [{ x: 0, lane: 0 }, { x: 10, lane: 1 }, { x: 100, lane: 0 }]);
});

test("a map on paper keeps its shape and says its scale", () => {
  const { at, bar, holds } = paperScale([115, 36, 116, 37], { width: 400, height: 300, margin: 0 });
  const [[west, north], [east, south]] = [at([115, 37]), at([116, 36])];
  near((east - west) / (south - north), Math.cos((36.5 * Math.PI) / 180), 1e-6);
  near(bar.length, (bar.metres / 111_320) * (south - north), 1e-6);
  assert.equal(paperScale([115, 36, 115, 36], { width: 100, height: 100 }).holds([115, 36]), true);
  assert.ok(typeof holds === "function");
  assert.equal(pathOf([[0, 0], [0, 0.1], [0, 5]], (place) => place), "M0.0 0.0L0.0 5.0");
});

test("signs on paper never stand on each other, and the first keeps its place", () => {
  const places = spreadPlaces(Array.from({ length: 9 }, () => ({ at: /** @type {[number, number]} */ ([50, 50]), size: 10 })), { width: 100, height: 100 });
  assert.deepEqual(places[0], [50, 50]);
  for (const [i, a] of places.entries()) for (const b of places.slice(i + 1)) assert.ok(Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])) >= 10 - 1e-9);
});
