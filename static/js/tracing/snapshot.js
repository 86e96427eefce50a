/**
 * The map of an analysis on paper, drawn anew as SVG: rivers by class below, the analysis over them, scale and north.
 * @module tracing/snapshot
 */
import { s } from "../dom.js";
import * as format from "../format.js";
import { linesOf, placeLabels } from "../map/geometry.js";
import { textWidth } from "../map/labels.js";
import { disc } from "../map/symbols.js";
import { t } from "../words.js";
import { paperScale, pathOf, spreadPlaces } from "./snapshot_scale.js";

/**
 * What stands at a place of the paper; `spread`: beside it where others stand on it already, with a line to it.
 * @typedef {{place: number[], parts: (Node|false|null)[], size?: number, label?: string, weight?: number, scale?: number, spread?: boolean}} PaperSign
 */

/** An element moved to a place. @param {number[]} at @param {any} children @param {number} [scale] */
const moved = ([x, y], children, scale = 1) => s("g", { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})${scale === 1 ? "" : ` scale(${scale})`}` }, children);

/** A section's disc as it stands on the map, smaller. @param {import("../shapes.js").SectionMonth} section @param {[number, number]} at */
function discAt(section, at) {
  const sign = disc({ ...section, view: "class" });
  return moved(at, [...sign.children], 0.62);
}

/**
 * @param {any} data of the page
 * @param {{box: number[], width?: number, height?: number, lines: {line: number[][], look: string, width?: number}[], signs: PaperSign[], label: string}} given
 *   in millimetres of a scale of four to one
 */
export function snapshot(data, { box, width = 728, height = 372, lines, signs, label }) {
  const scale = paperScale(box, { width, height, margin: 34 });
  const { at, bar } = scale;
  const rivers = data.reaches().map((reach) => ({ reach, paths: linesOf(reach.geometry).filter((line) => line.some((pair) => scale.holds(pair))).map((line) => pathOf(line, at)) })).filter(({ paths }) => paths.length);
  const sections = data.sections().filter((one) => one.place && scale.holds(one.place));
  const movable = signs.filter((one) => one.spread);
  const found = spreadPlaces(movable.map((one) => ({ at: at(one.place), size: one.size ?? 16 })), { width, height });
  const spots = new Map(signs.map((one) => [one, movable.includes(one) ? found[movable.indexOf(one)] : at(one.place)]));
  const wanted = signs.filter((one) => one.label).map((one) => ({ one, at: spots.get(one), width: textWidth(one.label, 9) + 4 }));
  const taken = signs.map((one) => ({ spot: spots.get(one), r: (one.size ?? 16) / 2 })).map(({ spot: [x, y], r }) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r }));
  const room = placeLabels(wanted.map(({ at: [x, y], one, width: w }) => {
    const r = (one.size ?? 16) / 2 + 2;
    return { width: w, height: 12, places: [{ x: x + r, y: y - 6 }, { x: x - r - w, y: y - 6 }, { x: x - w / 2, y: y + r }, { x: x - w / 2, y: y - r - 12 }] };
  }), taken);
  return s("svg", { class: "snapshot", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label },
    s("rect", { class: "snapshot-paper", x: 0, y: 0, width, height }),
    rivers.map(({ reach, paths }) => paths.map((d) => [s("path", { class: "reach-casing", d, "stroke-width": 4.4 }), s("path", { class: `reach ${reach.how === "none" || !reach.section ? "is-none" : `class-${reach.grade}`}`, d, "stroke-width": 2.4 })])),
    s("rect", { class: "snapshot-veil", x: 0, y: 0, width, height }),
    lines.map(({ line, look, width: wide = 3 }) => s("path", { class: look, d: pathOf(line, at), "stroke-width": wide })),
    sections.map((one) => discAt(one, at(one.place))),
    movable.map((one) => [at(one.place), spots.get(one)]).filter(([own, spot]) => Math.hypot(own[0] - spot[0], own[1] - spot[1]) > 1)
      .map(([own, spot]) => [s("line", { class: "snapshot-leader", x1: own[0], y1: own[1], x2: spot[0], y2: spot[1] }), s("circle", { class: "snapshot-spot", cx: own[0], cy: own[1], r: 2 })]),
    [...signs].sort((a, b) => (a.weight ?? 0) - (b.weight ?? 0)).map((one) => moved(spots.get(one), one.parts, one.scale)),
    wanted.map(({ one, at: [x, y], width: w }, i) => {
      if (room[i] === null) return null;
      const r = (one.size ?? 16) / 2 + 2;
      const [dx, dy] = [[r, 4], [-r - w, 4], [-w / 2, r + 10], [-w / 2, -r - 3]][room[i]];
      return s("text", { class: "snapshot-label", x: x + dx, y: y + dy }, one.label);
    }),
    s("g", { class: "snapshot-scale", transform: `translate(14 ${height - 14})` }, s("rect", { class: "snapshot-back", x: -8, y: -13, width: bar.length + 62, height: 21, rx: 3 }), s("path", { d: `M0-5V0H${bar.length.toFixed(1)}V-5` }), s("text", { x: bar.length + 6, y: 1 }, format.distance(bar.metres))),
    s("g", { class: "snapshot-north", transform: `translate(${width - 20} 26)` }, s("path", { d: "M0-14L5 4 0 0-5 4z" }), s("text", { y: 17 }, t("north"))));
}
