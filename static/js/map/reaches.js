/**
 * Reaches: white casing, then the class colour, dashed where no section judges; arrows from zoom 13.
 * @module map/reaches
 */
import { spotsAlong, linesOf } from "./geometry.js";

const L = globalThis.L;
const ARROWS_FROM = 13;
const ARROW_EVERY_PX = 130;

/** Lines as Leaflet wants them. @param {any} geometry */
export const latLngs = (geometry) => linesOf(geometry).map((line) => line.map(([lon, lat]) => [lat, lon]));

/** Width of a reach [px]. @param {number} order stream order, 0 where unknown @param {number} zoom */
export const reachWidth = (order, zoom) => Math.min(6, Math.max(2, 1.6 + Math.min(order || 1, 5) * 0.5 + (zoom - 9) * 0.45));

/**
 * @param {any} map
 * @param {{choose: (layer: string, key: string) => void, hover: (event: any, words: string|null) => void}} act
 */
export function createReaches(map, act) {
  const casing = L.layerGroup();
  const colour = L.layerGroup();
  const touch = L.layerGroup();
  const arrows = L.polyline([], { pane: "arrows", interactive: false, className: "arrows", weight: 1.6, smoothFactor: 0, noClip: true });
  const all = L.layerGroup([casing, colour, arrows, touch]);
  /** @type {{key: string, name: string, river: string, order: number, direction: string, names: string, words: string, lines: any[], geometry: any}[]} */
  let reaches = [];

  /** Lines of one look are one path, so that a thousand reaches are a dozen elements. */
  function draw() {
    casing.clearLayers();
    colour.clearLayers();
    const groups = new Map();
    for (const reach of reaches) {
      const width = Math.round(reachWidth(reach.order, map.getZoom()) * 2) / 2;
      const group = groups.get(`${width} ${reach.names}`) ?? { width, names: reach.names, lines: [] };
      group.lines.push(...reach.lines);
      groups.set(`${width} ${reach.names}`, group);
    }
    for (const { width, names, lines } of groups.values()) {
      casing.addLayer(L.polyline(lines, { pane: "casing", interactive: false, className: "reach-casing", weight: width + 2.6 }));
      colour.addLayer(L.polyline(lines, { pane: "reaches", interactive: false, className: `reach ${names}`, weight: width }));
    }
    drawArrows();
  }

  function drawArrows() {
    if (map.getZoom() < ARROWS_FROM) return arrows.setLatLngs([]);
    const view = map.getBounds().pad(0.2);
    const shapes = [];
    for (const { lines, direction } of reaches) {
      for (const line of lines) {
        if (!line.some((pair) => view.contains(pair))) continue;
        const pixels = line.map((pair) => map.latLngToLayerPoint(pair)).map(({ x, y }) => [x, y]);
        for (const spot of spotsAlong(pixels, ARROW_EVERY_PX, 1)) shapes.push(...chevrons(spot, direction));
      }
    }
    return arrows.setLatLngs(shapes.map((shape) => shape.map(([x, y]) => map.layerPointToLatLng([x, y]))));
  }

  /** @param {{x: number, y: number, angle: number}} spot @param {string} direction */
  function chevrons({ x, y, angle }, direction) {
    const one = (turn, shift) => {
      const [cos, sin] = [Math.cos(angle + turn), Math.sin(angle + turn)];
      return [[-3.2, -3.6], [0.9, 0], [-3.2, 3.6]].map(([ax, ay]) => [x + (ax + shift) * cos - ay * sin, y + (ax + shift) * sin + ay * cos]);
    };
    if (direction === "both") return [one(0, 5), one(Math.PI, 5)];
    return [one(direction === "reversed" ? Math.PI : 0, 0)];
  }

  map.on("zoomend", draw);
  map.on("moveend", drawArrows);
  return {
    layer: all,
    /** The reaches drawn now. */
    list: () => reaches,
    /**
     * @param {typeof reaches} given
     */
    show(given) {
      reaches = given;
      touch.clearLayers();
      for (const reach of reaches) {
        const line = L.polyline(reach.lines, { pane: "touch", className: "reach-touch", weight: 14 });
        line.on("click", (event) => {
          L.DomEvent.stopPropagation(event);
          act.choose("reaches", reach.key);
        });
        line.on("mousemove", (event) => act.hover(event, reach.words));
        line.on("mouseout", (event) => act.hover(event, null));
        touch.addLayer(line);
      }
      draw();
    },
  };
}
