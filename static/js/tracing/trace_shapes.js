/**
 * The answer of a trace and of an impact, read once: lists where lists are meant, null where nothing is known. Pure.
 * @module tracing/trace_shapes
 */
import { language, t, titleOf } from "../words.js";

/**
 * @typedef {{id: number, state: string, title: string, madeAt: string, madeBy: string, caveat: string, notes: string[], question: any, level: any, levels: any[], reaches: any[], stops: any[], stretches: any[],
 *   leads: any[], samples: any[], profile: any[], bands: {hours: number, places: [number, number][]}[], investigations: any[]}} KeptTrace
 * @typedef {{id: number, state: string, title: string, madeAt: string, madeBy: string, caveat: string, question: any, reaches: any[], arrivals: any[], sluices: any[], storage: any[],
 *   districts: any[], sampling: any[], assumed: string[], lacking: string[]}} KeptImpact
 */

const list = (value) => (Array.isArray(value) ? value : []);
const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** A field of which the answer has a Chinese and an English one. @param {any} thing @param {string} name @returns {string} */
export const said = (thing, name) => String(thing?.[`${name}_${language()}`] ?? thing?.[`${name}_zh`] ?? thing?.[name] ?? "");

/** A place of lon and lat, or null. @param {any} value @returns {[number, number]|null} */
const placeOf = (value) => (Array.isArray(value) && value.length >= 2 && value.every(Number.isFinite) ? [value[0], value[1]] : null);

/** What a lead is called; one without a name to show is its code and its reach. @param {any} one @param {Map<string, string>} reaches */
function nameOfLead(one, reaches) {
  const shown = said(one, "shown_name") || String(one.key ?? one.id);
  const reach = reaches.get(one.reach) ?? one.reach;
  return one.is_named === false && reach && one.kind !== "unlisted" && !shown.includes(reach) ? `${shown} · ${reach}` : shown;
}

/** @param {any} one @param {Map<string, string>} reaches names by key */
const leadOf = (one, reaches) => ({
  ...one,
  id: String(one.id), n: one.n ?? one.rank, name: nameOfLead(one, reaches), kindName: said(one, "kind"), words: said(one, "words"), stateName: said(one, "state"),
  place: placeOf(one.place), score: number(one.score) ?? 0, share: number(one.share), distance: number(one.distance_m), factors: list(one.factors), chain: one.chain ?? null,
});

/** @param {any} answer @returns {KeptTrace} */
export function keptTrace(answer) {
  const names = new Map(list(answer.reaches).map((one) => [one.key, one.name]));
  const leads = list(answer.leads).map((one) => leadOf(one, names)).sort((a, b) => a.n - b.n);
  return {
    id: answer.id, state: String(answer.state ?? "open"), title: String(answer.title ?? ""), madeAt: String(answer.made_at ?? ""), madeBy: String(answer.made_by ?? ""), caveat: said(answer, "caveat"),
    question: { ...answer.question, place: placeOf(answer.question?.place), name: String(answer.question?.name || answer.question?.from || "") },
    notes: sentences(answer.notes), level: answer.level ?? {}, levels: list(answer.levels), leads,
    reaches: list(answer.reaches), stretches: list(answer.stretches), profile: list(answer.profile), bands: list(answer.bands), investigations: list(answer.investigations),
    stops: list(answer.stops).map((one) => ({ ...one, place: placeOf(one.place), reason: said(one, "reason"), kindName: said(one, "kind") })),
    samples: list(answer.sampling_points).map((one) => ({ ...one, place: placeOf(one.place), above: list(one.above), below: list(one.below) })),
  };
}

/** What the answer assumed or lacked, as sentences. @param {any} notes @returns {string[]} */
export const sentences = (notes) => list(notes).map((one) => (typeof one === "string" ? one : titleOf(one))).filter(Boolean);

/** @param {any} answer @returns {KeptImpact} */
export const keptImpact = (answer) => ({
  id: answer.id, state: String(answer.state ?? "open"), title: String(answer.title ?? ""), madeAt: String(answer.made_at ?? ""), madeBy: String(answer.made_by ?? ""), caveat: said(answer, "caveat"),
  question: { ...answer.question, place: placeOf(answer.question?.place), name: String(answer.question?.name || answer.question?.from || "") },
  reaches: list(answer.reaches), districts: list(answer.districts), sampling: list(answer.dense_sampling), assumed: sentences(answer.assumed), lacking: sentences(answer.lacking),
  arrivals: list(answer.arrivals).map((one) => ({ ...one, place: placeOf(one.place) })).sort((a, b) => (a.distance_m ?? 0) - (b.distance_m ?? 0)),
  sluices: list(answer.sluices).map((one) => ({ ...one, place: placeOf(one.place) })),
  storage: list(answer.storage_sites).map((one) => ({ ...one, place: placeOf(one.place), kind: said(one, "kind"), use: said(one, "function") })),
});

/** Hours from one instant to another; null where one is not known. @param {string|null|undefined} from @param {string|null|undefined} to */
export function hoursBetween(from, to) {
  const hours = (Date.parse(to ?? "") - Date.parse(from ?? "")) / 3_600_000;
  return Number.isFinite(hours) ? hours : null;
}

/** How a place stands when so many hours have passed. @param {any} arrival `{early, probable, late}` as instants @param {string} moment @param {number} hours */
export function standingAt(arrival, moment, hours) {
  const [early, probable] = [hoursBetween(moment, arrival?.early), hoursBetween(moment, arrival?.probable)];
  if (probable === null) return "unknown";
  if (hours >= probable) return "reached";
  return early !== null && hours >= early ? "possible" : "waiting";
}
