/**
 * My position: a dot with its ring of accuracy; every way it can fail has its own sentence.
 * @module frame/locate
 */
import { t } from "../words.js";
import { toast } from "./toasts.js";

const L = globalThis.L;
const REASONS = { 1: "locate_denied", 2: "locate_unavailable", 3: "locate_slow" };

/** @param {any} map @param {{state: any, goTo: (lon: number, lat: number, zoom?: number) => void}} context */
export function createLocate(map, { state, goTo }) {
  const layer = L.layerGroup().addTo(map);
  let waiting = false;

  /** @param {GeolocationPosition} position */
  function arrive({ coords }) {
    const at = [coords.latitude, coords.longitude];
    layer.clearLayers();
    layer.addLayer(L.circle(at, { radius: coords.accuracy, pane: "me", interactive: false, className: "me-ring" }));
    layer.addLayer(L.circleMarker(at, { radius: 7, pane: "me", interactive: false, className: "me-dot" }));
    state.set({ nearby: { lon: coords.longitude, lat: coords.latitude, accuracy: Math.round(coords.accuracy) }, feature: null, trace: null });
    goTo(coords.longitude, coords.latitude, coords.accuracy > 3000 ? 12 : 14);
  }

  return function locate(button) {
    if (!navigator.geolocation || !globalThis.isSecureContext) {
      toast(t("locate_impossible"));
      return;
    }
    if (waiting) return;
    waiting = true;
    button.classList.add("is-waiting");
    const done = (then) => (answer) => {
      waiting = false;
      button.classList.remove("is-waiting");
      then(answer);
    };
    navigator.geolocation.getCurrentPosition(done(arrive), done((error) => toast(t(REASONS[error.code] ?? "locate_unavailable"))), {
      enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000,
    });
  };
}
