/**
 * Mounts the page of traces: tasks of inspectors, kept traces, impacts downstream, sheets of rivers.
 * @module tracing/main
 */
import { h } from "../dom.js";
import { empty } from "../frame/faces.js";
import { entryFace } from "../register/entry.js";
import { forgetRegisters } from "../register/registers.js";
import { createSide } from "../work/side.js";
import { openWork } from "../work/work.js";
import { t } from "../words.js";
import { mayImpact, mayTrace } from "./analysis.js";
import { impactsFace, sheetsFace, tracesFace } from "./kept_lists.js";
import { ofTrace, tasksFace } from "./tasks.js";

const TABS = ["tasks", "traces", "impacts", "sheets"];
const SHAPE = { tab: { first: "", allowed: ["", ...TABS] }, task: { first: null, pattern: /^\d{1,12}$/ }, whose: { first: "mine", allowed: ["mine", "all"] } };
const work = await openWork({ shape: SHAPE, months: false, title: ({ tab }) => [t("page_tracing"), tab && t(`tracing_tab_${tab}`)].filter(Boolean).join(" · ") });
const { state } = work;
const { role } = work.session();
const side = createSide({ closed: () => state.set({ task: null }) });
const FACES = { tasks: tasksFace, traces: tracesFace, impacts: impactsFace, sheets: sheetsFace };

/** The tabs of a role: leads and tasks are not for everybody. */
const tabs = TABS.filter((tab) => (["tasks", "traces"].includes(tab) ? mayTrace(role) : mayImpact(role)));
const tabNow = () => (tabs.includes(state.get().tab) ? state.get().tab : role === "inspector" ? "tasks" : tabs.find((tab) => tab !== "tasks"));

/** Asks for the lists anew. */
const reload = () => {
  forgetRegisters();
  state.set({ turn: (state.get().turn ?? 0) + 1 });
};

/** The task that the address names, at the side. */
function showTask() {
  const { task } = state.get();
  if (!task) return side.close();
  return side.open(() => entryFace("investigations", task, { changed: reload, more: (spec, entry) => ofTrace(entry) }), { head: h("span", { class: "soft" }, t("tracing_tab_tasks")) });
}

const tabBar = () =>
  h("div", { class: "segments tabs", role: "group", "aria-label": t("page_tracing") },
    tabs.map((tab) => h("button", { type: "button", "aria-pressed": String(tabNow() === tab), on: { click: () => { side.close(); state.set({ tab, task: null }); } } }, t(`tracing_tab_${tab}`))));

state.on(["task", "turn"], showTask);
await work.face(["tab", "whose", "turn"], async () => {
  if (!tabs.length) return empty(t("not_allowed"), t("not_allowed_hint"));
  const tab = tabNow();
  return [
    h("header", { class: "page-head" }, h("div", null, h("h1", null, t(`tracing_tab_${tab}`)), h("p", null, t(`tracing_lead_${tab}`), " ", h("a", { href: "/sluices" }, `${t("page_sluices")} ›`))), tabBar()),
    await FACES[tab](work),
  ];
});
if (state.get().task && work.may) showTask();
