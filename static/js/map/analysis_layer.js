/**
 * A trace or an impact over the class layer: everything else fades, one of the two is drawn at a time.
 * @module map/analysis_layer
 */
import { boundsOf } from "./geometry.js";
import { createImpactLayer } from "./impact_layer.js";
import { createTraceLayer } from "./trace_layer.js";

/**
 * @param {any} leaflet @param {any} context of the page
 */
export function createAnalysisLayer(leaflet, { map, state }) {
  const act = {
    ...map.act,
    /** @param {string} lead */
    lead: (lead) => state.set({ lead, over: null }),
    /** @param {string} layer @param {string} key */
    feature: (layer, key) => state.set({ feature: `${layer}/${key}`, over: "feature" }),
  };
  map.act.covered = () => Object.values(layers).flatMap((layer) => layer.covered());
  const layers = { trace: createTraceLayer(leaflet, act), impact: createImpactLayer(leaflet, act) };

  /** @param {"trace"|"impact"|null} kind @param {any} answer @param {{fit?: boolean}} [how] */
  function show(kind, answer, { fit = true } = {}) {
    for (const [name, layer] of Object.entries(layers)) if (name !== kind) layer.show(null);
    leaflet.getContainer().classList.toggle("is-analysing", Boolean(kind));
    document.body.classList.toggle("shows-analysis", Boolean(kind)); // on a phone the month is the analysis's own
    if (kind) layers[kind].show(answer);
    map.act.drawn();
    if (!kind) return;
    const points = [...(answer.leads ?? []), ...(answer.arrivals ?? []), ...(answer.stops ?? [])].filter((one) => one.place);
    const box = boundsOf([...answer.reaches.map((one) => one.geometry), ...points.map((one) => ({ type: "Point", coordinates: one.place }))]);
    if (fit && box) map.fit(box, 14);
  }

  return {
    show,
    clear: () => show(null, null),
    /** Marks a lead. @param {string|null} lead */
    choose: (lead) => layers.trace.choose(lead),
    /** Moves the front of an impact. @param {number} hours since its beginning */
    moveTo: (hours) => layers.impact.moveTo(hours),
  };
}
