/**
 * All known attributes of a feature by their titles, with units; links along the chain of supervision.
 * @module panel/attributes
 */
import { numeralOf, toClass } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { language, t, titleOf } from "../words.js";

/** The word of an allowed value. @param {any} field @param {any} value */
export const labelOf = (field, value) => {
  const pair = Object.hasOwn(field.labels ?? {}, String(value)) ? field.labels[String(value)] : null;
  return pair ? titleOf({ zh: pair[0], en: pair[1] }) : String(value);
};

/** One target in words: 考核（月）Ⅲ类. @param {any} target */
export function targetText(target) {
  const numeral = numeralOf(toClass(target.class));
  const until = [target.valid_from, target.valid_to].some(Boolean) ? ` ${target.valid_from ?? ""}–${target.valid_to ?? ""}` : "";
  return `${target.purpose ?? t("target")} · ${t(target.period === "year" ? "period_year" : "period_month")} · ${t("class_name", { numeral })}${until}`;
}

/** A value of any kind as text or elements. @param {any} field @param {any} value @param {(feature: string) => void} go */
export function valueOf(field, value, go) {
  if (value === null || value === undefined || value === "") return null;
  if (field.kind === "boolean") return t(value ? "yes" : "no");
  if (field.kind === "date" && typeof value === "string") return format.day(value.slice(0, 10));
  if (field.kind === "datetime" && typeof value === "string") return format.time(value);
  if (typeof value === "number") return `${field.is_code ? value : format.number(value, 4)}${field.unit ? ` ${field.unit}` : ""}`;
  if (field.shape === "targets" && Array.isArray(value)) return value.map((one) => h("div", null, targetText(one)));
  if (field.refers_to && !field.refers_to.includes(".")) return links(field, value, go);
  if (Array.isArray(value)) return value.length ? value.map(plain).map((text, i) => h("span", { class: "part" }, i ? `${t("comma")}${text}` : text)) : null;
  if (typeof value === "object") return plain(value);
  return `${labelOf(field, value)}${field.unit && field.kind === "number" ? ` ${field.unit}` : ""}`;
}

/** Codes that name other features, as links to them. */
function links(field, value, go) {
  const codes = Array.isArray(value) ? value : [value];
  return codes.length ? codes.map((code) => h("button", { type: "button", class: "link-button part", on: { click: () => go(`${field.refers_to}/${code}`) } }, String(code))) : null;
}

/** What a nested value says, its names left out. @param {any} value @returns {string} */
export function plain(value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(plain).filter(Boolean).join(t("comma"));
  if (typeof value === "object") return Object.values(value).map(plain).filter(Boolean).join(" · ");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  return String(value);
}

/**
 * The table of attributes: those of the specification in their order, then what the file brought beside.
 * @param {import("../shapes.js").Layer} spec @param {Record<string, any>} properties @param {(feature: string) => void} go
 */
export function attributes(spec, properties, go) {
  const known = new Set(spec.fields.map((field) => field.name));
  const beside = Object.keys(properties).filter((name) => !known.has(name) && !["layer", "distance_m", "bearing_deg"].includes(name));
  const rows = [
    ...spec.fields.map((field) => [titleOf(field) || field.name, valueOf(field, properties[field.name], go), field]),
    ...beside.map((name) => [name, plain(properties[name]), { kind: "text" }]),
  ].filter(([, value, field]) => value !== null && value !== "" && !(field.name === "is_invented"));
  return h("dl", { class: "attributes", lang: language() === "zh" ? undefined : "zh-CN" }, rows.map(([title, value]) => [h("dt", null, title), h("dd", null, value)]));
}
