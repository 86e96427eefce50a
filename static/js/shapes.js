/**
 * The shapes of the API's answers, read once and given the page's own names. Pure.
 * @module shapes
 */
import { toAttainment, toClass } from "./classes.js";
import { titleOf } from "./words.js";

/**
 * @typedef {{id: string, zh: string, en: string, geometry: string, key: string, titleField: string, count: number|null,
 *   revision: number|null, updated: string|null, bbox: number[]|null, fields: any[], legend: any[], public: boolean}} Layer
 * @typedef {{key: string, name: string, river: string, lake: string, level: string, waterType: string, place: number[]|null,
 *   geometry: any, grade: number, gradeUnrounded: number, critical: boolean, attainment: string, measured: string|null, target: number, targets: any[], assumed: string[],
 *   required: string, requiredCount: number, deciding: string[], judged: string[], missing: string[], items: Item[],
 *   state: string, reason: string, change: {direction: string, words: string, before: number}|null, properties: any}} SectionMonth
 * @typedef {{code: string, name: string, unit: string, value: number|null, grade: number, judged: boolean, decimals: number|null, isFloor: boolean, limits: any[],
 *   detection: number|null, below: boolean, undeterminable: boolean, source: string}} Item
 * @typedef {{n: number, layer: string, key: string, name: string, distance: number, hours: number|null, place: number[]|null, geometry: any, words: string, properties: any}} Stop
 * @typedef {{reaches: any[], stops: Stop[], faults: any[], length: number}} Trace
 */

const pick = (properties, ...names) => {
  for (const name of names) if (properties?.[name] !== undefined && properties[name] !== null) return properties[name];
  return null;
};

const list = (value) => (Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]);

/** The layers of the catalogue. @param {any} answer @returns {Layer[]} */
export const layersOf = (answer) =>
  list(answer.layers ?? answer).map((one) => ({
    id: one.id,
    zh: one.title_zh ?? one.id,
    en: one.title_en ?? one.id,
    geometry: one.geometry,
    key: one.key,
    titleField: one.title_field ?? "name",
    count: one.count ?? null,
    revision: one.revision ?? null,
    updated: one.updated_at ?? null,
    bbox: one.bbox ?? null,
    fields: list(one.fields),
    legend: list(one.style?.legend),
    public: one.public !== false,
  }));

/** @param {any} one @returns {Item} */
const itemOf = (one) => ({
  code: String(one.code),
  name: titleOf({ zh: one.name_zh, en: one.name_en }) || String(one.code),
  unit: one.unit ?? "",
  value: typeof one.value === "number" ? one.value : null,
  grade: toClass(one.class),
  judged: Boolean(one.judged),
  decimals: Number.isInteger(one.decimals) ? one.decimals : null,
  isFloor: one.direction === "ge",
  limits: list(one.limits),
  detection: typeof one.detection_limit === "number" ? one.detection_limit : null,
  below: one.value === null && one.below_count > 0,
  undeterminable: Boolean(one.undeterminable),
  source: String(one.source ?? ""),
});

/** A comparison with another month. @param {any} one */
const changeOf = (one) =>
  one ? { direction: String(one.change?.direction ?? one.direction ?? "unknown"), words: titleOf(one.change ?? { zh: one.wording_zh, en: one.wording_en }), before: toClass(one.class_before) } : null;

const attained = ({ attainment }) => (attainment === null || attainment === undefined ? "none" : toAttainment(attainment));
/** Sections with their month; `measured` is the attainment before exemptions, where one holds. @param {any} answer @returns {SectionMonth[]} */
export const sectionsOf = (answer) =>
  list(answer.features).map(({ id, geometry, properties: p }) => ({
    key: String(id ?? p.code),
    name: String(p.name || id || p.code),
    river: String(p.river ?? ""),
    lake: String(p.lake ?? ""),
    level: String(p.control_level ?? ""),
    waterType: String(p.water_type ?? "river"),
    place: geometry?.coordinates ?? null,
    geometry,
    grade: toClass(p.class),
    gradeUnrounded: toClass(p.class_unrounded),
    critical: Boolean(p.critical),
    attainment: attained(p.after ?? p), // what counts, after exemptions
    measured: p.after ? attained(p) : null,
    target: toClass(p.target_class),
    targets: "month" in p ? list(p.targets) : [],
    assumed: ["water_type_assumed", "required_set_assumed"].filter((name) => p[name] === true),
    required: String(p.required_set ?? ""),
    requiredCount: list(p.required).length,
    deciding: list(p.deciding).map((one) => titleOf({ zh: one.name_zh, en: one.name_en }) || String(one.code ?? one)),
    judged: list(p.judged).map(String),
    missing: list(p.missing).map(String),
    items: list(p.indicators).map(itemOf),
    state: String(p.state ?? ""),
    reason: titleOf({ zh: p.reason_zh, en: p.reason_en }),
    change: changeOf(p.change?.year),
    properties: p,
  }));

/** Reaches with their month. @param {any} answer */
export const reachesOf = (answer) =>
  list(answer.features).map(({ id, geometry, properties: p }) => ({
    key: String(id ?? p.code),
    name: String(p.name ?? p.river ?? ""),
    river: String(p.river ?? p.name ?? ""),
    order: Number(p.stream_order) || 0,
    direction: String(p.direction ?? "digitised"),
    grade: toClass(pick(p, "class", "grade")),
    section: pick(p, "section", "section_code", "judged_by"),
    how: String(p.how ?? "none"),
    geometry,
  }));

/** Cells of a cluster answer; a cell of one carries its feature. @param {any} answer */
export const clusterCells = (answer) =>
  list(answer.cells).map(({ lon, lat, count, problems, feature }) => ({
    lon, lat, count, problems: problems ?? 0,
    key: feature ? String(feature.id) : "",
    properties: feature?.properties ?? {},
  }));

/** The layer a feature of a mixed answer belongs to. @param {any} feature */
const layerOf = ({ id, properties: p, geometry }) =>
  p.layer ?? (String(id ?? "").includes("/") ? String(id).split("/")[0] : geometry?.type?.endsWith("LineString") ? "reaches" : "sections");

/** A navigation answer: reaches, and stops by distance along the river. @param {any} answer @returns {Trace} */
export function traceOf(answer) {
  const features = [...list(answer.features), ...list(answer.reaches?.features), ...list(answer.stops?.features)];
  const reaches = features.filter((one) => layerOf(one) === "reaches").map((one) => ({ geometry: one.geometry, ...one.properties }));
  const stops = features
    .filter((one) => layerOf(one) !== "reaches")
    .map((one) => {
      const { properties: p, geometry } = one;
      const key = String(p.key ?? p.code ?? String(one.id).split("/").slice(1).join("/"));
      return {
        n: 0, layer: layerOf(one), key, name: String(p.name || key), distance: Number(p.distance_m) || 0,
        hours: typeof p.travel_h === "number" ? p.travel_h : null, place: geometry?.coordinates ?? null, geometry,
        words: String(p.name || key), properties: p,
      };
    })
    .sort((a, b) => a.distance - b.distance);
  stops.forEach((stop, i) => (stop.n = i + 1));
  return { reaches, stops, faults: list(answer.faults), length: reaches.reduce((most, reach) => Math.max(most, Number(reach.distance_m) || 0), 0) };
}

/** Indicators by code. @param {any} answer @returns {Map<string, any>} */
export const indicatorsOf = (answer) =>
  new Map(list(answer.indicators).map((one) => [one.code, one]));

/** Name of an indicator. @param {Map<string, any>} indicators @param {string} code */
export const indicatorName = (indicators, code) => titleOf(indicators.get(code)) || code;
