/**
 * The address is the view: place, month, layers, chosen feature, trace, analysis. Pure, both ways.
 * @module url
 */
import { isMonth } from "./months.js";

/**
 * @typedef {{at: {lat: number, lon: number, zoom: number}|null, month: string|null, view: string, layers: string[]|null,
 *   indicator?: string|null, feature: string|null, trace: {direction: "upstream"|"downstream", from: string}|null,
 *   analysis?: string|null, lead?: string|null, part?: string|null, task?: string|null}} View
 *   `analysis`: `trace/7` or `impact/3`; `lead` and `part` of it; `task`: what is being asked for, such as `impact:outfalls/A1`
 */

export const VIEWS = ["class", "attainment", "change", "indicator"];

/** The view that an address asks for; whatever is not understood is left out. @param {string} search @returns {View} */
export function readView(search) {
  const asked = new URLSearchParams(search);
  const at = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?),(\d+(?:\.\d+)?)$/.exec(asked.get("at") ?? "");
  const trace = /^(upstream|downstream):(.+)$/.exec(asked.get("trace") ?? "");
  const layers = asked.get("layers");
  return {
    at: at && Math.abs(Number(at[1])) <= 90 ? { lat: Number(at[1]), lon: Number(at[2]), zoom: Number(at[3]) } : null,
    month: isMonth(asked.get("month")) ? asked.get("month") : null,
    view: VIEWS.includes(asked.get("view")) ? asked.get("view") : "class",
    indicator: /^\w+$/.test(asked.get("indicator") ?? "") ? asked.get("indicator") : null,
    layers: layers === null ? null : layers.split(",").filter((id) => /^\w+$/.test(id)),
    feature: /^\w+\/./.test(asked.get("feature") ?? "") ? asked.get("feature") : null,
    trace: trace ? { direction: trace[1], from: trace[2] } : null,
    analysis: /^(trace|impact)\/\d{1,12}$/.test(asked.get("analysis") ?? "") ? asked.get("analysis") : null,
    lead: asked.get("lead") || null,
    part: /^\w+$/.test(asked.get("part") ?? "") ? asked.get("part") : null,
    task: /^(trace|impact|scenario):\w+\/./.test(asked.get("task") ?? "") ? asked.get("task") : null,
  };
}

/** The address of a view, starting with `?`; defaults are left out. @param {View} view @returns {string} */
export function writeView(view) {
  const pairs = [];
  const add = (name, value) => pairs.push(`${name}=${encodeURIComponent(value).replace(/%(2C|2F|3A)/g, decodeURIComponent)}`);
  if (view.at) add("at", `${view.at.lat.toFixed(5)},${view.at.lon.toFixed(5)},${Number(view.at.zoom.toFixed(1))}`);
  if (view.month) add("month", view.month);
  if (view.view && view.view !== "class") add("view", view.view);
  if (view.view === "indicator" && view.indicator) add("indicator", view.indicator);
  if (view.layers) add("layers", view.layers.join(","));
  if (view.feature) add("feature", view.feature);
  if (view.trace) add("trace", `${view.trace.direction}:${view.trace.from}`);
  for (const name of ["analysis", "lead", "part", "task"]) if (view[name]) add(name, view[name]);
  return `?${pairs.join("&")}`;
}

/** Layer and key of `layer/key`; the key may hold slashes. @param {string} feature */
export function splitFeature(feature) {
  const cut = feature.indexOf("/");
  return { layer: feature.slice(0, cut), key: feature.slice(cut + 1) };
}

/** A place of this site to go to next; `/` for anything else. @param {string|null} next */
export const localPath = (next) => (/^\/(?![/\\])[^\s\\]*$/.test(next ?? "") ? next : "/");
