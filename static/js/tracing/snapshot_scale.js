/**
 * A map on paper: lon/lat onto millimetres, north up, with its scale. Pure.
 * @module tracing/snapshot_scale
 */
import { roundLength } from "../format.js";

const METRES_PER_DEGREE = 111_320;

/**
 * @param {number[]} box west, south, east, north @param {{width: number, height: number, margin?: number}} paper
 */
export function paperScale([west, south, east, north], { width, height, margin = 8 }) {
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const [wide, high] = [Math.max((east - west) * shrink, 0.004), Math.max(north - south, 0.004)];
  const perDegree = Math.min((width - 2 * margin) / wide, (height - 2 * margin) / high);
  const [left, top] = [(width - (east - west) * shrink * perDegree) / 2, (height - (north - south) * perDegree) / 2];
  const metresPerUnit = METRES_PER_DEGREE / perDegree;
  const bar = roundLength(metresPerUnit * width * 0.22);
  return {
    /** @param {number[]} place @returns {[number, number]} */
    at: ([lon, lat]) => [left + (lon - west) * shrink * perDegree, top + (north - lat) * perDegree],
    bar: { metres: bar, length: bar / metresPerUnit },
    /** Whether a place lies on the paper. @param {number[]} place */
    holds(place) {
      const [x, y] = this.at(place);
      return x >= -2 && y >= -2 && x <= width + 2 && y <= height + 2;
    },
  };
}

/** A line as a path with one decimal; pairs nearer than that to the last are left out. @param {number[][]} line @param {(place: number[]) => [number, number]} at */
export function pathOf(line, at) {
  let last = null;
  return line.map(at).filter(([x, y], i) => {
    const keep = !last || i === line.length - 1 || Math.hypot(x - last[0], y - last[1]) > 0.4;
    if (keep) last = [x, y];
    return keep;
  }).map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

const TURNS = 12;

/**
 * Places for signs that would stand on each other: each keeps its own where it is free, else the nearest free one around.
 * @param {{at: [number, number], size: number}[]} signs in the order of weight @param {{width: number, height: number}} paper
 * @returns {[number, number][]}
 */
export function spreadPlaces(signs, { width, height }) {
  const taken = [];
  const isFree = (x, y, half) => x > half && y > half && x < width - half && y < height - half && taken.every((one) => Math.abs(one.x - x) >= one.half + half || Math.abs(one.y - y) >= one.half + half);
  return signs.map(({ at: [x, y], size }) => {
    const half = size / 2;
    const around = [[x, y]];
    for (let ring = 1; ring <= 5; ring += 1)
      for (let turn = 0; turn < TURNS; turn += 1) {
        const angle = ((turn + (ring % 2) / 2) / TURNS) * 2 * Math.PI;
        around.push([x + Math.cos(angle) * size * ring, y + Math.sin(angle) * size * ring]);
      }
    const [fx, fy] = around.find(([px, py]) => isFree(px, py, half)) ?? [x, y];
    taken.push({ x: fx, y: fy, half });
    return /** @type {[number, number]} */ ([fx, fy]);
  });
}
