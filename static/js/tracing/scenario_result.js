/**
 * What a what-if answers: today and after the changes, step by step; the least cut and the fewest sources to the target.
 * @module tracing/scenario_result
 */
import { className, gradeOf } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { chip } from "../map/symbols.js";
import { language, t } from "../words.js";
import { caveatLine, factList } from "./face_parts.js";
import { said, sentences } from "./trace_shapes.js";

const amount = (value, unit) => (typeof value === "number" ? `${format.concentration(value)} ${unit}` : "—");
const load = (value) => (typeof value === "number" ? `${format.number(value, Math.abs(value) < 10 ? 2 : 1)} kg/d` : "—");
const signed = (value, unit) => (typeof value === "number" ? `${value > 0 ? "+" : "−"}${format.concentration(Math.abs(value))} ${unit}` : "—");

/** One side of the comparison. @param {string} title @param {any} side @param {string} unit */
const sideOf = (title, side, unit) =>
  h("div", { class: "side-by-side" }, h("span", { class: "soft" }, title),
    h("p", null, chip(gradeOf(side.indicator_class)), h("strong", null, amount(side.concentration_mg_per_l, unit))),
    h("small", { class: "soft" }, t("whatif_section_class", { class: side.section_class ?? "—" })),
    h("small", { class: "soft" }, typeof side.flow_m3_per_s === "number" ? `${format.number(side.flow_m3_per_s, 2)} m³/s` : t("whatif_no_flow")));

/** @param {any} told */
const assumed = (told) => {
  const notes = sentences(told.assumed);
  return notes.length > 0 && h("details", { class: "faults" }, h("summary", null, t("whatif_assumed", { n: notes.length })), h("ul", null, notes.map((note) => h("li", null, note))));
};

/** The limit a result is held to. @param {any} told */
const goal = (told) => (typeof told.limit_mg_per_l === "number" ? t("whatif_goal", { class: told.target_class ? className(gradeOf(told.target_class)) : "", limit: told.limit_mg_per_l, unit: told.unit }) : t("whatif_no_goal"));

/** @param {any} told of `POST /api/scenarios` */
export function scenarioResult(told) {
  const { today, changed, unit } = told;
  const step = (one, i) =>
    h("li", null, h("div", { class: "row" }, h("span", { class: "step-number" }, i + 1),
      h("span", { class: "row-main" }, h("strong", null, stepWords(one)),
        h("small", { class: "wraps" }, signed(one.concentration_change_mg_per_l, unit), typeof one.flux_change_kg_per_d === "number" ? ` · ${signed(one.flux_change_kg_per_d, "kg/d")}` : ""),
        sentences(one.notes).map((note) => h("small", { class: "wraps" }, note))),
      h("span", { class: "row-number" }, h("b", null, amount(one.concentration_mg_per_l, unit)), chip(gradeOf(one.indicator_class)))));
  return h("section", { class: "whatif-result", tabindex: "-1" },
    h("h2", null, t("whatif_result")),
    h("div", { class: "before-after" }, sideOf(t("whatif_today"), today, unit), h("span", { class: "arrow", "aria-hidden": "true" }, "→"), sideOf(t("whatif_after"), changed, unit)),
    h("p", { class: changed.is_met === null ? "soft" : changed.is_met ? "whatif-met" : "whatif-missed" }, changed.is_met === null || changed.is_met === undefined ? "" : t(changed.is_met ? "whatif_met" : "whatif_missed"), " ", h("span", { class: "soft" }, goal(told))),
    told.steps.length > 0 && h("ol", { class: "rows rows-tall whatif-steps" }, told.steps.map(step)),
    caveatLine(said(told, "caveat")), assumed(told));
}

/** A change in words. @param {any} one */
function stepWords(one) {
  if (one.kind === "lower_source") return t("whatif_step_lower", { name: one.name || one.key, n: format.number(one.percent, 0) });
  if (one.kind === "close_sluice") return t("whatif_step_close", { name: one.name || one.key });
  return t("whatif_step_add", { name: one.name || one.key, n: format.number(one.added_flow_m3_per_s, 2) });
}

/** One plan of cuts. @param {string} title @param {string} hint @param {any} plan */
const planOf = (title, hint, plan) =>
  h("section", { class: "plan" }, h("h3", null, title), h("p", { class: "soft small" }, hint),
    plan.cuts.length > 0 && h("table", { class: "factors plan-table" },
      h("thead", { class: "unseen" }, h("tr", null, [t("whatif_source"), t("whatif_cut")].map((words) => h("th", { scope: "col" }, words)))),
      h("tbody", null, plan.cuts.map((one) => h("tr", null,
        h("th", { scope: "row" }, one.name || one.key, h("p", { class: "factor-source" }, t("whatif_of_load", { load: load(one.load_kg_per_d) }))),
        h("td", null, h("strong", null, load(one.cut_kg_per_d)), h("small", null, `−${format.number(one.share * 100, 0)}%`)))))),
    h("p", { class: plan.is_enough ? "small" : "small whatif-missed" }, t(plan.is_enough ? "whatif_enough" : "whatif_short", { n: plan.count, total: load(plan.total_kg_per_d), short: load(plan.shortfall_kg_per_d) })));

/** @param {any} told of `POST /api/scenarios/cuts` */
export function cutsResult(told) {
  const source = language() === "zh" ? told.target_source_zh : told.target_source_en;
  const unknown = told.sources.filter((one) => one.load_kg_per_d === null).map((one) => one.name || one.key);
  return h("section", { class: "whatif-result", tabindex: "-1" },
    h("h2", null, t("whatif_cuts")),
    factList([
      [t("whatif_target"), `${amount(told.target_mg_per_l, told.unit)}${source ? ` · ${source}` : ""}`],
      [t("whatif_needed"), load(told.needed_kg_per_d)],
      [t("whatif_known"), load(told.known_arriving_kg_per_d)],
      [t("whatif_unexplained"), load(told.unexplained_kg_per_d)],
    ]),
    told.needed_kg_per_d > 0
      ? [planOf(t("plan_least"), t("plan_least_hint"), told.least_total), planOf(t("plan_fewest"), t("plan_fewest_hint"), told.fewest_sources)]
      : h("p", { class: "whatif-met" }, t("whatif_nothing_needed")),
    unknown.length > 0 && h("p", { class: "soft small" }, t("whatif_unknown", { names: unknown.join(t("comma")) })),
    caveatLine(said(told, "caveat")), assumed(told));
}
