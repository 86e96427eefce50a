/**
 * The scale of a profile along the river: distance to the right is downstream, load upwards. Pure.
 * @module tracing/profile_scale
 */

/** Round steps that cut a length into about so many parts. @param {number} length @param {number} parts @returns {number} */
export function roundStep(length, parts) {
  if (!(length > 0)) return 1;
  const raw = length / parts;
  const power = 10 ** Math.floor(Math.log10(raw));
  return power * ([1, 2, 2.5, 5, 10].find((step) => step * power >= raw - 1e-12) ?? 10);
}

/** Round values from the lowest to the highest, both held. @param {number} low @param {number} high @param {number} [parts] @returns {number[]} */
export function ticksOf(low, high, parts = 4) {
  const step = roundStep(high - low, parts);
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * Distances and loads onto a box of pixels; the start of a trace, where the distance is 0, lies at the right.
 * @param {{distance_m: number, load: number|null, low?: number|null, high?: number|null}[]} points
 * @param {{distance_from_m?: number|null, distance_to_m?: number|null, low?: number|null, high?: number|null, increment?: number|null}[]} stretches
 * @param {{left: number, right: number, top: number, bottom: number}} box
 */
export function profileScale(points, stretches, box) {
  const known = (values) => values.filter((value) => typeof value === "number" && Number.isFinite(value));
  const distances = known([...points.map((one) => one.distance_m), ...stretches.flatMap((one) => [one.distance_from_m, one.distance_to_m])]);
  const loads = known([...points.flatMap((one) => [one.load, one.low, one.high]), ...stretches.flatMap((one) => [one.increment, one.low, one.high])]);
  const farthest = Math.max(1000, ...distances);
  const [low, high] = [Math.min(0, ...loads), Math.max(0, ...loads)];
  const ticks = ticksOf(low, high > low ? high : low + 1);
  const [bottom, top] = [ticks[0], ticks.at(-1)];
  return {
    farthest, ticks, hasLoads: loads.length > 0,
    distances: ticksOf(0, farthest / 1000, 4).filter((km) => km * 1000 <= farthest * 1.001),
    /** @param {number} metres */
    x: (metres) => box.right - (metres / farthest) * (box.right - box.left),
    /** @param {number} load */
    y: (load) => box.bottom - ((load - bottom) / (top - bottom)) * (box.bottom - box.top),
  };
}

/**
 * Rows for marks that would stand on each other: each takes the lowest row where it has room.
 * @param {number[]} places in the order of weight @param {number} width @param {number} rows
 * @returns {(number|null)[]} of each its row, null where none has room
 */
export function rowsOf(places, width, rows) {
  const taken = Array.from({ length: rows }, () => /** @type {number[]} */ ([]));
  return places.map((x) => {
    const row = taken.findIndex((there) => there.every((other) => Math.abs(other - x) >= width));
    if (row >= 0) taken[row].push(x);
    return row >= 0 ? row : null;
  });
}
