/**
 * Keeps a layer's features for what is in view: fetches a box a little larger, and again only when the view leaves it.
 * @module map/boxes
 */
import { items } from "../api.js";

/**
 * @param {any} map
 * @param {{id: string, most?: number, fromZoom?: number, draw: (features: any[]) => void, failed: (error: Error) => void}} given
 */
export function createBoxLayer(map, { id, most = 3000, fromZoom = 0, draw, failed }) {
  let held = null;
  let revision = null;
  let shown = false;
  /** @type {AbortController|null} */
  let running = null;

  async function refresh() {
    if (!shown) return;
    if (map.getZoom() < fromZoom) {
      held = null;
      draw([]);
      return;
    }
    const view = map.getBounds();
    if (held?.contains(view)) return;
    running?.abort();
    running = new AbortController();
    const box = view.pad(0.6);
    const clamp = (value, end) => Math.max(-end, Math.min(end, value)).toFixed(5);
    const bbox = [clamp(box.getWest(), 180), clamp(box.getSouth(), 90), clamp(box.getEast(), 180), clamp(box.getNorth(), 90)].join(",");
    try {
      const features = await items(id, bbox, most, running.signal);
      held = features.length < most ? box : null;
      draw(features);
    } catch (error) {
      if (error.name !== "AbortError") failed(error);
    }
  }

  map.on("moveend", refresh);
  return {
    refresh,
    /** Shows or hides the layer. @param {boolean} now */
    show(now) {
      if (now === shown) return;
      shown = now;
      if (shown) refresh();
      else running?.abort();
    },
    /** Fetches anew where the layer's revision is another. @param {any} now */
    at(now) {
      const old = revision;
      revision = now;
      if (old !== null && old !== now) {
        held = null;
        refresh();
      }
    },
  };
}
