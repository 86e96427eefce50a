/**
 * Where the search stopped and why, and where to sample next.
 * @module tracing/place_lists
 */
import { h } from "../dom.js";
import * as format from "../format.js";
import { dropSign, haltSign } from "../map/trace_symbols.js";
import { t } from "../words.js";
import { nothingHere } from "./face_parts.js";
import { said } from "./trace_shapes.js";
import { hoursWords, percent, windowWords } from "./trace_words.js";

/** @param {any} stop @param {(layer: string, key: string, place: any) => void} go */
function stopRow(stop, go) {
  const isWeak = typeof stop.weight === "number" && stop.weight > 0 && stop.weight < 1;
  const name = stop.name || stop.kindName;
  const inner = [
    h("span", { class: "row-symbol" }, haltSign(stop)),
    h("span", { class: "row-main" },
      h("strong", null, name, h("span", { class: "row-kind" }, name === stop.kindName ? "" : stop.kindName)),
      h("small", { class: "wraps" }, stop.reason), isWeak && h("small", null, t("stop_weak", { n: format.number(stop.weight, 2) }))),
    h("span", { class: "row-number" }, h("b", null, format.distance(stop.distance_m)), typeof stop.probable_h === "number" && [h("br"), hoursWords(stop.probable_h)]),
  ];
  return h("li", null, stop.layer && stop.key ? h("button", { type: "button", class: "row", on: { click: () => go(stop.layer, stop.key, stop.place) } }, inner) : h("div", { class: "row" }, inner));
}

/** @param {import("./trace_shapes.js").KeptTrace} trace @param {(layer: string, key: string, place: any) => void} go */
export const stopList = (trace, go) =>
  trace.stops.length
    ? [h("p", { class: "soft small part-note" }, t("stops_note")), h("ul", { class: "rows rows-tall" }, [...trace.stops].sort((a, b) => (a.distance_m ?? 0) - (b.distance_m ?? 0)).map((stop) => stopRow(stop, go)))]
    : nothingHere(t("stops_none"), t("stops_none_hint"));

/** The numbers of leads that lie on one side of a point. @param {import("./trace_shapes.js").KeptTrace} trace @param {string[]} ids */
function numbers(trace, ids) {
  const found = [...new Set(ids)].map((id) => trace.leads.find((lead) => lead.id === id)?.n).filter((n) => n !== undefined).sort((a, b) => a - b);
  const shown = found.slice(0, 8).join(t("comma"));
  return found.length ? (found.length > 8 ? t("and_more", { list: shown, n: found.length }) : shown) : "—";
}

/** @param {any} context @param {import("./trace_shapes.js").KeptTrace} trace */
export function sampleList({ map }, trace) {
  if (!trace.samples.length) return nothingHere(t("samples_none_next"), t("samples_none_next_hint"));
  const row = (one) =>
    h("li", null,
      h("button", { type: "button", class: "row", on: { click: () => one.place && map.goTo(...one.place, 14) } },
        h("span", { class: "row-symbol" }, dropSign(one.n)),
        h("span", { class: "row-main" },
          h("strong", null, t("tracing_excludes", { share: percent(one.expected_share_excluded) })),
          h("small", { class: "wraps" }, t("sample_split", { above: numbers(trace, one.above), below: numbers(trace, one.below) })),
          h("small", { class: "wraps" }, t("sample_window", { window: windowWords(one.window) })),
          said(one, "reachable") && h("small", { class: "wraps" }, said(one, "reachable"))),
        h("span", { class: "row-number" }, one.place && h("span", { class: "place-words" }, format.place(...one.place)))));
  return [h("p", { class: "soft small part-note" }, t("samples_next_note")), h("ol", { class: "rows rows-tall" }, trace.samples.map(row))];
}
