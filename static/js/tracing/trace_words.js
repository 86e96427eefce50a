/**
 * What the parts of a trace say of themselves in one line. Pure.
 * @module tracing/trace_words
 */
import * as format from "../format.js";
import { language, t } from "../words.js";
import { said } from "./trace_shapes.js";

/** Hours as words; unknown where they are not known. @param {number|null|undefined} hours */
export const hoursWords = (hours) => (typeof hours === "number" ? (hours < 1 / 60 ? t("tracing_here") : format.duration(hours)) : t("tracing_time_unknown"));

/** Early to late with the probable between: 约 21 小时（13—43 小时）. @param {{early_h?: number|null, probable_h?: number|null, late_h?: number|null}} times */
export function travelWords({ early_h: early, probable_h: probable, late_h: late }) {
  if (typeof probable !== "number") return t("tracing_time_unknown");
  if (probable < 1 / 60) return t("tracing_here");
  const about = t("travel", { time: format.duration(probable) });
  if (typeof early !== "number" || typeof late !== "number") return about;
  const inDays = early >= 48;
  const [from, to] = [early, late].map((hours) => format.number(inDays ? hours / 24 : hours, 1));
  return t("tracing_range", { about, from, to: t(inDays ? "days" : "hours", { n: to }) });
}

/** A share as a percentage. @param {number|null|undefined} share */
export const percent = (share) => (typeof share === "number" ? `${format.number(share * 100, share < 0.0995 ? 1 : 0)}%` : "—");

/** A score with the places it needs. @param {number|null|undefined} score */
export const scoreWords = (score) => (typeof score === "number" ? (score === 0 ? "0" : format.concentration(Number(score.toPrecision(2)))) : "—");

/** @param {any} lead of `keptTrace` */
export const leadWords = (lead) => [`${lead.n} ${lead.name}`, lead.stateName, lead.words].filter(Boolean).join(" · ");

/** @param {any} stop */
export const stopWords = (stop) => [stop.name, stop.kindName, stop.reason].filter(Boolean).join(" · ");

/** @param {any} sample */
export const sampleWords = (sample) => `${t("tracing_sample_n", { n: sample.n })} · ${t("tracing_excludes", { share: percent(sample.expected_share_excluded) })}`;

/** @param {any} reach */
export function reachWords(reach) {
  const faint = typeof reach.weight === "number" && reach.weight < 0.999 ? t("tracing_weight", { n: format.number(reach.weight, 2) }) : "";
  return [reach.name || reach.river, format.distance(reach.distance_m), travelWords(reach), faint].filter(Boolean).join(" · ");
}

/** A value beside its limit: 1.85 / 1.0 mg/L. @param {any} question */
export function valueWords({ value, limit, unit }) {
  if (typeof value !== "number") return "";
  return `${format.concentration(value)}${typeof limit === "number" ? ` / ${Number.isInteger(limit) && limit < 10 ? limit.toFixed(1) : limit}` : ""} ${unit ?? ""}`.trim();
}

/** By how much the limit is exceeded: 超Ⅲ类0.85倍. @param {any} question */
export function overWords(question) {
  if (typeof question.multiple !== "number") return "";
  const digit = /[ⅠⅡⅢⅣⅤ]/.exec(said(question, "limit"))?.[0];
  const limit = language() === "en" && digit ? t("class_name", { numeral: digit }) : said(question, "limit");
  return question.multiple > 0 ? t("over_by", { target: limit, n: format.number(question.multiple, 2, true) }) : t("tracing_not_over", { target: limit });
}

/** The name of what was measured. @param {any} question */
export const indicatorWords = (question) => said(question, "indicator") || String(question.indicator ?? question.name ?? "");

/** A month, or a moment, of a question. @param {any} question */
export const whenWords = ({ month, moment }) => (month ? format.month(month) : moment ? format.time(moment) : "");

/** A window of two instants; the day is said once where both are on it. @param {{from: string, to: string}|null|undefined} window */
export function windowWords(window) {
  if (!window?.from || !window?.to) return t("tracing_window_unknown");
  const [from, to] = [format.time(window.from), format.time(window.to)];
  const [dayFrom, dayTo] = [format.day(window.from), format.day(window.to)];
  return dayFrom === dayTo ? t("tracing_from_to", { from, to: to.slice(dayTo.length + 1) }) : t("tracing_from_to", { from, to });
}
