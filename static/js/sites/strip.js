/**
 * The points along a black-odorous water in their order, with grades and heavy stretches; and its grades over time.
 * @module sites/strip
 */
import { h } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { stripOf } from "./shapes.js";

const word = (one) => titleOf({ zh: one.grade_zh, en: one.grade_en });

/** A grade's sign: filled, half, hollow, dashed; always with its letter. @param {string} grade @param {string} [title] */
export const gradeSign = (grade, title = undefined) => h("i", { class: `grade grade-${grade}`, title, "aria-hidden": title ? null : "true" }, t(`sites_grade_${grade}`));

/** A grade with its word. @param {any} one */
export const gradeTag = (one) => h("span", { class: "grade-tag" }, gradeSign(one.grade), h("b", { class: ["heavy", "black"].includes(one.grade) ? "bad" : "" }, word(one)));

/** The points along the water; with their names where there is room. @param {any} row @param {boolean} [named] */
export function strip(row, named = false) {
  const points = stripOf(row);
  if (!points.length) return h("span", { class: "soft" }, t("sites_no_round"));
  const said = points.map((one) => `${one.point} ${word(one)}`).join(t("comma"));
  return h("ol", { class: `strip${named ? " is-named" : ""}`, "aria-label": said },
    points.map((one) => h("li", { class: `${one.stretch ? "in-stretch" : ""}${one.first ? " is-first" : ""}${one.last ? " is-last" : ""}` },
      gradeSign(one.grade), named ? [h("b", null, one.point), h("small", null, word(one))] : h("span", { class: "unseen" }, `${one.point} ${word(one)}`))));
}

/** Grades round by round. @param {any} row @param {number} [most] of the newest */
export function rounds(row, most = 6) {
  const all = (row.history ?? []).slice(-most);
  if (!all.length) return h("span", { class: "soft" }, "–");
  return h("ol", { class: "rounds" }, all.map((one) => h("li", { class: row.rebound && one.first_sampled_on === row.rebound_on ? "is-rebound" : "" }, gradeSign(one.grade), h("small", null, format.shortMonth(one.month)), h("span", { class: "unseen" }, word(one)))));
}
