/**
 * What each level of a trace assumed, and what it lacked.
 * @module tracing/level_notes
 */
import { h } from "../dom.js";
import { t } from "../words.js";
import { sentences } from "./trace_shapes.js";

/** @param {string} title @param {string[]} notes */
const group = (title, notes) => notes.length > 0 && h("div", { class: "level-group" }, h("h4", null, title), h("ul", null, notes.map((note) => h("li", null, note))));

/** @param {import("./trace_shapes.js").KeptTrace} trace */
export const levelNotes = ({ levels, question }) => [
  h("ol", { class: "level-notes" }, levels.map((level) => {
    const [assumed, lacking] = [sentences(level.assumed), sentences(level.lacking)];
    return h("li", { class: level.reached ? null : "is-missed" },
      h("h3", null, h("span", { class: "level-mark" }, level.id), t(`level_${level.id}`), h("span", { class: "level-state" }, t(level.reached ? "level_reached" : "level_not_reached"))),
      group(t("level_assumed"), assumed), group(t("level_lacking"), lacking),
      !assumed.length && !lacking.length && h("p", { class: "soft small" }, t("level_nothing")));
  })),
  question.decay && h("p", { class: "soft small" }, t("level_decay", { k: question.decay.k_per_d, source: question.decay.source })),
];
