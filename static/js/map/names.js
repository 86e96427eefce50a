/**
 * Which names are wanted on the map at a zoom, in order of weight.
 * @module map/names
 */
import { discRadius } from "./sections.js";

/**
 * @param {number} zoom
 * @param {{state: any, data: any, places: Map<string, any>, reaches: any, outfalls: any}} from
 */
export function namesOn(zoom, { state, data, places, reaches, outfalls }) {
  const { layers } = state.get();
  const on = (id) => layers.includes(id);
  const features = (id, kind, offset = 0) =>
    (on(id) ? places.get(id)?.list() ?? [] : []).map((one) => ({ kind, name: one.properties[data.layer(id).titleField] ?? "", geometry: one.geometry, offset }));
  const sections = () => data.sections().map((one) => ({ kind: "section", name: one.name, geometry: one.geometry, offset: discRadius(one) + 4 }));
  const rivers = new Map();
  if (on("reaches")) for (const { river, lines } of reaches.list()) rivers.set(river, [...(rivers.get(river) ?? []), ...lines]);
  return [
    ...(zoom >= 11 && on("sections") ? sections() : []),
    ...(zoom >= 9 ? [...rivers].map(([name, lines]) => ({ kind: "river", name, lines })) : []),
    ...(zoom >= 11 ? features("lakes", "lake") : []),
    ...(zoom >= 8 ? features("districts", "district") : []),
    ...(zoom >= 12 ? features("sluices", "place", 12) : []),
    ...(zoom >= 14 ? outfalls.list().map((one) => ({ kind: "outfall", name: one.properties.name ?? "", geometry: one.geometry, offset: 10 })) : []),
    ...(zoom >= 12 ? features("villages", "place", 9) : []),
  ].filter((one) => one.name);
}
