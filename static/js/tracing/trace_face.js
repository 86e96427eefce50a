/**
 * The face of a trace in the panel: what was exceeded, how far the model could go, and its parts.
 * @module tracing/trace_face
 */
import { get } from "../api.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { t } from "../words.js";
import { mayPlan } from "./analysis.js";
import { closingAct } from "./closing_act.js";
import { analysisBar, caveatLine } from "./face_parts.js";
import { leadFace } from "./lead_face.js";
import { leadList } from "./lead_list.js";
import { levelNotes } from "./level_notes.js";
import { sampleList, stopList } from "./place_lists.js";
import { printTrace } from "./print_trace.js";
import { stretchList } from "./stretch_list.js";
import { createTabs } from "./tabs.js";
import { keptTrace, said } from "./trace_shapes.js";
import { indicatorWords, overWords, valueWords, whenWords, windowWords } from "./trace_words.js";

/** What the trace reached, in words, and what was asked for. @param {import("./trace_shapes.js").KeptTrace} trace */
export const levelLine = ({ level }) =>
  h("p", { class: "level-line" },
    h("span", { class: "level-mark" }, level.reached ?? "—"), h("strong", null, said(level, "words")),
    level.asked && level.asked !== level.reached && h("span", { class: "soft" }, t("tracing_asked", { level: level.asked })));

/** The head: section, indicator, value against limit. @param {import("./trace_shapes.js").KeptTrace} trace */
export function traceHead(trace) {
  const { question } = trace;
  const value = valueWords(question);
  return h("header", { class: "panel-head analysis-head" },
    h("h1", null, t("tracing_title", { name: question.name, indicator: indicatorWords(question) })),
    h("p", { class: "analysis-value" }, value && h("strong", { class: question.multiple > 0 ? "is-over" : null }, value), overWords(question) && h("span", null, overWords(question)), h("span", { class: "soft" }, whenWords(question))),
    levelLine(trace));
}

/** Where a section of the trace leads when it is pressed. @param {any} context */
export const goer = ({ state, map }) => (layer, key, place) => {
  map.act.hover({}, null);
  state.set({ feature: `${layer}/${key}`, over: "feature" });
  if (place) map.goTo(...place);
};

/** @param {any} context @param {number} id */
export async function traceFace(context, id) {
  const { state, data } = context;
  await context.ready();
  const trace = keptTrace(await get(`/api/traces/${id}`));
  const { month } = trace.question;
  if (month && month !== state.get().month && data.months().includes(month)) state.set({ month }); // the classes below are those of the trace
  await context.analysis.show("trace", trace, { fit: context.shownAnalysis !== `trace/${id}` });
  context.shownAnalysis = `trace/${id}`;
  context.analysis.layer().choose(state.get().lead);
  printTrace(context, trace);
  const lead = trace.leads.find((one) => one.id === state.get().lead);
  if (lead) return leadFace(context, trace, lead);

  const go = goer(context);
  const tabs = createTabs({
    label: t("tracing_parts"), chosen: state.get().part, choose: (part) => state.set({ part }),
    parts: [
      { id: "leads", title: t("part_leads"), count: trace.leads.length, draw: () => leadList(context, trace) },
      { id: "stops", title: t("part_stops"), count: trace.stops.length, draw: () => stopList(trace, go) },
      { id: "increments", title: t("part_increments"), draw: () => stretchList(context, trace) },
      { id: "sampling", title: t("part_sampling"), count: trace.samples.length, draw: () => sampleList(context, trace) },
      { id: "grounds", title: t("part_grounds"), draw: () => levelNotes(trace) },
    ],
  });
  return [
    analysisBar(context, `/api/traces/${id}`),
    traceHead(trace),
    caveatLine(trace.caveat),
    trace.notes.map((note) => h("p", { class: "analysis-note" }, note)),
    tabs.element,
    mayPlan(data.session().role) && trace.question.from?.startsWith("sections/") && h("button", { type: "button", class: "button button-quiet show-more", on: { click: () => state.set({ task: `scenario:${trace.question.from}`, lead: null }) } }, t("whatif_from_trace")),
    closingAct(context, `/api/traces/${id}`, trace, ["analyst"]),
    h("p", { class: "soft small analysis-made" }, t("tracing_made", { name: trace.madeBy, time: format.time(trace.madeAt) }), t("tracing_window", { window: windowWords(trace.question.window) })),
  ];
}
