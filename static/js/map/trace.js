/**
 * A trace over the map: all else fades, the searched reaches flow in accent, each stop carries its number.
 * @module map/trace
 */
import { s } from "../dom.js";
import { latLngs } from "./reaches.js";
import { pointMarker } from "./points.js";
import { boundsOf, placeLabels } from "./geometry.js";

const L = globalThis.L;

/** A stop's sign: its number in a small accent disc. @param {number} n @param {string} layer */
export const stopSign = (n, layer) =>
  s("svg", { class: "symbol", viewBox: "-12 -12 24 24", width: 24, height: 24, "aria-hidden": "true" },
    s("circle", { class: `stop stop-${layer}`, r: 9.5 }),
    s("text", { class: "stop-number", y: 0.5, "font-size": n > 99 ? 8.5 : 10.5 }, n));

/** A stop with no room for its number. */
const smallSign = () => s("svg", { class: "symbol", viewBox: "-6 -6 12 12", width: 12, height: 12, "aria-hidden": "true" }, s("circle", { class: "stop", r: 3.6 }));

/**
 * @param {any} map
 * @param {{choose: (layer: string, key: string) => void, hover: Function}} act
 */
export function createTrace(map, act) {
  const layer = L.layerGroup().addTo(map);
  const signs = L.layerGroup().addTo(map);
  let stops = [];

  /** Numbers where there is room, the nearest first; dots for the rest. */
  function drawStops() {
    signs.clearLayers();
    const placed = stops.filter((stop) => stop.place).map((stop) => ({ stop, at: map.latLngToLayerPoint([stop.place[1], stop.place[0]]) }));
    const room = placeLabels(placed.map(({ at }) => ({ width: 19, height: 19, places: [{ x: at.x - 9.5, y: at.y - 9.5 }] })));
    const order = placed.map((one, i) => ({ ...one, numbered: room[i] !== null })).reverse().sort((a, b) => Number(a.numbered) - Number(b.numbered));
    for (const { stop, numbered } of order) {
      signs.addLayer(
        pointMarker({
          lat: stop.place[1],
          lon: stop.place[0],
          symbol: numbered ? stopSign(stop.n, stop.layer) : smallSign(),
          words: `${stop.n} · ${stop.words}`,
          pane: "stops",
          size: numbered ? 24 : 12,
          choose: () => act.choose(stop.layer, stop.key),
          hover: act.hover,
        }),
      );
    }
  }

  map.on("zoomend", drawStops);
  return {
    /** @param {import("../shapes.js").Trace|null} trace @param {boolean} [fit] */
    show(trace, fit = true) {
      layer.clearLayers();
      stops = trace?.stops ?? [];
      drawStops();
      map.getContainer().classList.toggle("is-tracing", Boolean(trace));
      if (!trace) return;
      for (const reach of trace.reaches) {
        const lines = latLngs(reach.geometry);
        layer.addLayer(L.polyline(lines, { pane: "trace", interactive: false, className: "trace-casing", weight: 7 }));
        layer.addLayer(L.polyline(lines, { pane: "trace", interactive: false, className: "trace-line", weight: 4 }));
        const backwards = reach.direction === "reversed" ? " flows-back" : "";
        layer.addLayer(L.polyline(lines, { pane: "trace", interactive: false, className: `trace-flow${backwards}`, weight: 2 }));
      }
      const bounds = boundsOf([...trace.reaches, ...trace.stops.map((stop) => ({ geometry: stop.geometry }))].map((one) => one.geometry));
      if (fit && bounds) act.fit(bounds);
    },
  };
}
