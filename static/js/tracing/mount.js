/**
 * Joins traces and impacts to the map page: their layers over the map, the slider of time, and a spill from any place.
 * What they need is fetched when the first one is opened.
 * @module tracing/mount
 */
import { mountSpillMenu } from "./spill_menu.js";

/**
 * @param {any} leaflet the map that folium made
 * @param {any} context of the page; gets `analysis`, which draws and clears
 */
export function mountTracing(leaflet, context) {
  const { state } = context;
  /** @type {Promise<any>|null} */
  let loading = null;
  /** @type {any} */
  let layer = null;

  /** The layer over the map, made once; a failure to fetch it is tried again. */
  function load() {
    loading ??= import("../map/analysis_layer.js").then(({ createAnalysisLayer }) => (layer = createAnalysisLayer(leaflet, context)));
    loading.catch(() => (loading = null));
    return loading;
  }

  context.analysis = {
    /** Draws a trace or an impact over the map. @param {"trace"|"impact"} kind @param {any} answer @param {{fit?: boolean}} [how] */
    show: async (kind, answer, how = {}) => (await load()).show(kind, answer, how),
    /** The layer, once it is there. */
    layer: () => layer,
    clear: () => layer?.clear(),
  };
  state.on(["analysis"], ({ analysis }) => {
    if (analysis) return state.set({ trace: null });
    context.shownAnalysis = null; // opened again, it is brought into view again
    return layer?.clear();
  });
  state.on(["lead"], ({ lead }) => layer?.choose(lead));
  mountSpillMenu(leaflet, context);
  return { isOpen: () => Boolean(state.get().analysis || state.get().task) };
}
