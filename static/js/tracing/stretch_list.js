/**
 * The increments of the stretches between sections: what came to it, what is known of it, what is left.
 * @module tracing/stretch_list
 */
import { h } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { factList, nothingHere } from "./face_parts.js";
import { profile } from "./profile.js";

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/** A load with its unit and bounds. @param {number|null} value @param {number|null} low @param {number|null} high @param {string} unit */
export function loadWords(value, low, high, unit) {
  if (!isNumber(value)) return "—";
  const places = Math.abs(value) < 10 ? 2 : 1;
  const range = isNumber(low) && isNumber(high) ? t("load_range", { low: format.number(low, places), high: format.number(high, places) }) : "";
  return `${format.number(value, places)}${unit === "1" ? "" : ` ${unit}`}${range}`;
}

/** Where a stretch begins and ends. @param {any} one */
export const stretchName = (one) => t("stretch_name", { from: (one.from_sections ?? []).map((from) => from.name || from.key).join(t("comma")) || t("stretch_from_top"), to: one.to_name || one.to_section });

/** @param {any} one */
function stretchBlock(one) {
  const unit = one.unit ?? "kg/d";
  const loss = isNumber(one.increment) && one.increment < 0;
  return h("li", { class: "stretch" },
    h("h3", null, stretchName(one), one.is_relative && h("span", { class: "tag" }, t("stretch_relative"))),
    h("p", { class: "stretch-left" }, h("span", null, t("stretch_unexplained")), h("strong", null, loadWords(one.unexplained, one.unexplained_low, one.unexplained_high, unit))),
    loss && h("p", { class: "soft small" }, t("stretch_loss")),
    factList([
      [t("stretch_increment"), loadWords(one.increment, one.low, one.high, unit)],
      [t("stretch_known"), loadWords(one.known, null, null, unit)],
      [t("stretch_down"), loadWords(one.flux_down, null, null, unit)],
      [t("stretch_up"), loadWords(one.flux_up, null, null, unit)],
      [t("stretch_length"), isNumber(one.distance_from_m) && isNumber(one.distance_to_m) ? format.distance(one.distance_to_m - one.distance_from_m) : ""],
      [t("stretch_decay"), isNumber(one.k_per_d) ? `${one.k_per_d} /d${one.k_source ? ` · ${one.k_source}` : ""}` : ""],
    ]),
    (one.notes ?? []).length > 0 && h("ul", { class: "plain-notes" }, one.notes.map((note) => h("li", null, typeof note === "string" ? note : titleOf(note)))));
}

/** @param {any} context @param {import("./trace_shapes.js").KeptTrace} trace */
export function stretchList(context, trace) {
  return [
    trace.profile.length > 0 && profile(trace),
    trace.stretches.length ? h("ol", { class: "stretches" }, trace.stretches.map(stretchBlock)) : nothingHere(t("stretches_none"), t(trace.question.decay ? "stretches_none_hint" : "stretches_no_decay")),
  ];
}
