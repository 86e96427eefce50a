/**
 * What the parts of an impact say of themselves in one line. Pure.
 * @module tracing/impact_words
 */
import * as format from "../format.js";
import { language, t } from "../words.js";
import { hoursBetween } from "./trace_shapes.js";

/** The hour of an instant, with the day where it is not that of the beginning: 14:00, 28日 02:00. @param {string} instant @param {string} moment */
export function clockWords(instant, moment) {
  if (!Number.isFinite(Date.parse(instant ?? ""))) return "—";
  const day = format.day(instant);
  const clock = format.time(instant).slice(day.length + 1);
  if (day === format.day(moment)) return clock;
  const short = language() === "zh" ? day.replace(/^\d+年/, "") : day.replace(/ \d{4}$/, "");
  return `${short} ${clock}`;
}

/** An instant and how long after the beginning. @param {string|null|undefined} instant @param {string} moment */
export function afterWords(instant, moment) {
  const hours = hoursBetween(moment, instant);
  if (hours === null) return t("tracing_time_unknown");
  return hours <= 0 ? t("impact_at_once") : t("impact_after", { time: format.duration(hours) });
}

/** @param {any} one */
export const arrivalWords = (one) =>
  [one.name, one.arrival?.probable ? t("impact_arrives", { time: format.time(one.arrival.probable) }) : t("tracing_time_unknown"), format.distance(one.distance_m)].join(" · ");

/** @param {any} one */
export const sluiceWords = (one) =>
  [one.name, t(`sluice_state_${one.state ?? "unknown"}`), one.close_before ? t("impact_close_before", { time: format.time(one.close_before) }) : t("tracing_time_unknown")].join(" · ");

/** A volume: 42,000 m³, 12.5万 m³. @param {number|null|undefined} m3 */
export function volumeWords(m3) {
  if (typeof m3 !== "number") return "—";
  return language() === "zh" && m3 >= 100_000 ? `${format.number(m3 / 10_000, 1)}万 m³` : `${format.count(m3)} m³`;
}

/** @param {any} one */
export const storageWords = (one) => [one.name, one.kind, one.volume_m3 === null ? one.use : volumeWords(one.volume_m3)].filter(Boolean).join(" · ");

/** A concentration with its range. @param {any} peak */
export function peakWords(peak) {
  const c = peak?.concentration_mg_per_l;
  if (typeof c?.probable !== "number") return "—";
  const range = typeof c.low === "number" && typeof c.high === "number" ? t("impact_range", { low: format.concentration(c.low), high: format.concentration(c.high) }) : "";
  return `${format.concentration(c.probable)} mg/L${range}`;
}

/** What was spilt, or released. @param {any} question */
export function whatWords(question) {
  const name = question[language() === "zh" ? "indicator_zh" : "indicator_en"] || question.indicator_zh || "";
  const what = question.kind === "release" ? t("impact_flow", { n: format.number(question.flow_m3_per_s ?? NaN, 2) })
    : typeof question.mass_kg === "number" ? `${format.number(question.mass_kg, 1)} kg`
    : typeof question.rate_kg_per_h === "number" ? t("impact_rate", { n: format.number(question.rate_kg_per_h, 2), time: format.duration(question.duration_h ?? NaN) }) : "";
  return [t(`impact_kind_${question.kind ?? "spill"}`), question.kind === "release" ? "" : name, what].filter(Boolean).join(" · ");
}
