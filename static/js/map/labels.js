/**
 * Names on the map that never meet: sections first, then rivers, lakes and districts.
 * @module map/labels
 */
import { h } from "../dom.js";
import { middleOf, placeLabels, spotsAlong } from "./geometry.js";

const SIZES = { section: [13, 20], river: [13, 20], lake: [12, 18], district: [13, 20], outfall: [12, 18], place: [12, 18] };

/** Width of a text in such a size [px]: wide signs count whole, others half. @param {string} text @param {number} size */
export const textWidth = (text, size) => [...text].reduce((sum, sign) => sum + (/[\u2E80-\uFFEF]/.test(sign) ? 1 : 0.56), 0) * size;

const short = (name) => ([...name].length > 16 ? `${[...name].slice(0, 15).join("")}…` : name);

/**
 * @param {any} map
 * @param {() => {kind: string, name: string, geometry?: any, lines?: any[][], offset?: number}[]} wanted in order of weight
 */
export function createLabels(map, wanted) {
  const pane = map.getPane("labels");
  let waiting = 0;

  /** @param {{kind: string, name: string, geometry?: any, lines?: any[][], offset?: number}} label @param {any} view */
  function measure(label, view) {
    const [size, height] = SIZES[label.kind] ?? SIZES.place;
    const name = short(label.name);
    const width = textWidth(name, size) + (label.kind === "river" ? [...name].length * 3 : label.kind === "district" ? [...name].length * 4 : 0) + 4;
    if (label.lines) return measureRiver(label, name, width, height, view);
    const middle = middleOf(label.geometry);
    if (!middle || !view.contains([middle[1], middle[0]])) return null;
    const { x, y } = map.latLngToLayerPoint([middle[1], middle[0]]);
    const off = label.offset ?? 0;
    const places = off
      ? [[off, -height / 2], [-width / 2, off - 2], [-off - width, -height / 2], [-width / 2, -off - height + 2]]
      : [[-width / 2, -height / 2]];
    return { name, kind: label.kind, width, height, places: places.map(([dx, dy]) => ({ x: x + dx, y: y + dy })), angle: 0 };
  }

  /** A river's name lies along its longest line in view. */
  function measureRiver(label, name, width, height, view) {
    let best = null;
    for (const line of label.lines) {
      const seen = line.filter((pair) => view.contains(pair)).map((pair) => map.latLngToLayerPoint(pair));
      if (seen.length > 1 && (!best || seen.length > best.length)) best = seen;
    }
    if (!best) return null;
    const spots = spotsAlong(best.map(({ x, y }) => [x, y]), 70, 1);
    const length = best.slice(1).reduce((sum, point, i) => sum + point.distanceTo(best[i]), 0);
    if (length < width * 0.9) return null;
    const middle = Math.floor(spots.length / 2);
    const order = spots.map((spot, i) => [Math.abs(i - middle), spot]).sort((a, b) => a[0] - b[0]).map(([, spot]) => spot);
    const places = order.slice(0, 5).map(({ x, y, angle }) => {
      const turn = Math.atan(Math.tan(angle));
      const reach = (Math.abs(Math.cos(turn)) * width) / 2;
      return { x: x - reach, y: y - height / 2 - 9 * Math.abs(Math.cos(turn)), turn, cx: x, cy: y };
    });
    return { name, kind: "river", width: width * 0.9, height, places };
  }

  function draw() {
    const view = map.getBounds().pad(0.05);
    const labels = wanted().map((label) => measure(label, view)).filter(Boolean);
    const taken = placeLabels(labels, discs(view));
    pane.replaceChildren();
    labels.forEach((label, i) => {
      if (taken[i] === null) return;
      const place = label.places[taken[i]];
      const element = h("span", { class: `label label-${label.kind}`, "aria-hidden": "true" }, label.name);
      if (place.turn !== undefined) {
        element.style.transform = `translate(${Math.round(place.cx)}px, ${Math.round(place.cy)}px) rotate(${place.turn}rad) translate(-50%, -128%)`;
      } else element.style.transform = `translate(${Math.round(place.x)}px, ${Math.round(place.y)}px)`;
      pane.append(element);
    });
  }

  /** What the symbols of the sections cover already. */
  function discs(view) {
    return wanted()
      .filter((label) => label.kind === "section" && label.geometry && view.contains([label.geometry.coordinates[1], label.geometry.coordinates[0]]))
      .map((label) => map.latLngToLayerPoint([label.geometry.coordinates[1], label.geometry.coordinates[0]]))
      .map(({ x, y }) => ({ left: x - 15, right: x + 15, top: y - 15, bottom: y + 15 }));
  }

  /** Draws anew, soon and once. */
  function soon() {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  }
  map.on("moveend zoomend viewreset", soon);
  map.on("zoomstart", () => pane.replaceChildren());
  return { draw: soon };
}
