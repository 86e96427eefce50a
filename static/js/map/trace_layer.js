/**
 * A trace over the map: searched reaches in accent with a slow flow, bands of travel time, stops, leads, sampling points.
 * @module map/trace_layer
 */
import { h } from "../dom.js";
import { t } from "../words.js";
import { hoursWords, leadWords, reachWords, sampleWords, stopWords } from "../tracing/trace_words.js";
import { angleAt, timedLines } from "./along.js";
import { placeLabels } from "./geometry.js";
import { textWidth } from "./labels.js";
import { pointMarker } from "./points.js";
import { dropSign, haltSign, leadDot, leadRadius, leadSign, startSign, tickSign } from "./trace_symbols.js";

const L = globalThis.L;
const latLng = ([lon, lat]) => [lat, lon];

/**
 * @param {any} map
 * @param {{lead: (id: string) => void, feature: (layer: string, key: string) => void, hover: Function, goTo: (lon: number, lat: number, zoom?: number) => void}} act
 */
export function createTraceLayer(map, act) {
  const lines = L.layerGroup().addTo(map);
  const signs = L.layerGroup().addTo(map);
  /** @type {any} */
  let trace = null;
  /** @type {ReturnType<typeof timedLines>} */
  let timed = [];
  /** @type {string|null} */
  let chosen = null;
  /** @type {{place: number[], radius: number}[]} where the hours of bands are written */
  let labelled = [];

  function drawLines() {
    lines.clearLayers();
    for (const { reach, line } of timed) {
      const at = line.map(latLng);
      const faint = typeof reach.weight === "number" && reach.weight < 0.999 ? " is-faint" : "";
      lines.addLayer(L.polyline(at, { pane: "trace", interactive: false, className: "trace-casing", weight: 7.5 }));
      lines.addLayer(L.polyline(at, { pane: "trace", interactive: false, className: `trace-line${faint}`, weight: 4 }));
      lines.addLayer(L.polyline(at, { pane: "trace", interactive: false, className: "trace-flow flows-back", weight: 2 })); // the lines run up the river
      const touch = L.polyline(at, { pane: "trace", className: "reach-touch", weight: 14 });
      touch.on("mousemove", (event) => act.hover(event, reachWords(reach)));
      touch.on("mouseout", (event) => act.hover(event, null));
      lines.addLayer(touch);
    }
  }

  /** @param {any} given */
  const mark = (given) => signs.addLayer(pointMarker({ hover: act.hover, pane: "stops", ...given, lat: given.place[1], lon: given.place[0] }));

  /** What is wanted on the map, in the order of weight. */
  function wanted() {
    const most = Math.max(0, ...trace.leads.map((lead) => lead.score || 0));
    const lead = (one) => {
      const r = leadRadius(one.score, most);
      const isChosen = one.id === chosen;
      return { place: one.place, size: r * 2 + 4, always: isChosen, z: 900 - one.n, choose: () => act.lead(one.id), words: leadWords(one), state: one.state === "open" ? "" : one.stateName, symbol: () => leadSign(one, r, isChosen), small: () => leadDot(one.state), names: "point-lead" };
    };
    return [
      ...[...trace.leads].sort((a, b) => Number(b.id === chosen) - Number(a.id === chosen)).map(lead),
      ...trace.samples.map((one) => ({ place: one.place, size: 20, z: 700, choose: () => act.goTo(...one.place, 14), words: sampleWords(one), symbol: () => dropSign(one.n), small: null, names: "point-drop", up: 10 })),
      ...trace.stops.map((one) => ({ place: one.place, size: 17, z: 500, choose: one.layer && one.key ? () => act.feature(one.layer, one.key) : () => act.goTo(...one.place), words: stopWords(one), symbol: () => haltSign(one), small: null, names: "point-halt" })),
    ].filter((one) => one.place);
  }

  /** Signs where there is room; leads without it as dots, stops and sampling points come with the next zoom. */
  function drawSigns() {
    signs.clearLayers();
    if (!trace) return;
    const start = trace.question.place;
    const all = wanted().map((one) => ({ ...one, at: map.latLngToLayerPoint(latLng(one.place)) }));
    const origin = start && map.latLngToLayerPoint(latLng(start));
    const room = placeLabels(all.map(({ at, size, up = 0 }) => ({ width: size, height: size, places: [{ x: at.x - size / 2, y: at.y - size / 2 - up }] })),
      origin ? [{ left: origin.x - 8, right: origin.x + 8, top: origin.y - 8, bottom: origin.y + 8 }] : []);
    const boxes = all.filter((_, i) => room[i] !== null).map(({ at, size }) => ({ left: at.x - size / 2, right: at.x + size / 2, top: at.y - size / 2, bottom: at.y + size / 2 }));
    drawStates(all.filter((one, i) => one.state && room[i] !== null), boxes);
    drawBands(boxes);
    all.map((one, i) => ({ ...one, full: room[i] !== null || one.always })).reverse().forEach(({ place, full, symbol, small, z, choose, words, names, up = 0, size }) => {
      if (full) mark({ place, symbol: symbol(), words, choose, zIndex: z, size: Math.max(24, size), names: up ? `${names} is-up` : names });
      else if (small) mark({ place, symbol: small(), words, choose, zIndex: 1, size: 14, names });
    });
    if (start) mark({ place: start, symbol: startSign(), words: trace.question.name, zIndex: 1200, size: 30, choose: () => act.goTo(...start, 13) });
  }

  /** The state of a lead beside its disc, where it is another than open and there is room. @param {any[]} leads @param {any[]} boxes */
  function drawStates(leads, boxes) {
    const widths = leads.map(({ state }) => textWidth(state, 11) + 10);
    const room = placeLabels(leads.map(({ at, size }, i) => ({ width: widths[i], height: 17, places: [{ x: at.x + size / 2, y: at.y - 8 }, { x: at.x - size / 2 - widths[i], y: at.y - 8 }] })), boxes);
    leads.forEach(({ place, at, size, state, words }, i) => {
      if (room[i] === null) return;
      boxes.push({ left: at.x + (room[i] ? -size / 2 - widths[i] : size / 2), right: at.x + (room[i] ? -size / 2 : size / 2 + widths[i]), top: at.y - 9, bottom: at.y + 9 });
      label(place, state, `state-label state-label-${room[i]}`, words, -80, { "--off": `${Math.round(size / 2 + 12)}px` });
    });
  }

  /** A few words beside a place. @param {any} place @param {string} text @param {string} look @param {string} words @param {number} zIndex @param {Record<string, string>} [style] */
  const label = (place, text, look, words, zIndex, style = {}) => mark({ place, symbol: h("span", { class: `band-label ${look}`, style }, text), words, choose: null, zIndex, size: 18, names: "point-band" });

  /** Ticks across the river with their hours, where nothing else stands. @param {any[]} boxes */
  function drawBands(boxes) {
    const spots = trace.bands.flatMap(({ hours, places }) => places.map((place) => ({ hours, place, at: map.latLngToLayerPoint(latLng(place)) })));
    const room = placeLabels(spots.map(({ at }) => ({ width: 34, height: 18, places: [{ x: at.x + 6, y: at.y - 9 }, { x: at.x - 40, y: at.y - 9 }, { x: at.x - 17, y: at.y + 7 }] })), boxes);
    labelled = [];
    spots.forEach(({ hours, place, at }, i) => {
      const words = t("trace_band", { time: hoursWords(hours) });
      mark({ place, symbol: tickSign(angleAt(place, timed.map(({ line }) => line))), words, choose: null, zIndex: -100, size: 18, names: "point-band" });
      if (room[i] === null) return;
      const middle = map.layerPointToLatLng(at.add([[23, 0], [-23, 0], [0, 16]][room[i]]));
      labelled.push({ place: [middle.lng, middle.lat], radius: 13 });
      label(place, t("hours_short", { n: hours }), `band-label-${room[i]}`, words, -90);
    });
  }

  /** Whether a place is on the map and under no panel. @param {[number, number]} place */
  function isSeen(place) {
    const { x, y } = map.latLngToContainerPoint(latLng(place));
    const box = map.getContainer().getBoundingClientRect();
    return Boolean(document.elementFromPoint(box.left + x, box.top + y)?.closest(".leaflet-container"));
  }

  map.on("zoomend", drawSigns);
  return {
    covered: () => (trace ? [...[...trace.leads, ...trace.stops].filter((one) => one.place).map(({ place }) => ({ place, radius: 10 })), ...labelled] : []),
    /** @param {import("../tracing/trace_shapes.js").KeptTrace|null} given */
    show(given) {
      trace = given;
      timed = trace ? timedLines(trace.reaches) : [];
      if (!trace) chosen = null;
      drawLines();
      drawSigns();
    },
    /** @param {string|null} lead */
    choose(lead) {
      chosen = lead;
      drawSigns();
      const one = trace?.leads.find(({ id }) => id === lead);
      if (one?.place && !isSeen(one.place)) act.goTo(...one.place, 12);
    },
  };
}
