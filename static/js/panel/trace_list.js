/**
 * A trace as a list by distance along the river; the same numbers stand on the map.
 * @module panel/trace_list
 */
import { get } from "../api.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { chip, outfall, outfallShape, sluice } from "../map/symbols.js";
import { stopSign } from "../map/trace.js";
import { traceOf } from "../shapes.js";
import { t, titleOf } from "../words.js";
import { backBar } from "./panel.js";

/** What stands before a stop's name. @param {any} data @param {import("../shapes.js").Stop} stop */
function stopSymbol(data, stop) {
  if (stop.layer === "sections") return chip(data.section(stop.key)?.grade ?? 0);
  if (stop.layer === "outfalls") return outfall(outfallShape(stop.properties.outfall_type), stop.properties.remediation_state);
  if (stop.layer === "sluices") return sluice(stop.properties.state, 0);
  return null;
}

/** @param {any} context @param {import("../shapes.js").Stop} stop */
function stopRow({ state, data, map }, stop) {
  const spec = data.layer(stop.layer);
  const go = () => {
    map.act.hover({}, null);
    state.set({ feature: `${stop.layer}/${stop.key}`, over: "feature" });
    if (stop.place) map.goTo(stop.place[0], stop.place[1]);
  };
  return h("li", null,
    h("button", { type: "button", class: "row stop-row", on: { click: go } },
      stopSign(stop.n, stop.layer),
      h("span", { class: "row-main" }, h("strong", null, stop.name), h("small", null, titleOf(spec) || stop.layer)),
      h("span", { class: "row-symbol" }, stopSymbol(data, stop)),
      h("span", { class: "row-number" }, h("b", null, format.distance(stop.distance)), stop.hours !== null && [h("br"), t("travel", { time: format.duration(stop.hours) })])));
}

/** @param {any} context */
export async function showTrace(context) {
  const { state, data, map } = context;
  await context.ready();
  const { direction, from } = state.get().trace;
  const trace = traceOf(await get(`/api/network/${direction}`, { from }));
  const itself = trace.stops.find((stop) => `${stop.layer}/${stop.key}` === from);
  trace.stops = trace.stops.filter((stop) => stop !== itself);
  trace.stops.forEach((stop, i) => (stop.n = i + 1));
  map.trace.show(trace, true);
  const name = itself?.name ?? data.section(from.split("/").slice(1).join("/"))?.name ?? from.split("/").slice(1).join("/");
  const many = (layer) => trace.stops.filter((stop) => stop.layer === layer).length;
  const other = direction === "upstream" ? "downstream" : "upstream";
  return [
    backBar(context),
    h("header", { class: "panel-head" },
      h("h1", null, t(`trace_title_${direction}`, { name })),
      h("p", { class: "soft" }, t("trace_counted", { reaches: trace.reaches.length, length: format.distance(trace.length), sections: many("sections"), outfalls: many("outfalls"), sluices: many("sluices") }))),
    h("div", { class: "acts" }, h("button", { type: "button", class: "button button-quiet", on: { click: () => state.set({ trace: { direction: other, from } }) } }, t(`trace_${other}`))),
    trace.faults.length > 0 && h("details", { class: "faults" }, h("summary", null, t("trace_faults", { n: trace.faults.length })), h("ul", null, trace.faults.slice(0, 50).map((fault) => h("li", null, titleOf(fault))))),
    trace.stops.length
      ? h("ol", { class: "rows" }, trace.stops.map((stop) => stopRow(context, stop)))
      : h("div", { class: "state" }, h("h2", null, t("trace_nothing")), h("p", null, t("trace_nothing_hint"))),
  ];
}
