/**
 * Scale, coordinates and the date of the data: small, at the bottom, always in sight.
 * @module frame/foot
 */
import { byId, h, replace } from "../dom.js";
import * as format from "../format.js";
import { t } from "../words.js";

/** @param {any} map @param {{state: any, data: any}} context */
export function createFoot(map, { state, data }) {
  const bar = h("span", { class: "scale-bar" });
  const scale = h("span", { class: "scale", title: t("scale") }, bar);
  const words = h("span", { class: "scale-words" });
  const place = h("span", { class: "coordinates", title: t("coordinates") });
  const date = h("span", { class: "data-date" });
  replace(byId("foot"), scale, words, place, date, h("span", { class: "attribution" }, t("attribution")));

  function drawScale() {
    const middle = map.getSize().y / 2;
    const metres = map.distance(map.containerPointToLatLng([0, middle]), map.containerPointToLatLng([90, middle]));
    const length = format.roundLength(metres);
    bar.style.width = `${Math.round((90 * length) / metres)}px`;
    words.textContent = format.distance(length);
  }

  /** @param {{lat: number, lng: number}} at */
  const drawPlace = (at) => (place.textContent = format.place(at.lng, at.lat));

  function drawDate() {
    const newest = data.layers().map((one) => one.updated).filter(Boolean).sort().at(-1);
    const { month } = state.get();
    date.textContent = [month && t("values_of", { month: format.month(month) }), newest && t("layers_of", { day: format.day(newest) })].filter(Boolean).join(" · ");
  }

  map.on("moveend zoomend", () => {
    drawScale();
    drawPlace(map.getCenter());
  });
  map.on("mousemove", (event) => drawPlace(event.latlng));
  map.whenReady(() => {
    drawScale();
    drawPlace(map.getCenter());
  });
  state.on(["month"], drawDate);
  return { drawDate };
}
