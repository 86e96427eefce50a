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
