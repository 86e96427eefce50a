/**
 * The profile along the river: load at the sections with its bounds, increments of the stretches as bars, leads and
 * sluices where they lie. To the right is downstream.
 * @module tracing/profile
 */
import { h, s } from "../dom.js";
import * as format from "../format.js";
import { leadParts } from "../map/trace_symbols.js";
import { t } from "../words.js";
import { profileScale, rowsOf } from "./profile_scale.js";

const [WIDTH, HEIGHT] = [328, 236];
const BOX = { left: 38, right: WIDTH - 10, top: 40, bottom: HEIGHT - 58 };
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const short = (name, most) => ([...name].length > most ? `${[...name].slice(0, most - 1).join("")}…` : name);

/** A line from low to high with feet. @param {number} x @param {number} low @param {number} high @param {string} look */
const whisker = (x, low, high, look) => s("path", { class: look, d: `M${x - 3} ${low}H${x + 3}M${x} ${low}V${high}M${x - 3} ${high}H${x + 3}` });

/** @param {any[]} stretches @param {ReturnType<typeof profileScale>} scale */
const bars = (stretches, { x, y }) => stretches.filter((one) => isNumber(one.increment) && isNumber(one.distance_to_m)).map((one) => {
  const [right, left] = [x(one.distance_from_m ?? 0), x(one.distance_to_m)];
  const [width, zero, end] = [Math.max(6, Math.min(26, (right - left) * 0.5)), y(0), y(one.increment)];
  const middle = (left + right) / 2;
  const words = t("profile_stretch", { name: one.to_name ?? one.to_section, n: format.number(one.increment, 1, false), unit: one.unit === "1" ? "" : one.unit });
  return s("g", { class: one.increment < 0 ? "increment is-loss" : "increment" }, s("title", null, words),
    s("rect", { x: middle - width / 2, y: Math.min(zero, end), width, height: Math.max(1, Math.abs(end - zero)), rx: 1.5 }),
    isNumber(one.known) && one.known > 0 && one.increment > 0 && s("rect", { class: "increment-known", x: middle - width / 2, y: y(Math.min(one.known, one.increment)), width, height: Math.max(1, zero - y(Math.min(one.known, one.increment))) }),
    isNumber(one.low) && isNumber(one.high) && whisker(middle, y(one.low), y(one.high), "bounds"));
});

/** @param {any[]} sections @param {ReturnType<typeof profileScale>} scale */
function loads(sections, { x, y }) {
  const known = sections.filter((one) => isNumber(one.load)).sort((a, b) => b.distance_m - a.distance_m);
  return [
    known.length > 1 && s("path", { class: "load-line", d: known.map((one, i) => `${i ? "L" : "M"}${x(one.distance_m).toFixed(1)} ${y(one.load).toFixed(1)}`).join("") }),
    known.map((one) => s("g", null, s("title", null, `${one.name} ${format.number(one.load, 1)}`),
      isNumber(one.low) && isNumber(one.high) && whisker(x(one.distance_m), y(one.low), y(one.high), "bounds"),
      s("circle", { class: "load-dot", cx: x(one.distance_m), cy: y(one.load), r: 3.6 }))),
  ];
}

/** @param {import("./trace_shapes.js").KeptTrace} trace */
export function profile(trace) {
  const points = trace.profile.filter((one) => isNumber(one.distance_m));
  const sections = points.filter((one) => one.kind === "section");
  const scale = profileScale(points, trace.stretches, BOX);
  const { x, y, ticks, distances } = scale;
  const leads = trace.leads.filter((lead) => isNumber(lead.distance)).map((lead) => ({ lead, at: x(lead.distance) }));
  const rows = rowsOf(leads.map(({ at }) => at), 15, 2);
  const names = rowsOf(sections.map((one) => x(one.distance_m)), 64, 2);
  const unit = trace.stretches.find((one) => one.unit)?.unit ?? "kg/d";
  const label = t("profile_label", { sections: sections.length, leads: leads.length, km: format.number(scale.farthest / 1000, 0) });
  return h("figure", { class: "profile" },
    h("figcaption", null, t("profile_title"), h("span", { class: "soft" }, ` ${unit === "1" ? t("profile_relative") : unit}`)),
    s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
      scale.hasLoads && ticks.map((tick) => [s("line", { class: tick === 0 ? "axis" : "grid", x1: BOX.left, x2: BOX.right, y1: y(tick), y2: y(tick) }), s("text", { class: "tick-y tick", x: BOX.left - 5, y: y(tick) }, format.number(tick, 2))]),
      !scale.hasLoads && [s("line", { class: "axis", x1: BOX.left, x2: BOX.right, y1: BOX.bottom, y2: BOX.bottom }), s("text", { class: "chart-none", x: WIDTH / 2, y: (BOX.top + BOX.bottom) / 2 }, t("profile_no_loads"))],
      distances.map((km) => s("text", { class: "tick tick-km", x: Math.min(x(km * 1000), BOX.right - 2), y: BOX.bottom + 14 }, km)),
      sections.map((one, i) => [s("line", { class: "section-line", x1: x(one.distance_m), x2: x(one.distance_m), y1: BOX.top - 4, y2: BOX.bottom + 3 }),
        names[i] !== null && s("text", { class: "section-name", x: x(one.distance_m), y: BOX.bottom + 29 + names[i] * 13, "text-anchor": x(one.distance_m) > WIDTH - 60 ? "end" : x(one.distance_m) < 70 ? "start" : "middle" }, short(String(one.name ?? one.key), 5))]),
      bars(trace.stretches, scale), loads(sections, scale),
      points.filter((one) => one.kind === "sluice").map((one) => s("rect", { class: "sluice-mark", x: x(one.distance_m) - 1.5, y: y(0) - 6, width: 3, height: 12 }, s("title", null, one.name))),
      leads.map(({ lead, at }, i) => rows[i] !== null && s("g", { transform: `translate(${at.toFixed(1)} ${9 + rows[i] * 16})` }, s("title", null, `${lead.n} ${lead.name}`), leadParts(lead, 7))),
      s("text", { class: "flow-words", x: BOX.right, y: HEIGHT - 4 }, t("profile_flow"))),
    h("ul", { class: "profile-key" },
      [["key-load", t("profile_key_load")], ["key-increment", t("profile_key_increment")], ["key-known", t("profile_key_known")]].map(([look, words]) => h("li", null, h("i", { class: look, "aria-hidden": "true" }), words))));
}
