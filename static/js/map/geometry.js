/**
 * Small geometry on pixels and on lon/lat pairs. Pure: no Leaflet, no document.
 * @module map/geometry
 * @typedef {[number, number]} Pair
 */

/** The lines of a line geometry, each a list of lon/lat pairs. @param {any} geometry @returns {Pair[][]} */
export function linesOf(geometry) {
  if (!geometry) return [];
  if (geometry.type === "LineString") return [geometry.coordinates];
  if (geometry.type === "MultiLineString" || geometry.type === "Polygon") return geometry.coordinates;
  if (geometry.type === "MultiPolygon") return geometry.coordinates.flat();
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(linesOf);
  return [];
}

/** All pairs of any geometry. @param {any} geometry @returns {Pair[]} */
export function pairsOf(geometry) {
  if (!geometry) return [];
  if (geometry.type === "Point") return [geometry.coordinates];
  if (geometry.type === "MultiPoint") return geometry.coordinates;
  return linesOf(geometry).flat();
}

/** West, south, east, north; null of nothing. @param {any[]} geometries @returns {number[]|null} */
export function boundsOf(geometries) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of geometries.flatMap(pairsOf)) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return west <= east ? [west, south, east, north] : null;
}

/** Of a geometry, the pair in its middle: along a line, at the centre of an area's box. @param {any} geometry @returns {Pair|null} */
export function middleOf(geometry) {
  if (!geometry) return null;
  if (geometry.type === "Point") return geometry.coordinates;
  if (geometry.type.endsWith("LineString")) {
    const longest = linesOf(geometry).reduce((a, b) => (b.length > a.length ? b : a), []);
    const spots = spotsAlong(longest, 0, 1);
    return spots.length ? [spots[0].x, spots[0].y] : null;
  }
  const box = boundsOf([geometry]);
  return box && [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
}

/**
 * Places along a line every so far, each with the direction of the line there.
 * @param {Pair[]} line @param {number} every 0: one place, in the middle @param {number} [least] fewest places of a line long enough
 * @returns {{x: number, y: number, angle: number}[]}
 */
export function spotsAlong(line, every, least = 0) {
  const lengths = line.slice(1).map(([x, y], i) => Math.hypot(x - line[i][0], y - line[i][1]));
  const total = lengths.reduce((a, b) => a + b, 0);
  if (!total) return [];
  const count = every ? Math.max(least, Math.floor(total / every)) : 1;
  const spots = [];
  let [passed, segment] = [0, 0];
  for (let i = 0; i < count; i += 1) {
    const wanted = ((i + 0.5) * total) / count;
    while (segment < lengths.length - 1 && passed + lengths[segment] < wanted) passed += lengths[segment++];
    const [[ax, ay], [bx, by]] = [line[segment], line[segment + 1]];
    const share = lengths[segment] ? (wanted - passed) / lengths[segment] : 0;
    spots.push({ x: ax + (bx - ax) * share, y: ay + (by - ay) * share, angle: Math.atan2(by - ay, bx - ax) });
  }
  return spots;
}

/**
 * The nearest place on some lines.
 * @param {Pair} from @param {Pair[][]} lines @returns {{distance: number, angle: number}|null}
 */
export function nearestOn([x, y], lines) {
  let best = null;
  for (const line of lines) {
    for (let i = 1; i < line.length; i += 1) {
      const [[ax, ay], [bx, by]] = [line[i - 1], line[i]];
      const [dx, dy] = [bx - ax, by - ay];
      const share = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      const distance = Math.hypot(x - ax - share * dx, y - ay - share * dy);
      if (!best || distance < best.distance) best = { distance, angle: Math.atan2(dy, dx) };
    }
  }
  return best;
}

/**
 * Chooses labels that do not meet: in the order given, each takes the first of its places that is still free.
 * @param {{width: number, height: number, places: {x: number, y: number, boxes?: {left: number, top: number, right: number, bottom: number}[]}[]}[]} wanted
 *   places are upper left corners; a place that lies askew brings its own boxes
 * @param {{left: number, top: number, right: number, bottom: number}[]} [taken]
 * @returns {(number|null)[]} of each the place it got
 */
export function placeLabels(wanted, taken = []) {
  const boxes = [...taken];
  return wanted.map(({ width, height, places }) => {
    for (const [index, { x, y, boxes: own = [{ left: x, top: y, right: x + width, bottom: y + height }] }] of places.entries()) {
      const meets = (box) => boxes.some((o) => box.left < o.right && box.right > o.left && box.top < o.bottom && box.bottom > o.top);
      if (!own.some(meets)) {
        boxes.push(...own);
        return index;
      }
    }
    return null;
  });
}
