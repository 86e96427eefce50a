/**
 * The face of an impact: what was spilt, when it arrives where, which sluices to close by when, who is to be told.
 * @module tracing/impact_face
 */
import { get } from "../api.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { t } from "../words.js";
import { closingAct } from "./closing_act.js";
import { analysisBar, caveatLine } from "./face_parts.js";
import { arrivalTable, districtList, groundsList, samplingList, sluiceList, storageList } from "./impact_tables.js";
import { whatWords } from "./impact_words.js";
import { printImpact } from "./print_impact.js";
import { createTabs } from "./tabs.js";
import { createTimeSlider, lastHour, marksAt } from "./time_slider.js";
import { goer } from "./trace_face.js";
import { hoursBetween, keptImpact } from "./trace_shapes.js";

/** The head: where, what, when. @param {import("./trace_shapes.js").KeptImpact} impact */
export const impactHead = ({ title, question }) =>
  h("header", { class: "panel-head analysis-head" },
    h("h1", null, question.name || title),
    h("p", { class: "analysis-value" }, h("strong", null, whatWords(question))),
    h("p", { class: "soft" }, t("impact_began", { time: format.time(question.moment) })));

/** Takes the slider away when the impact is closed. @param {any} context */
function removeSlider(context) {
  context.slider?.stop();
  context.slider?.element.remove();
  context.slider = null;
  document.body.classList.remove("has-player");
}

/** @param {any} context @param {number} id */
export async function impactFace(context, id) {
  const { state } = context;
  await context.ready();
  const impact = keptImpact(await get(`/api/impacts/${id}`));
  const isNew = context.shownAnalysis !== `impact/${id}`;
  document.body.classList.add("has-player"); // room for the slider
  await context.analysis.show("impact", impact, { fit: isNew });
  context.shownAnalysis = `impact/${id}`;
  printImpact(context, impact);
  const { moment } = impact.question;
  const go = goer(context);
  context.hours = isNew ? 0 : (context.slider?.now() ?? 0); // of the page, for the face may be drawn twice at once
  const tabs = createTabs({
    label: t("tracing_parts"), chosen: state.get().part, choose: (part) => state.set({ part }),
    parts: [
      { id: "arrivals", title: t("part_arrivals"), count: impact.arrivals.length, draw: () => arrivalTable(impact, context.hours, go) },
      { id: "sluices", title: t("part_sluices"), count: impact.sluices.length, draw: () => sluiceList(impact, go) },
      { id: "storage", title: t("part_storage"), count: impact.storage.length, draw: () => storageList(impact, go) },
      { id: "notices", title: t("part_notices"), count: impact.districts.length, draw: () => [districtList(impact), samplingList(impact, go)] },
      { id: "grounds", title: t("part_grounds"), draw: () => groundsList(impact) },
    ],
  });
  removeSlider(context);
  const arrivals = impact.arrivals.map((one) => hoursBetween(moment, one.arrival?.probable) ?? NaN);
  const last = lastHour(impact);
  const slider = (context.slider = createTimeSlider({
    moment, last, marks: marksAt(arrivals, last),
    moved(at) {
      context.hours = at;
      context.analysis.layer()?.moveTo(at);
      for (const row of document.querySelectorAll("#panel-body [data-early]")) markArrival(row, at);
    },
  }));
  document.body.append(slider.element);
  document.body.classList.add("has-player");
  slider.to(context.hours);
  watchClosing(context);
  return [
    analysisBar(context, `/api/impacts/${id}`), impactHead(impact), caveatLine(impact.caveat),
    tabs.element,
    closingAct(context, `/api/impacts/${id}`, impact, ["analyst", "chief"]),
    h("p", { class: "soft small analysis-made" }, t("tracing_made", { name: impact.madeBy, time: format.time(impact.madeAt) })),
  ];
}

/** Marks a row as reached, possible or waiting at an hour. @param {Element} row @param {number} at */
function markArrival(row, at) {
  const [early, probable] = [Number(row.dataset.early), Number(row.dataset.probable)];
  row.dataset.standing = !Number.isFinite(probable) ? "unknown" : at >= probable ? "reached" : at >= early ? "possible" : "waiting";
}

/** The slider goes with the impact; watched once a page. @param {any} context */
function watchClosing(context) {
  if (context.watchesSlider) return;
  context.watchesSlider = true;
  context.state.on(["analysis"], ({ analysis }) => {
    if (analysis?.startsWith("impact/")) return;
    removeSlider(context);
    context.shownAnalysis = null;
  });
}
