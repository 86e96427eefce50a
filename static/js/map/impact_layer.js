/**
 * An impact over the map: the water's way, how far it has come at the hour of the slider, flags with times of arrival.
 * @module map/impact_layer
 */
import { arrivalWords, clockWords, sluiceWords, storageWords } from "../tracing/impact_words.js";
import { standingAt } from "../tracing/trace_shapes.js";
import { reachWords } from "../tracing/trace_words.js";
import { frontAt, pieceOf, shareAt, timedLines } from "./along.js";
import { placeLabels } from "./geometry.js";
import { pointMarker } from "./points.js";
import { sluice } from "./symbols.js";
import { flagSign, frontSign, startSign, storageSign } from "./trace_symbols.js";

const L = globalThis.L;
const latLng = ([lon, lat]) => [lat, lon];

/**
 * @param {any} map
 * @param {{feature: (layer: string, key: string) => void, hover: Function, goTo: (lon: number, lat: number, zoom?: number) => void}} act
 */
export function createImpactLayer(map, act) {
  const [lines, passed, signs, front] = Array.from({ length: 4 }, () => L.layerGroup().addTo(map));
  /** @type {import("../tracing/trace_shapes.js").KeptImpact|null} */
  let impact = null;
  /** @type {ReturnType<typeof timedLines>} */
  let timed = [];
  let hours = 0;

  const polyline = (line, className, weight) => L.polyline(line.map(latLng), { pane: "trace", interactive: false, className, weight });

  function drawLines() {
    lines.clearLayers();
    for (const { reach, line, probable } of timed) {
      lines.addLayer(polyline(line, "trace-casing", 8));
      lines.addLayer(polyline(line, probable ? "impact-way" : "impact-way is-unknown", 4));
      const touch = L.polyline(line.map(latLng), { pane: "trace", className: "reach-touch", weight: 14 });
      touch.on("mousemove", (event) => act.hover(event, reachWords(reach)));
      touch.on("mouseout", (event) => act.hover(event, null));
      lines.addLayer(touch);
    }
  }

  /** How far the water has come: surely behind the late front, likely behind the probable one, perhaps behind the early one. */
  function drawPassed() {
    passed.clearLayers();
    front.clearLayers();
    if (!impact) return;
    for (const { line, early, probable, late } of timed) {
      const [a, b, c] = [late, probable, early].map((one) => shareAt(one, hours));
      if (b === null) continue;
      for (const [from, to, look] of [[b, c ?? b, "impact-early"], [a ?? b, b, "impact-likely"], [0, a ?? b, "impact-sure"]]) {
        const piece = pieceOf(line, from, to);
        if (piece.length) passed.addLayer(polyline(piece, look, 5.5));
      }
    }
    for (const { place, angle } of frontAt(timed, hours)) front.addLayer(pointMarker({ lat: place[1], lon: place[0], symbol: frontSign(angle), words: "", pane: "stops", size: 22, names: "point-front", hover: act.hover }));
  }

  /** @param {any} given */
  const mark = (given) => signs.addLayer(pointMarker({ hover: act.hover, pane: "stops", ...given, lat: given.place[1], lon: given.place[0] }));

  function drawSigns() {
    signs.clearLayers();
    if (!impact) return;
    const { moment, place: start, name } = impact.question;
    const flags = impact.arrivals.filter((one) => one.place).map((one) => ({ one, at: map.latLngToLayerPoint(latLng(one.place)) }));
    const room = placeLabels(flags.map(({ at }) => ({ width: 92, height: 18, places: [{ x: at.x + 16, y: at.y - 20 }, { x: at.x - 98, y: at.y - 20 }, { x: at.x + 6, y: at.y + 6 }] })),
      flags.map(({ at }) => ({ left: at.x - 3, right: at.x + 14, top: at.y - 17, bottom: at.y + 2 })));
    for (const one of impact.sluices.filter(({ place }) => place)) mark({ place: one.place, symbol: sluice(one.state, 0), words: sluiceWords(one), choose: () => act.feature("sluices", one.key), names: "point-halt" });
    for (const one of impact.storage.filter(({ place }) => place)) mark({ place: one.place, symbol: storageSign(), words: storageWords(one), choose: () => act.feature("emergency_sites", one.key), names: "point-halt" });
    flags.forEach(({ one }, i) => {
      const words = arrivalWords(one);
      mark({ place: one.place, symbol: flagSign(standingAt(one.arrival, moment, hours)), words, size: 24, names: "point-flag", zIndex: 800, choose: () => act.feature(one.layer, one.key) });
      if (room[i] === null || !one.arrival?.probable) return;
      const label = document.createElement("span");
      label.className = `band-label flag-label-${room[i]}`;
      label.textContent = clockWords(one.arrival.probable, moment);
      mark({ place: one.place, symbol: label, words, choose: null, zIndex: 790, size: 18, names: "point-band" });
    });
    if (start) mark({ place: start, symbol: startSign(), words: name, zIndex: 1200, size: 30, choose: () => act.goTo(...start, 13) });
  }

  map.on("zoomend", drawSigns);
  return {
    covered: () => [],
    /** @param {import("../tracing/trace_shapes.js").KeptImpact|null} given */
    show(given) {
      impact = given;
      timed = impact ? timedLines(impact.reaches) : [];
      hours = 0;
      drawLines();
      drawPassed();
      drawSigns();
    },
    /** @param {number} to hours since the beginning */
    moveTo(to) {
      const states = () => impact?.arrivals.map((one) => standingAt(one.arrival, impact.question.moment, hours)).join();
      const before = states();
      hours = to;
      drawPassed();
      if (before !== states()) drawSigns();
    },
  };
}
