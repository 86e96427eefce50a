/**
 * Writes numbers, distances, months and instants as the page says them. Pure: no document, no fetch.
 * @module format
 */
import { language, t } from "./words.js";

const SHANGHAI = 8 * 3600_000;

/** A month: 2026年10月, October 2026. @param {string} month */
export function month(month) {
  const [year, number] = month.split("-").map(Number);
  if (language() === "zh") return `${year}年${number}月`;
  return new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" }).format(Date.UTC(year, number - 1));
}

/** A month in little room: 2025.3. @param {string} month */
export const shortMonth = (month) => `${month.slice(0, 4)}.${Number(month.slice(5))}`;

/** A day: 2026年5月12日, 12 May 2026. @param {string|Date} instant */
export function day(instant) {
  const at = shifted(instant);
  if (!at) return String(instant);
  if (language() === "zh") return `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日`;
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(at);
}

/** A day with its time. @param {string|Date} instant */
export function time(instant) {
  const at = shifted(instant);
  if (!at) return String(instant);
  return `${day(instant)} ${String(at.getUTCHours()).padStart(2, "0")}:${String(at.getUTCMinutes()).padStart(2, "0")}`;
}

/** @param {string|Date} instant */
function shifted(instant) {
  const at = typeof instant === "string" && /^\d{4}-\d\d-\d\d$/.test(instant) ? `${instant}T00:00:00+08:00` : instant;
  const moment = new Date(at).getTime();
  return Number.isNaN(moment) ? null : new Date(moment + SHANGHAI);
}

/**
 * A number with at most so many places, its own zeros kept where `fixed`.
 * @param {number} value @param {number} [places] @param {boolean} [fixed]
 */
export function number(value, places = 3, fixed = false) {
  if (!Number.isFinite(value)) return "—";
  return value.toLocaleString("en-US", { maximumFractionDigits: places, minimumFractionDigits: fixed ? places : 0 });
}

/** A concentration with the places that its size asks for: 0.0004, 0.85, 7.2, 26. @param {number} value */
export function concentration(value) {
  if (!Number.isFinite(value)) return "—";
  return String(Number(value.toPrecision(value >= 100 ? 4 : 3)));
}

/**
 * A mean with the places that the rule rounds it to: 0.80, 7.2, 26. A value that keeps a further digit, for it would
 * be 0 else, is written whole. @param {number} value @param {number|null} places
 */
export function ruled(value, places) {
  if (places === null || !Number.isFinite(value)) return concentration(value);
  const text = value.toFixed(places);
  return Number(text) === value ? text : String(value);
}

/** A limit as the standard prints it: 1.0 beside 0.5, but 20, and 5 of dissolved oxygen. @param {number} limit @param {any[]} limits @param {boolean} isFloor */
export function limit(limit, limits, isFloor) {
  const isFine = !isFloor && limits.some((one) => !Number.isInteger(one));
  return isFine && Number.isInteger(limit) ? limit.toFixed(1) : String(limit);
}

/** A length: 350 m, 2.4 km, 36 km. @param {number} metres */
export function distance(metres) {
  if (!Number.isFinite(metres)) return "—";
  if (metres < 995) return `${Math.round(metres / (metres < 100 ? 1 : 10)) * (metres < 100 ? 1 : 10)} m`;
  return `${number(metres / 1000, metres < 99_500 ? 1 : 0)} km`;
}

/** A time on the way: 40 分钟, 6.5 小时, 2.3 天. @param {number} hours */
export function duration(hours) {
  if (!Number.isFinite(hours)) return "—";
  if (hours < 1) return t("minutes", { n: Math.max(1, Math.round(hours * 60)) });
  if (hours < 48) return t("hours", { n: number(hours, 1) });
  return t("days", { n: number(hours / 24, 1) });
}

/** A bearing in words. @param {number} degrees from north, clockwise */
export const bearing = (degrees) => t(`bearing_${Math.round((((degrees % 360) + 360) % 360) / 45) % 8}`);

/** A count: 1,234; 12,3万 is not written. @param {number} count */
export const count = (count) => (Number.isFinite(count) ? Math.round(count).toLocaleString("en-US") : "—");

/** A place: 115.98012°E 36.45003°N. @param {number} lon @param {number} lat */
export function place(lon, lat) {
  const wrapped = ((((lon + 180) % 360) + 360) % 360) - 180;
  return `${Math.abs(wrapped).toFixed(5)}°${wrapped < 0 ? "W" : "E"} ${Math.abs(lat).toFixed(5)}°${lat < 0 ? "S" : "N"}`;
}

/** A number of bytes. @param {number} bytes */
export const size = (bytes) => (bytes < 1_048_576 ? `${number(bytes / 1024, 0)} KiB` : `${number(bytes / 1_048_576, 1)} MiB`);

/**
 * The round length a scale bar shows, at most so long.
 * @param {number} metres @returns {number}
 */
export function roundLength(metres) {
  const power = 10 ** Math.floor(Math.log10(metres));
  return power * [5, 3, 2, 1].find((step) => step * power <= metres);
}
