/**
 * Places and pieces along a line by share of its length, and when water is where on it. Pure: lon/lat pairs.
 * @module map/along
 * @typedef {[number, number]} Pair
 * @typedef {{line: Pair[], early: [number, number]|null, probable: [number, number]|null, late: [number, number]|null}} Timed
 *   `line` runs from the start of the search away; hours at its first and at its last pair
 */

/** Length of each segment, longitudes shortened by the latitude [degree of latitude]. @param {Pair[]} line */
function segmentLengths(line) {
  const shrink = Math.cos(((line[0]?.[1] ?? 0) * Math.PI) / 180);
  return line.slice(1).map(([x, y], i) => Math.hypot((x - line[i][0]) * shrink, y - line[i][1]));
}

/** The place at a share of the line, with the number of the segment it lies in. @param {Pair[]} line @param {number} share 0 to 1 */
export function placeAt(line, share) {
  if (!line.length) return null;
  const lengths = segmentLengths(line);
  const total = lengths.reduce((a, b) => a + b, 0);
  let left = Math.min(1, Math.max(0, share)) * total;
  let segment = 0;
  while (segment < lengths.length - 1 && left > lengths[segment]) left -= lengths[segment++];
  if (!lengths.length || !total) return { place: line[0], segment: 0 };
  const part = lengths[segment] ? Math.min(1, left / lengths[segment]) : 0;
  const [[ax, ay], [bx, by]] = [line[segment], line[segment + 1]];
  return { place: /** @type {Pair} */ ([ax + (bx - ax) * part, ay + (by - ay) * part]), segment };
}

/** The piece of a line between two shares; empty where there is none. @param {Pair[]} line @param {number} from @param {number} to @returns {Pair[]} */
export function pieceOf(line, from, to) {
  const [a, b] = [Math.max(0, from), Math.min(1, to)];
  if (line.length < 2 || b <= a) return [];
  const [start, end] = [placeAt(line, a), placeAt(line, b)];
  return [start.place, ...line.slice(start.segment + 1, end.segment + 1), end.place];
}

/** Which share of the line the water has passed at an hour; null where its time is unknown. @param {[number, number]|null} hours @param {number} at */
export function shareAt(hours, at) {
  if (!hours) return null;
  const [near, far] = hours;
  if (at <= near) return 0;
  return at >= far || far === near ? 1 : (at - near) / (far - near);
}

/** Both ends' hours, or null. @param {any} near @param {any} far @returns {[number, number]|null} */
const pairOfHours = (near, far) => (typeof near === "number" && typeof far === "number" ? [near, far] : null);

/**
 * The reaches of an analysis as lines that run away from its start, each with its hours. What the answer lacks of a far
 * end is taken from the reach that begins there.
 * @param {any[]} reaches @returns {(Timed & {reach: any})[]}
 */
export function timedLines(reaches) {
  const keyOf = ([x, y]) => `${x.toFixed(5)} ${y.toFixed(5)}`;
  const lines = reaches.filter((one) => one.geometry?.coordinates?.length > 1).map((reach) => ({ reach, line: reach.near_end === "last" ? [...reach.geometry.coordinates].reverse() : reach.geometry.coordinates }));
  const starts = new Map(lines.map(({ reach, line }) => [keyOf(line[0]), reach]));
  return lines.map(({ reach, line }) => {
    const next = starts.get(keyOf(line.at(-1)));
    const hours = (name) => pairOfHours(reach[name], reach[`end_${name}`] ?? reach[`to_${name}`] ?? next?.[name]);
    return { reach, line, early: hours("early_h"), probable: hours("probable_h"), late: hours("late_h") };
  });
}

/** Where the water is at an hour: every line that it is just on. @param {Timed[]} lines @param {number} at @param {"early"|"probable"|"late"} which @returns {{place: Pair, angle: number}[]} */
export function frontAt(lines, at, which = "probable") {
  const places = [];
  for (const one of lines) {
    const hours = one[which];
    if (!hours || at < hours[0] || at >= hours[1]) continue;
    const { place, segment } = placeAt(one.line, shareAt(hours, at));
    const [[ax, ay], [bx, by]] = [one.line[segment], one.line[Math.min(segment + 1, one.line.length - 1)]];
    places.push({ place, angle: Math.atan2(-(by - ay), (bx - ax) * Math.cos((ay * Math.PI) / 180)) });
  }
  return places;
}

/** The direction of the nearest line at a place, as it lies on the map [radian]. @param {Pair} place @param {Pair[][]} lines */
export function angleAt(place, lines) {
  let best = null;
  for (const line of lines)
    for (let i = 1; i < line.length; i += 1) {
      const [[ax, ay], [bx, by]] = [line[i - 1], line[i]];
      const distance = Math.hypot((ax + bx) / 2 - place[0], (ay + by) / 2 - place[1]);
      if (!best || distance < best.distance) best = { distance, angle: Math.atan2(-(by - ay), (bx - ax) * Math.cos((ay * Math.PI) / 180)) };
    }
  return best?.angle ?? 0;
}
