/**
 * Mounts the page of sluices: what state each had when, the ecological flow of sections, joint control orders.
 * @module sluices/main
 */
import { get } from "../api.js";
import { h } from "../dom.js";
import { toast } from "../frame/toasts.js";
import { entryFace } from "../register/entry.js";
import { registerList } from "../register/list.js";
import { forgetRegisters } from "../register/registers.js";
import { mayImpact } from "../tracing/analysis.js";
import { createSide } from "../work/side.js";
import { openWork } from "../work/work.js";
import { t } from "../words.js";
import { flowTable } from "./flow_table.js";
import { proposalList } from "./proposals.js";

const REGISTER = { states: "sluice_states", orders: "control_orders" };
const TABS = ["states", "flow", "orders"];
const SHAPE = { tab: { first: "states", allowed: TABS }, entry: { first: null, pattern: /^\d{1,12}$/ }, sluice: { first: "", pattern: /^[^/?#]{1,60}$/ } };
const work = await openWork({ shape: SHAPE, title: ({ tab }) => t(`sluices_tab_${tab}`) });
const { state } = work;
const side = createSide({ closed: () => state.set({ entry: null }) });
const maySign = () => ["chief", "analyst", "admin"].includes(work.session().role ?? "");

/** Asks for all of it anew. */
const reload = () => {
  forgetRegisters();
  state.set({ turn: (state.get().turn ?? 0) + 1 });
};
const openEntry = (entry) => state.set({ entry: String(entry.id) });
const openForm = (form) => side.open(() => form, { head: h("span", { class: "soft" }, t("register_new")) });

/** After something new was entered. @param {any} entry */
function entered(entry) {
  toast(t("register_saved"), { kind: "done" });
  openEntry(entry);
  reload();
}

/** The entry that the address names, at the side. */
function showEntry() {
  const { entry, tab } = state.get();
  if (!entry || !REGISTER[tab]) return side.close();
  return side.open(() => entryFace(REGISTER[tab], entry, { changed: reload }), { head: h("span", { class: "soft" }, t(`sluices_tab_${tab}`)) });
}
state.on(["entry"], showEntry);

/** @param {string} tab @param {Record<string, any>} query @param {Record<string, any>} [content] */
const list = (tab, query, content = {}) =>
  registerList(REGISTER[tab], {
    query, content, open: openEntry, create: openForm, done: entered, cancel: side.close, isOpen: (entry) => String(entry.id) === state.get().entry,
  });

const FACES = {
  states: ({ sluice }) => list("states", sluice ? { subject: sluice } : {}, sluice ? { sluice } : {}),
  flow: async ({ month }) => flowTable(month ? (await get("/api/ecological-flows", { month })).sections : []),
  orders: async ({ month }) => {
    const proposals = maySign() && month ? (await get("/api/control-orders/proposals", { month })).proposals : null;
    return [proposals && proposalList(proposals, { month, openForm, entered, openEntry, cancel: side.close }), h("h2", { class: "list-head" }, t("orders_all")), await list("orders", {})];
  },
};
const tabs = () =>
  h("div", { class: "segments tabs", role: "group", "aria-label": t("page_sluices") },
    TABS.map((tab) => h("button", { type: "button", "aria-pressed": String(state.get().tab === tab), on: { click: () => { side.close(); state.set({ tab, entry: null, sluice: "" }); } } }, t(`sluices_tab_${tab}`))));

await work.face(["month", "tab", "sluice", "turn"], async (view) => {
  const head = h("header", { class: "page-head" }, h("div", null, h("h1", null, t(`sluices_tab_${view.tab}`)), h("p", null, t(`sluices_lead_${view.tab}`), " ", mayImpact(work.session().role) && h("a", { href: "/tracing" }, `${t("page_tracing")} ›`))), tabs());
  const all = view.tab === "states" && view.sluice && h("p", null, h("button", { type: "button", class: "link-button", on: { click: () => state.set({ sluice: "" }) } }, t("sluices_show_all")));
  const body = await FACES[view.tab](view);
  queueMicrotask(() => state.get().entry && showEntry());
  return [head, all, body];
});
