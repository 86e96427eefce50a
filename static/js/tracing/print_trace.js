/**
 * A trace on one sheet of A4: map, leads, increments, where to sample next, the caveat.
 * @module tracing/print_trace
 */
import * as format from "../format.js";
import { boundsOf } from "../map/geometry.js";
import { dropParts, leadParts, leadRadius, stopParts } from "../map/trace_symbols.js";
import { s } from "../dom.js";
import { t } from "../words.js";
import { oneLine, paperFoot, paperHead, paperTable, printPage } from "./print_page.js";
import { snapshot } from "./snapshot.js";
import { loadWords, stretchName } from "./stretch_list.js";
import { said } from "./trace_shapes.js";
import { indicatorWords, overWords, percent, travelWords, valueWords, whenWords, windowWords } from "./trace_words.js";

const [LEADS, STRETCHES, SAMPLES] = [12, 4, 3];

/** The signs of a trace on paper: stops below, leads above. @param {import("./trace_shapes.js").KeptTrace} trace @returns {import("./snapshot.js").PaperSign[]} */
function signsOf(trace) {
  const most = Math.max(0, ...trace.leads.map((lead) => lead.score));
  const placed = (list) => list.filter((one) => one.place);
  const dots = (lead, i) => (i < LEADS || lead.state === "confirmed" || lead.state === "excluded"
    ? { place: lead.place, size: leadRadius(lead.score, most) * 1.4 + 4, weight: 1000 - lead.n, spread: true, parts: leadParts(lead, leadRadius(lead.score, most) * 0.7) }
    : { place: lead.place, size: 7, weight: 1, parts: [s("circle", { class: "lead lead-open", r: 3 })] }); // those that the table has no room for
  return [
    ...placed(trace.bands.flatMap(({ hours, places }) => places.map((place) => ({ hours, place })))).map(({ hours, place }) => ({ place, size: 4, weight: 0, parts: [s("circle", { class: "band-dot", r: 2 })], label: t("hours_short", { n: hours }) })),
    ...placed(trace.stops).map((stop) => ({ place: stop.place, size: 13, weight: 1, scale: 0.8, parts: stopParts(stop.kind, typeof stop.weight === "number" && stop.weight > 0 && stop.weight < 1) })),
    ...placed(trace.samples).slice(0, SAMPLES).map((one) => ({ place: one.place, size: 14, weight: 2, parts: dropParts(one.n) })),
    ...placed(trace.leads).map(dots),
    ...(trace.question.place ? [{ place: trace.question.place, size: 22, weight: 200, parts: [s("circle", { class: "start-ring", r: 10 })], label: trace.question.name.slice(0, 12) }] : []),
  ];
}

/** @param {import("./trace_shapes.js").KeptTrace} trace */
export const traceBox = (trace) =>
  boundsOf([...trace.reaches.map((one) => one.geometry), ...[...trace.leads, ...trace.stops].filter((one) => one.place).map((one) => ({ type: "Point", coordinates: one.place }))]) ?? [115, 36, 116, 37];

/** @param {any} context @param {import("./trace_shapes.js").KeptTrace} trace */
export function printTrace(context, trace) {
  const { question } = trace;
  const title = t("tracing_title", { name: question.name, indicator: indicatorWords(question) });
  printPage(context, {
    title, madeBy: trace.madeBy,
    draw: () => [
      paperHead(title, [whenWords(question), valueWords(question), overWords(question), `${trace.level.reached ?? ""} ${said(trace.level, "words")}`, t("tracing_window", { window: windowWords(question.window) })].filter((one) => one?.trim()).join(" · "), trace.caveat),
      snapshot(context.data, {
        box: traceBox(trace), label: title, signs: signsOf(trace),
        lines: trace.reaches.filter((one) => one.geometry).map((one) => ({ line: one.geometry.coordinates, look: "paper-searched", width: 3.4 })),
      }),
      paperTable(t("part_leads"), [t("paper_n"), t("paper_lead"), t("lead_evidence"), t("lead_distance"), t("lead_travel"), t("lead_share"), t("register_state")],
        trace.leads.slice(0, LEADS).map((lead) => [lead.n, oneLine(lead.name), `${lead.evidence_level ?? ""} ${lead.words}`, lead.distance === null ? "—" : format.distance(lead.distance), travelWords(lead), lead.state === "excluded" ? "—" : percent(lead.share), lead.stateName]),
        { numbers: [0, 3, 5], more: trace.leads.length - LEADS }),
      trace.stretches.length > 0 && paperTable(t("part_increments_long"), [t("paper_stretch"), t("stretch_increment"), t("stretch_known"), t("stretch_unexplained")],
        trace.stretches.slice(0, STRETCHES).map((one) => [oneLine(stretchName(one)), loadWords(one.increment, one.low, one.high, one.unit), loadWords(one.known, null, null, one.unit), loadWords(one.unexplained, one.unexplained_low, one.unexplained_high, one.unit)]),
        { numbers: [1, 2, 3], more: trace.stretches.length - STRETCHES }),
      trace.samples.length > 0 && paperTable(t("part_sampling_long"), [t("paper_n"), t("paper_excludes"), t("paper_window"), t("paper_place")],
        trace.samples.slice(0, SAMPLES).map((one) => [one.n, percent(one.expected_share_excluded), windowWords(one.window), one.place ? format.place(...one.place) : "—"]), { numbers: [0, 1] }),
      paperFoot(trace.madeAt),
    ],
  });
}
