import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOf, middleOf, nearestOn, placeLabels, spotsAlong } from "../map/geometry.js";
import { axisTop, bands, monthMeans, runs } from "../panel/series.js";

test("spots along a line look its way", () => {
  assert.deepEqual(spotsAlong([[0, 0], [10, 0]], 0), [{ x: 5, y: 0, angle: 0 }]);
  assert.equal(spotsAlong([[0, 0], [10, 0], [10, 30]], 10).length, 4);
  assert.ok(Math.abs(spotsAlong([[0, 0], [0, 8]], 4)[0].angle - Math.PI / 2) < 1e-12);
  assert.deepEqual(spotsAlong([[1, 1], [1, 1]], 5), []);
});

test("bounds and middles of any geometry", () => {
  const area = { type: "MultiPolygon", coordinates: [[[[0, 0], [4, 0], [4, 2], [0, 0]]]] };
  assert.deepEqual(boundsOf([area, { type: "Point", coordinates: [9, -1] }]), [0, -1, 9, 2]);
  assert.deepEqual(middleOf(area), [2, 1]);
  assert.deepEqual(middleOf({ type: "LineString", coordinates: [[0, 0], [2, 0]] }), [1, 0]);
  assert.equal(boundsOf([]), null);
  assert.equal(middleOf(null), null);
});

test("the nearest place on lines", () => {
  const near = nearestOn([5, 3], [[[0, 0], [10, 0]], [[0, 9], [10, 9]]]);
  assert.equal(near.distance, 3);
  assert.equal(nearestOn([0, 0], []), null);
});

test("labels never meet, and the first comes first", () => {
  const label = (...places) => ({ width: 10, height: 4, places: places.map(([x, y]) => ({ x, y })) });
  assert.deepEqual(placeLabels([label([0, 0]), label([5, 2], [20, 0]), label([21, 1])]), [0, 1, null]);
  assert.deepEqual(placeLabels([label([0, 0])], [{ left: 0, top: 0, right: 1, bottom: 1 }]), [null]);
  assert.deepEqual(placeLabels([{ width: 1, height: 1, places: [{ x: 0, y: 0, boxes: [{ left: 50, top: 50, right: 60, bottom: 60 }] }] }], [{ left: 0, top: 0, right: 9, bottom: 9 }]), [0]);
});

test("bands of the classes, either way round", () => {
  assert.deepEqual(bands([15, 15, 20, 30, 40], 50, false).map(({ grade, from, to }) => [grade, from, to]), [[1, 0, 15], [3, 15, 20], [4, 20, 30], [5, 30, 40], [6, 40, 50]]);
  assert.deepEqual(bands([7.5, 6, 5, 3, 2], 10, true).map(({ grade }) => grade), [6, 5, 4, 3, 2, 1]);
  assert.deepEqual(bands([[6, 9]], 10, false), []);
});

test("the axis ends a little above what it shows", () => {
  assert.equal(axisTop([6.7, 8.1], 15), 20);
  assert.equal(axisTop([0.0004], null), 0.0005);
  assert.equal(axisTop([], null), 1);
});

test("a month without a value parts the line", () => {
  const at = (text, value) => ({ at: Date.parse(text), value });
  const seen = [at("2025-01-08T02:00:00Z", 1), at("2025-01-20T02:00:00Z", 3), at("2025-02-08T02:00:00Z", 5), at("2025-04-08T02:00:00Z", 7)];
  const means = monthMeans(seen);
  assert.deepEqual(means.map((one) => one.value), [2, 5, 7]);
  assert.deepEqual(runs(means).map((run) => run.length), [2, 1]);
});
