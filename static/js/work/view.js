/**
 * The address of a page of the office is its view. Pure, both ways.
 * @module work/view
 */
import { isMonth } from "../months.js";

/**
 * A part of a view: what it is where the address says nothing, and what it may be (all else is left out).
 * @typedef {{first: any, allowed?: any[], pattern?: RegExp}} Part
 */

/** @param {Part} part @param {string|null} text */
function readPart({ first, allowed, pattern }, text) {
  if (text === null) return first;
  if (allowed) return allowed.find((one) => String(one) === text) ?? first;
  return !pattern || pattern.test(text) ? text : first;
}

/**
 * The view an address asks for; `month` is always part of it.
 * @param {string} search @param {Record<string, Part>} shape
 * @returns {Record<string, any>}
 */
export function readView(search, shape) {
  const asked = new URLSearchParams(search);
  const month = asked.get("month");
  return { month: isMonth(month) ? month : null, ...Object.fromEntries(Object.entries(shape).map(([name, part]) => [name, readPart(part, asked.get(name))])) };
}

/**
 * The address of a view, starting with `?`; what is as at first is left out.
 * @param {Record<string, any>} view @param {Record<string, Part>} shape
 */
export function writeView(view, shape) {
  const given = Object.keys(shape).filter((name) => view[name] !== shape[name].first && view[name] !== null && view[name] !== "");
  const pairs = [...(view.month ? [["month", view.month]] : []), ...given.map((name) => [name, view[name]])];
  return `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%(2C|2F|3A)/g, decodeURIComponent)}`).join("&")}`;
}
