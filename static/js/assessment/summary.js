/**
 * How the month stands, in numbers: attained of decided, shares of Ⅰ–Ⅲ and of 劣Ⅴ, sections by class.
 * @module assessment/summary
 */
import { className, numeralOf } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";

/** A share in per cent with one place. @param {number} part @param {number} whole */
export const percent = (part, whole) => (whole ? `${format.number((100 * part) / whole, 1, true)}%` : "—");

/** How many sections have each class, as one bar. @param {number[]} classes counts by class, 0 to 6 */
export function classBar(classes) {
  const order = [1, 2, 3, 4, 5, 6, 0].filter((grade) => classes[grade]);
  return h("div", { class: "class-bar", role: "img", "aria-label": order.map((grade) => `${className(grade)} ${classes[grade]}`).join(t("comma")) },
    order.map((grade) => h("span", { class: `class-part chip-${grade}`, style: { "flex-grow": String(classes[grade]) }, title: `${className(grade)} ${classes[grade]}` },
      h("b", null, numeralOf(grade)), ` ${classes[grade]}`)));
}

/** One fact. @param {string} title @param {any} value @param {{names?: string, note?: any}} [more] */
export const fact = (title, value, { names = "", note = null } = {}) =>
  h("div", { class: `fact ${names}` }, h("dt", null, title), h("dd", null, value), note && h("dd", { class: "fact-note" }, note));

/**
 * @param {ReturnType<typeof import("./matrix_rows.js").standing>} now @param {any} region the same rows as the API judges them as a whole; null where it was not asked
 */
export function facts(now, region) {
  const level = region && titleOf({ zh: region.level_zh, en: region.level_en });
  const pollutants = region && titleOf({ zh: region.main_pollutants_zh, en: region.main_pollutants_en });
  const { before } = now;
  const isOther = before.met !== now.met || before.decided !== now.decided;
  const rate = [t("fact_met_note", { percent: percent(now.met, now.decided) }), isOther && t("fact_before", { n: percent(before.met, before.decided) })].filter(Boolean).map((words) => h("span", null, words));
  return h("dl", { class: "facts" },
    fact(t("fact_met"), [`${now.met}`, h("small", null, `/ ${now.decided}`)], { names: now.met && !now.missed ? "fact-good" : "", note: rate }),
    fact(t("attainment_missed"), [`${now.missed}`, before.missed !== now.missed && h("small", null, t("fact_before", { n: before.missed }))], { names: now.missed ? "fact-bad" : "", note: now.exempt > 0 && t("fact_exempt", { n: now.exempt }) }),
    fact(t("fact_open"), now.metOnN + now.undetermined, { note: t("fact_open_note", { n: now.metOnN, m: now.undetermined }) }),
    fact(t("fact_good"), region ? share(region.share_good_pct) : percent(now.good, now.judged), { note: t("of_sections", { n: now.good, m: now.judged }) }),
    fact(t("fact_worst"), region ? share(region.share_worst_pct) : percent(now.worst, now.judged), { names: now.worst ? "fact-bad" : "", note: t("of_sections", { n: now.worst, m: now.judged }) }),
    h("div", { class: "fact fact-wide" }, h("dt", null, level ? t("fact_level", { level }) : t("fact_classes")), h("dd", null, classBar(now.classes)),
      (pollutants || now.exempt > 0) && h("dd", { class: "fact-note" }, [pollutants && t("fact_pollutants", { names: pollutants }), now.exempt > 0 && t("fact_measured")].filter(Boolean).join(t("semicolon")))));
}

/** A share that the API rounded. @param {number|null} value */
const share = (value) => (typeof value === "number" ? `${format.number(value, 1, true)}%` : "—");
