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
 * @param {() => {place: number[], radius: number}[]} covered what symbols cover [px]
 */
export function createLabels(map, wanted, covered) {
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
      : [[0, 0], [0, -26], [0, 26], [-58, 0], [58, 0], [0, -52], [0, 52]].slice(0, label.kind === "district" ? 7 : 3).map(([dx, dy]) => [dx - width / 2, dy - height / 2]);
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
      const signs = [...name].length;
      const boxes = Array.from({ length: signs }, (_, i) => {
        const [along, off] = [((i + 0.5) / signs - 0.5) * width, -16];
        const [cx, cy] = [x + along * Math.cos(turn) - off * Math.sin(turn), y + along * Math.sin(turn) + off * Math.cos(turn)];
        return { left: cx - 8, right: cx + 8, top: cy - 8, bottom: cy + 8 };
      });
      return { x, y, turn, boxes };
    });
    return { name, kind: "river", width, height, places };
  }

  function draw() {
    const view = map.getBounds().pad(0.05);
    const labels = wanted().map((label) => measure(label, view)).filter(Boolean);
    const taken = placeLabels(labels, discs());
    pane.replaceChildren();
    labels.forEach((label, i) => {
      if (taken[i] === null) return;
      const place = label.places[taken[i]];
      const element = h("span", { class: `label label-${label.kind}`, "aria-hidden": "true" }, label.name);
      if (place.turn !== undefined) {
        element.style.transform = `translate(${Math.round(place.x)}px, ${Math.round(place.y)}px) rotate(${place.turn}rad) translate(-50%, -128%)`;
      } else element.style.transform = `translate(${Math.round(place.x)}px, ${Math.round(place.y)}px)`;
      pane.append(element);
    });
  }

  /** What the symbols cover already. */
  const discs = () =>
    covered().map(({ place: [lon, lat], radius }) => {
      const { x, y } = map.latLngToLayerPoint([lat, lon]);
      return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
    });

  /** Draws anew, soon and once. */
  function soon() {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  }
  map.on("moveend zoomend viewreset", soon);
  map.on("zoomstart", () => pane.replaceChildren());
  return { draw: soon };
}
