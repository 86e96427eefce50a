/**
 * The tables of an impact: arrivals, sluices to close, storage, who is to be told, where to sample more often.
 * @module tracing/impact_tables
 */
import { h } from "../dom.js";
import * as format from "../format.js";
import { sluice } from "../map/symbols.js";
import { flagSign, storageSign } from "../map/trace_symbols.js";
import { t } from "../words.js";
import { nothingHere } from "./face_parts.js";
import { afterWords, clockWords, peakWords, volumeWords } from "./impact_words.js";
import { hoursBetween, said, standingAt } from "./trace_shapes.js";

/** @param {any[]} rows @param {any} list @param {string} title @param {string} [hint] */
const orNothing = (rows, list, title, hint = "") => (rows.length ? list : nothingHere(title, hint));

/** The hour large, the day above it where it is another. @param {string} words of `clockWords` */
const bigClock = (words) => {
  const cut = words.lastIndexOf(" ");
  return [cut > 0 && h("span", null, words.slice(0, cut)), h("b", null, words.slice(cut + 1))];
};

/** When something arrives: early, probable, late. @param {any} arrival @param {string} moment */
export const arrivalCells = (arrival, moment) => ["early", "probable", "late"].map((which) => (arrival?.[which] ? clockWords(arrival[which], moment) : "—"));

/**
 * @param {import("./trace_shapes.js").KeptImpact} impact @param {number} hours @param {(layer: string, key: string, place: any) => void} go
 */
export function arrivalTable({ arrivals, question: { moment } }, hours, go) {
  if (!arrivals.length) return nothingHere(t("arrivals_none"), t("arrivals_none_hint"));
  const row = (one) => {
    const standing = standingAt(one.arrival, moment, hours);
    const [early, probable, late] = arrivalCells(one.arrival, moment);
    const { peak } = one;
    return h("li", { class: "arrival", "data-standing": standing, "data-early": hoursBetween(moment, one.arrival?.early) ?? "x", "data-probable": hoursBetween(moment, one.arrival?.probable) ?? "x" },
      h("button", { type: "button", class: "row", on: { click: () => go(one.layer, one.key, one.place) } },
        h("span", { class: "row-symbol" }, flagSign(standing)),
        h("span", { class: "row-main" }, h("strong", { class: "two-lines", title: one.name }, one.name, h("span", { class: "row-kind" }, t(`layer_one_${one.layer}`))),
          h("small", { class: "wraps" }, [format.distance(one.distance_m), one.district].filter(Boolean).join(" · ")),
          h("small", { class: "wraps" }, one.arrival ? t("arrival_range", { early, late }) : t("tracing_time_unknown")),
          peak && h("small", { class: "wraps" }, t("arrival_peak", { c: peakWords(peak) })),
          one.end && h("small", { class: "wraps" }, t("arrival_end", { time: clockWords(one.end, moment) }))),
        h("span", { class: "row-number" }, bigClock(probable), h("span", null, one.arrival ? afterWords(one.arrival.probable, moment) : ""))));
  };
  return [h("p", { class: "soft small part-note" }, t("arrivals_note")), h("ol", { class: "rows rows-tall arrivals" }, arrivals.map(row))];
}

/** @param {import("./trace_shapes.js").KeptImpact} impact @param {Function} go */
export const sluiceList = ({ sluices, question: { moment } }, go) =>
  orNothing(sluices, [h("p", { class: "soft small part-note" }, t("sluices_note")), h("ol", { class: "rows rows-tall" }, sluices.map((one) =>
    h("li", null, h("button", { type: "button", class: "row", on: { click: () => go("sluices", one.key, one.place) } },
      h("span", { class: "row-symbol" }, sluice(one.state, 90)),
      h("span", { class: "row-main" }, h("strong", null, one.name), h("small", { class: "wraps" }, `${t(`sluice_state_${one.state ?? "unknown"}`)} · ${format.distance(one.distance_m)}`)),
      h("span", { class: "row-number" }, one.close_before ? [h("span", null, t("sluice_close")), bigClock(clockWords(one.close_before, moment)), h("span", null, afterWords(one.close_before, moment))] : t("tracing_time_unknown"))))))],
  t("sluices_none"));

/** @param {import("./trace_shapes.js").KeptImpact} impact @param {Function} go */
export const storageList = ({ storage, question: { moment } }, go) =>
  orNothing(storage, h("ol", { class: "rows rows-tall" }, storage.map((one) =>
    h("li", null, h("button", { type: "button", class: "row", on: { click: () => go("emergency_sites", one.key, one.place) } },
      h("span", { class: "row-symbol" }, storageSign()),
      h("span", { class: "row-main" }, h("strong", null, one.name, h("span", { class: "row-kind" }, one.kind)), h("small", { class: "wraps" }, [format.distance(one.distance_m), typeof one.volume_m3 === "number" ? one.use : "", one.owner].filter(Boolean).join(" · "))),
      h("span", { class: "row-number" }, h("b", null, typeof one.volume_m3 === "number" ? volumeWords(one.volume_m3) : one.use || "—"), one.usable_until && h("span", null, t("storage_until", { time: clockWords(one.usable_until, moment) }))))))),
  t("storage_none"), t("storage_none_hint"));

/** @param {import("./trace_shapes.js").KeptImpact} impact */
export const districtList = ({ districts, question: { moment } }) =>
  h("section", { class: "lead-part" }, h("h2", null, t("districts_title")),
    orNothing(districts, h("ul", { class: "rows" }, districts.map((one) =>
      h("li", null, h("div", { class: "row" }, h("span", { class: "row-main" }, h("strong", null, one.name), h("small", { class: "wraps" }, said(one, "body"))),
        h("span", { class: "row-number" }, h("b", null, one.arrival ? clockWords(one.arrival, moment) : "—"), h("br"), afterWords(one.arrival, moment)))))), t("districts_none")));

/** @param {import("./trace_shapes.js").KeptImpact} impact @param {Function} go */
export const samplingList = ({ sampling, question: { moment } }, go) =>
  h("section", { class: "lead-part" }, h("h2", null, t("dense_title")),
    orNothing(sampling, h("ul", { class: "rows" }, sampling.map((one) =>
      h("li", null, h("button", { type: "button", class: "row", on: { click: () => go("sections", one.section, null) } },
        h("span", { class: "row-main" }, h("strong", null, one.name || one.section), h("small", { class: "wraps" }, t("tracing_from_to", { from: clockWords(one.from, moment), to: clockWords(one.to, moment) }))),
        h("span", { class: "row-number" }, t("dense_every", { n: format.number(one.every_h, 1) })))))), t("dense_none")));

/** @param {import("./trace_shapes.js").KeptImpact} impact */
export function groundsList({ assumed, lacking, arrivals }) {
  const formulas = arrivals.filter((one) => one.peak).map(({ name, peak }) => [name, [peak.formula, said(peak, "validity")].filter(Boolean).join(" ")].join(t("colon")));
  const group = (title, notes) => notes.length > 0 && h("div", { class: "level-group" }, h("h4", null, title), h("ul", null, notes.map((note) => h("li", null, note))));
  return h("div", { class: "level-notes" }, group(t("level_assumed"), assumed), group(t("level_lacking"), lacking), group(t("impact_formulas"), formulas), !assumed.length && !lacking.length && h("p", { class: "soft" }, t("level_nothing")));
}
