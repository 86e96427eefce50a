/**
 * A trace over the map: all else fades, the searched reaches flow in accent, each stop carries its number.
 * @module map/trace
 */
import { s } from "../dom.js";
import { latLngs } from "./reaches.js";
import { pointMarker } from "./points.js";
import { boundsOf } from "./geometry.js";

const L = globalThis.L;

/** A stop's sign: its number in a small accent disc. @param {number} n @param {string} layer */
export const stopSign = (n, layer) =>
  s("svg", { class: "symbol", viewBox: "-12 -12 24 24", width: 24, height: 24, "aria-hidden": "true" },
    s("circle", { class: `stop stop-${layer}`, r: 9.5 }),
    s("text", { class: "stop-number", y: 0.5, "font-size": n > 99 ? 8.5 : 10.5 }, n));

/**
 * @param {any} map
 * @param {{choose: (layer: string, key: string) => void, hover: Function}} act
 */
export function createTrace(map, act) {
  const layer = L.layerGroup().addTo(map);
  return {
    /** @param {import("../shapes.js").Trace|null} trace @param {boolean} [fit] */
    show(trace, fit = true) {
      layer.clearLayers();
      map.getContainer().classList.toggle("is-tracing", Boolean(trace));
      if (!trace) return;
      for (const reach of trace.reaches) {
        const lines = latLngs(reach.geometry);
        layer.addLayer(L.polyline(lines, { pane: "trace", interactive: false, className: "trace-casing", weight: 8 }));
        layer.addLayer(L.polyline(lines, { pane: "trace", interactive: false, className: "trace-line", weight: 4.5 }));
        const backwards = reach.direction === "reversed" ? " flows-back" : "";
        layer.addLayer(L.polyline(lines, { pane: "trace", interactive: false, className: `trace-flow${backwards}`, weight: 2 }));
      }
      for (const stop of [...trace.stops].reverse()) {
        if (!stop.place) continue;
        layer.addLayer(
          pointMarker({
            lat: stop.place[1],
            lon: stop.place[0],
            symbol: stopSign(stop.n, stop.layer),
            words: stop.words,
            pane: "stops",
            choose: () => act.choose(stop.layer, stop.key),
            hover: act.hover,
          }),
        );
      }
      const bounds = boundsOf([...trace.reaches, ...trace.stops.map((stop) => ({ geometry: stop.geometry }))].map((one) => one.geometry));
      if (fit && bounds) act.fit(bounds);
    },
  };
}
