/**
 * What is near the reader: outfalls, nearest first, each with distance and bearing in words.
 * @module panel/nearby
 */
import { get } from "../api.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { outfall, outfallShape } from "../map/symbols.js";
import { t } from "../words.js";
import { backBar } from "./panel.js";

const RADIUS_M = 10_000;

/** @param {any} context */
export async function showNearby(context) {
  const { state, goTo } = context;
  const { lon, lat, accuracy } = state.get().nearby;
  const answer = await get("/api/nearby", { lon: lon.toFixed(6), lat: lat.toFixed(6), radius_m: RADIUS_M, limit: 30, layer: "outfalls" });
  const rows = answer.features.map((feature) => {
    const p = feature.properties;
    const distance = feature.distance_m ?? p.distance_m;
    const bearing = feature.bearing_deg ?? p.bearing_deg;
    return h("li", null,
      h("button", { type: "button", class: "row", on: { click: () => {
        state.set({ feature: `outfalls/${feature.id}` });
        if (feature.geometry?.type === "Point") goTo(...feature.geometry.coordinates);
      } } },
        outfall(outfallShape(p.outfall_type), p.remediation_state),
        h("span", { class: "row-main" }, h("strong", null, p.name || feature.id), h("small", null, [p.receiving_water, p.outfall_type].filter(Boolean).join(" · "))),
        h("span", { class: "row-number" }, h("b", null, format.distance(distance)), h("br"), format.bearing(bearing))));
  });
  return [
    backBar(context),
    h("header", { class: "panel-head" }, h("h1", null, t("nearby_title")), h("p", { class: "soft" }, t("nearby_counted", { n: rows.length, radius: format.distance(RADIUS_M), accuracy: format.distance(accuracy) }))),
    rows.length ? h("ul", { class: "rows" }, rows) : h("div", { class: "state" }, h("h2", null, t("nearby_nothing")), h("p", null, t("nearby_nothing_hint", { radius: format.distance(RADIUS_M) }))),
  ];
}
