/**
 * Water-quality classes and attainment: numerals, names, order, and how far a value stands on the ladder.
 * @module classes
 */
import { t } from "./words.js";

/** The numeral of a class: Ⅰ … Ⅴ, 劣Ⅴ, — where there is none. @param {number} grade */
export const numeralOf = (grade) => (grade ? t(`numeral_${grade}`) : "—");
export const ATTAINMENTS = ["missed", "undetermined", "met_on_n", "met", "none"];

/** A class as a whole number 0–6; 0 where it is none. @param {any} value */
export function toClass(value) {
  const number = Number(value);
  return Number.isInteger(number) && number >= 0 && number <= 6 ? number : 0;
}

const GRADES = { Ⅰ: 1, Ⅱ: 2, Ⅲ: 3, Ⅳ: 4, Ⅴ: 5, 劣Ⅴ: 6 };

/** The class that a numeral of the API stands for, `Ⅲ` or `Ⅲ类`; 0 for none. @param {any} numeral */
export const gradeOf = (numeral) => GRADES[String(numeral ?? "").replace(/类$/, "")] ?? 0;

/** `Ⅲ类`, `Class III`; 无法判定 for 0. @param {number} grade */
export const className = (grade) => (grade ? t("class_name", { numeral: numeralOf(grade) }) : t("class_none"));

/** 优, 良好, … @param {number} grade */
export const quality = (grade) => t(`quality_${grade}`);

/** One of the four values; `undetermined` for anything else. @param {any} value */
export const toAttainment = (value) => (ATTAINMENTS.includes(value) ? value : "undetermined");

/** What an attainment view writes in a disc. @param {string} attainment */
export const attainmentSign = (attainment) => t(`attainment_sign_${attainment}`);

/**
 * Order of a month's sections: missed first, then the worst class, then the name.
 * @param {{attainment: string, grade: number, name: string}} a @param {{attainment: string, grade: number, name: string}} b
 */
export function worstFirst(a, b) {
  const rank = (one) => ATTAINMENTS.indexOf(one.attainment);
  return rank(a) - rank(b) || b.grade - a.grade || a.name.localeCompare(b.name, "zh");
}

/**
 * How far along five steps of limits a value stands, 0 (best) to 6 (beyond Ⅴ); equal limits share a step.
 * @param {number} value @param {number[]} limits five, Ⅰ to Ⅴ @param {boolean} [more] whether more is better (溶解氧)
 */
export function ladderPosition(value, limits, more = false) {
  const sign = more ? -1 : 1;
  const step = limits.findIndex((limit) => value * sign <= limit * sign);
  if (step < 0) return Math.min(5.9, 5 + Math.max(0.1, Math.abs(value - limits[4]) / (Math.abs(limits[4]) || 1)));
  const lower = step === 0 ? (more ? limits[0] * 1.6 : 0) : limits[step - 1];
  const span = limits[step] - lower;
  const share = span === 0 ? 0.5 : (value - lower) / span;
  return step + Math.min(0.95, Math.max(0.05, share));
}

/**
 * By how much a value is over its limit, as a multiple; null where it is not.
 * @param {number} value @param {number} limit
 */
export const exceedance = (value, limit) => (value > limit && limit > 0 ? value / limit - 1 : null);
