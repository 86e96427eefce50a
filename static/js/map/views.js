/**
 * How a section looks in a view of the map: its class, its target, its change against last year, or one indicator. Pure.
 * @module map/views
 */
import { attainmentSign, className, numeralOf } from "../classes.js";
import * as format from "../format.js";
import { t } from "../words.js";

/**
 * @typedef {{fill: string, sign: string, hatched: boolean, quiet: boolean}} Face
 *   `fill`: end of the class names that colour disc and reach; `quiet`: a section of which the view has nothing to say
 */

/**
 * The disc of a section in a view.
 * @param {{grade: number, attainment?: string|null, change?: any, items?: any[]}} section @param {string} view @param {string|null} [indicator]
 * @returns {Face}
 */
export function faceOf({ grade, attainment = null, change = null, items = [] }, view, indicator = null) {
  if (view === "attainment" && attainment)
    return { fill: attainment, sign: attainmentSign(attainment), hatched: attainment === "undetermined", quiet: grade === 0 && attainment !== "missed" };
  if (view === "change") {
    const direction = change?.direction ?? "unknown";
    return { fill: `change-${direction}`, sign: t(`change_sign_${direction}`), hatched: direction === "unknown", quiet: direction === "unknown" };
  }
  const shown = view === "indicator" ? gradeOf(items, indicator) : grade;
  return { fill: `class-${shown}`, sign: numeralOf(shown), hatched: shown === 0, quiet: shown === 0 && (view === "indicator" || attainment !== "missed") };
}

/** The class of one indicator. @param {any[]} items @param {string|null} code */
function gradeOf(items, code) {
  const item = items.find((one) => one.code === code);
  return item?.judged ? item.grade : 0;
}

/** How it stood before an exemption; nothing where none holds. @param {{measured?: string|null}} section */
export const exemptWords = ({ measured = null }) => (measured ? t("fact_before", { n: t(`attainment_${measured}`) }) : "");

/** What a section says of itself in a view. @param {import("../shapes.js").SectionMonth} section @param {string} view @param {string|null} [indicator] */
export function viewWords(section, view, indicator = null) {
  if (view === "change") {
    const { change } = section;
    const from = change?.before ? t("change_from", { before: className(change.before), now: className(section.grade) }) : className(section.grade);
    return `${section.name} · ${change?.words || t("change_unknown")} · ${from}`;
  }
  if (view === "indicator") {
    const item = section.items.find((one) => one.code === indicator);
    if (!item) return `${section.name} · ${t("no_values")}`;
    const value = item.value === null ? (item.below && item.detection !== null ? `<${item.detection}` : "—") : format.ruled(item.value, item.decimals);
    return `${section.name} · ${item.name} ${value} ${item.unit} · ${item.judged ? className(item.grade) : t("beside")}`;
  }
  return `${section.name} · ${className(section.grade)} · ${t(`attainment_${section.attainment}`)}${exemptWords(section)}`;
}

/** The indicators that can be shown: judged somewhere this month, by their names. @param {import("../shapes.js").SectionMonth[]} sections */
export function shownIndicators(sections) {
  const found = new Map();
  for (const { items } of sections) for (const { code, name, judged } of items) if (judged && !found.has(code)) found.set(code, name);
  return [...found].map(([code, name]) => ({ code, name }));
}
