/**
 * What an analysis is in an address, and who may see which. Pure.
 * @module tracing/analysis
 */

/** Who sees a trace: the leads of a model are not for everybody. */
export const TRACERS = ["analyst", "inspector", "gis", "admin"];

/** Who sees the impact of a spill. */
export const IMPACTERS = [...TRACERS, "chief"];

/** Who reckons what a plan would bring. @param {string|null|undefined} role */
export const mayPlan = (role) => ["analyst", "chief", "gis", "admin"].includes(role ?? "");

/** @param {string|null|undefined} role */
export const mayTrace = (role) => TRACERS.includes(role ?? "");

/** @param {string|null|undefined} role */
export const mayImpact = (role) => IMPACTERS.includes(role ?? "");

/** Kind and number of `trace/7`. @param {string|null|undefined} text @returns {{kind: "trace"|"impact", id: number}|null} */
export function readAnalysis(text) {
  const found = /^(trace|impact)\/(\d{1,12})$/.exec(text ?? "");
  return found ? { kind: /** @type {any} */ (found[1]), id: Number(found[2]) } : null;
}

/** Kind and place of `impact:point/115.9,36.4`. @param {string|null|undefined} text */
export function readTask(text) {
  const found = /^(trace|impact|scenario):(\w+\/.+)$/s.exec(text ?? "");
  return found ? { kind: found[1], from: found[2] } : null;
}

/** Longitude and latitude of `point/115.9,36.4`. @param {string} from @returns {[number, number]|null} */
export function pointOf(from) {
  const found = /^point\/(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(from);
  return found ? [Number(found[1]), Number(found[2])] : null;
}

/** The number at the end of an address that a new thing was given. @param {any} made what the API answered */
export const idOf = (made) => Number(made?.id ?? /(\d+)\/?$/.exec(made?.href ?? "")?.[1]);
