/**
 * The tasks of inspectors as cards: what, where, until when, and the next step; the nearest due first.
 * @module tracing/tasks
 */
import { item } from "../api.js";
import { h, icon } from "../dom.js";
import { empty } from "../frame/faces.js";
import * as format from "../format.js";
import { middleOf } from "../map/geometry.js";
import { codeNames, entriesOf, registers } from "../register/registers.js";
import { t, titleOf } from "../words.js";
import { OPEN, orderedTasks } from "./task_order.js";

const LAYERS = ["outfalls", "dischargers", "channels", "sluices", "reaches"];

/** The way to a place with the telephone's own navigation. @param {number[]} place @param {string} name */
export const wayTo = ([lon, lat], name) => h("a", { class: "tool", href: `geo:${lat},${lon}?q=${lat},${lon}(${encodeURIComponent(name)})` }, icon("locate"), t("task_way"));

/** The way from a task to its lead: on the map, and there. @param {any} entry */
export const ofTrace = (entry) => {
  const { trace, lead } = entry.content;
  const [layer, ...rest] = String(lead ?? "").split("/");
  const address = trace ? `/?analysis=trace/${trace}&lead=${encodeURIComponent(lead)}` : rest.length && LAYERS.includes(layer) ? `/?feature=${encodeURIComponent(lead)}` : null;
  const ways = h("p", { class: "details-link task-ways" }, address && h("a", { class: "tool", href: address }, t(trace ? "task_to_trace" : "task_to_map")));
  if (rest.length && LAYERS.includes(layer) && layer !== "reaches")
    item(layer, rest.join("/")).then(({ geometry }) => {
      const place = middleOf(geometry);
      if (place) ways.append(wayTo(place, entry.content.lead_name ?? ""));
    }).catch(() => {}); // what no layer lists has no place
  return [h("p", { class: "caveat" }, t("tracing_caveat")), ways];
};

/** @param {any} work @param {any} entry @param {{spec: any, names: Map<string, string>}} known */
function card({ state }, entry, { spec, names }) {
  const { content } = entry;
  const next = entry.transitions.find((one) => one.may && one.to !== "void");
  const nameOf = (code) => names.get(code) ?? code;
  const due = (entry.state === "measure" && content.deadline) || content.due;
  const isClosed = ["closed", "void"].includes(entry.state);
  const stateWord = spec.states.find((one) => one.id === entry.state);
  return h("li", null,
    h("button", { type: "button", class: `task-card${isClosed ? " is-closed" : ""}`, "data-task": entry.id, on: { click: () => state.set({ task: String(entry.id) }) } },
      h("span", { class: "task-top" }, h("strong", { class: "two-lines", title: content.lead_name }, content.lead_name), h("span", { class: `tag${OPEN.includes(entry.state) ? " lead-tag-open" : ""}` }, titleOf(stateWord))),
      h("span", { class: "task-facts" }, [content.section && nameOf(content.section), content.indicator && nameOf(content.indicator), content.month && format.month(content.month)].filter(Boolean).join(" · ")),
      h("span", { class: "task-what two-lines" }, content.what),
      h("span", { class: "task-foot" },
        h("span", { class: entry.overdue ? "is-late" : null }, due ? t(entry.overdue ? "task_overdue" : "task_until", { day: format.day(due) }) : ""),
        h("span", { class: "soft" }, content.inspector),
        next && h("span", { class: "task-next" }, `${titleOf(next)} ›`))));
}

/** @param {any} work */
export async function tasksFace(work) {
  const { state } = work;
  const { name, role } = work.session();
  const [specs, answer, names] = await Promise.all([registers(), entriesOf("investigations"), codeNames()]);
  const isInspector = role === "inspector";
  const mine = isInspector && state.get().whose === "mine" ? name : null;
  const shown = orderedTasks(answer.entries, mine);
  const switchBar = isInspector && h("div", { class: "filters" }, h("div", { class: "segments", role: "group", "aria-label": t("tasks_whose") },
    ["mine", "all"].map((one) => h("button", { type: "button", "aria-pressed": String(state.get().whose === one), on: { click: () => state.set({ whose: one }) } }, t(`tasks_${one}`), h("small", null, ` ${orderedTasks(answer.entries, one === "mine" ? name : null).length}`)))));
  return [
    switchBar,
    shown.length
      ? h("ol", { class: "task-cards" }, shown.map((entry) => card(work, entry, { spec: specs.get("investigations"), names })))
      : empty(t("tasks_empty"), t(mine ? "tasks_empty_mine" : "tasks_empty_hint")),
  ];
}
