/**
 * Values of a register's fields: as they are shown, as they are typed, as they are sent. Pure.
 * @module register/values
 */
import * as format from "../format.js";
import { language, t, titleOf } from "../words.js";

/**
 * @typedef {{name: string, kind: string, zh: string, en: string, unit: string|null, required: boolean, many: boolean, multiline: boolean,
 *   layer?: string|null, is_open: boolean, by_transition: boolean, in_list: boolean, help_zh: string, help_en: string, choices: {value: string, zh: string, en: string}[]}} Field
 * @typedef {{id: string, zh: string, en: string, help_zh: string, help_en: string, fields: Field[], states: any[], transitions: any[],
 *   title_fields: string[], may_read: boolean, may_write: boolean, deadline_field: string|null}} Spec
 */

/** Money as the page writes it: 500,000元, 0.05元. @param {number} fen */
export const money = (fen) => t("register_yuan", { n: format.number(fen / 100, 2, fen % 100 !== 0) });

/** The word of a choice. @param {Field} field @param {any} value */
export function choiceWord(field, value) {
  const found = field.choices.find((one) => one.value === value);
  return found ? titleOf(found) : String(value);
}

/**
 * A value as text.
 * @param {Field} field @param {any} value @param {{files?: Record<string, {name: string}>, names?: Map<string, string>}} [known] names of codes
 * @returns {string}
 */
export function shownValue(field, value, { files = {}, names = new Map() } = {}) {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map((one) => shownValue(field, one, { files, names })).join(language() === "zh" ? "、" : ", ");
  if (field.kind === "money_fen") return money(value);
  if (field.kind === "number" || field.kind === "integer") return field.name === "year" ? String(value) : format.number(value, 6);
  if (field.kind === "date") return format.day(value);
  if (field.kind === "month") return format.month(value);
  if (field.kind === "instant") return format.time(value);
  if (field.kind === "instant") return format.time(value);
  if (field.kind === "choice") return choiceWord(field, value);
  if (field.kind === "file") return files[value]?.name ?? value.slice(0, 12);
  if (field.kind === "json") return JSON.stringify(value);
  return names.get(value) ?? String(value);
}

/** A name with its river before it, where it does not begin with it. @param {{river?: string, name?: string}} site */
export const siteName = ({ river, name }) => (river && !name?.startsWith(river) ? [river, name].filter(Boolean).join(" ") : (name ?? ""));

/** What names an entry in a sentence. @param {Spec} spec @param {any} entry @param {{names?: Map<string, string>}} [known] names of codes */
export function entryTitle(spec, entry, known = {}) {
  const parts = spec.title_fields.map((name) => shownValue(spec.fields.find((one) => one.name === name), entry.content[name], known));
  return parts.filter(Boolean).join(" · ") || `${titleOf(spec)} ${entry.id}`;
}

/** A value as it stands in an input. @param {Field} field @param {any} value @returns {string} */
export function typedValue(field, value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join("\n");
  if (field.kind === "money_fen") return value % 100 ? (value / 100).toFixed(2) : String(value / 100);
  if (field.kind === "instant") return String(value).slice(0, 16); // kept with the offset of Asia/Shanghai, typed without
  if (field.kind === "instant") return String(value).slice(0, 16); // moments are kept on China's clock
  return String(value);
}

/** Full-width digits and signs as plain ones. @param {string} text */
const plain = (text) => text.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/[,\s]/g, "");

/**
 * What was typed, as it is sent; null where nothing was.
 * @param {Field} field @param {string} text
 * @throws {RangeError} a number that is none
 */
export function sentValue(field, text) {
  if (!text.trim()) return null;
  if (field.kind === "list" || field.many) return text.split(/\n/).map((line) => line.trim()).filter(Boolean);
  if (field.kind === "money_fen") {
    const found = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(plain(text));
    if (!found) throw new RangeError(t("register_not_money"));
    return Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
  }
  if (field.kind === "number" || field.kind === "integer") {
    const number = Number(plain(text));
    if (!Number.isFinite(number) || (field.kind === "integer" && !Number.isInteger(number))) throw new RangeError(t("register_not_number"));
    return number;
  }
  return text;
}
