/**
 * Mounts the ledger of works and targets: lights by plan, progress of the month, and the lists of measures by section.
 * @module targets/main
 */
import { get } from "../api.js";
import { h, replace } from "../dom.js";
import { empty } from "../frame/faces.js";
import { toast } from "../frame/toasts.js";
import * as format from "../format.js";
import { monthOf, monthsUntil, ordinal } from "../months.js";
import { entryFace } from "../register/entry.js";
import { newEntryForm, registerList } from "../register/list.js";
import { forgetRegisters, registers } from "../register/registers.js";
import { createSide } from "../work/side.js";
import { openWork } from "../work/work.js";
import { t, titleOf } from "../words.js";
import { DUE_DAYS, filterBar, lightFacts, ORDERS } from "./filters.js";
import { ledgerTable } from "./ledger.js";
import { LIGHTS, orderedRows, wantedRows } from "./ledger_rows.js";
import { workFace } from "./work_face.js";

const TABS = ["ledger", "section_plan", "total_nitrogen"];
const FIRST_MONTH = "2020-01"; // of the oldest plan
const SHAPE = {
  tab: { first: "ledger", allowed: TABS }, plan: { first: "" }, unit: { first: "" }, light: { first: "", allowed: ["", ...LIGHTS] },
  order: { first: "plan", allowed: ORDERS }, due: { first: 30, allowed: DUE_DAYS }, entry: { first: null, pattern: /^\d{1,12}$/ },
};
const running = monthOf(Date.now());
const work = await openWork({
  shape: SHAPE, months: async () => monthsUntil(running, ordinal(running) - ordinal(FIRST_MONTH) + 1), opening: () => running,
  title: ({ month, tab }) => (tab === "ledger" && month ? t("targets_title", { month: format.month(month) }) : t(`targets_tab_${tab}`)),
});
const { state } = work;
const side = createSide({ closed: () => state.set({ entry: null }) });
/** What the page shows now: the rows of the ledger, and how to draw them again. */
const page = { rows: [], follow: () => {}, reporting: false, shown: null, drawn: false };

/** Asks for all of it anew, then shows the entry again. */
const reload = () => {
  forgetRegisters();
  state.set({ turn: (state.get().turn ?? 0) + 1 });
};
const openEntry = (entry) => state.set({ entry: String(entry.id) });

/** A form at the side, of something new. @param {any} form */
const openForm = (form) => side.open(() => form, { head: h("span", { class: "soft" }, t("register_new")) });

/** After something new was entered. @param {any} entry */
function entered(entry) {
  toast(t("register_saved"), { kind: "done" });
  openEntry(entry);
  reload();
}

/** The entry that the address names, at the side. */
function showEntry() {
  const { entry, month, tab } = state.get();
  const again = page.shown === entry;
  page.shown = entry;
  if (!entry) return page.drawn && side.close();
  const reporting = page.reporting;
  page.reporting = false;
  const head = h("span", { class: "soft" }, t(`targets_tab_${tab}`));
  const row = page.rows.find((one) => String(one.work.id) === entry);
  const draw = tab === "ledger"
    ? () => workFace(entry, month, { row, reporting, changed: reload })
    : () => entryFace("measures", entry, { changed: reload });
  return side.open(draw, { head, keepScroll: again, focus: !again });
}
state.on(["entry"], showEntry);

/** @param {any} view */
async function ledgerFace(view) {
  const [answer, specs] = await Promise.all([get("/api/targets", { month: view.month, due_days: view.due }), registers()]);
  page.rows = answer.rows;
  const spec = specs.get("works");
  const plans = new Map(spec.fields.find((field) => field.name === "plan").choices.map((one) => [one.value, titleOf(one)]));
  const add = spec.may_write ? () => openForm(newEntryForm(spec, { content: view.plan ? { plan: view.plan } : {}, done: entered, cancel: side.close })) : null;
  if (!answer.rows.length)
    return empty(t("targets_empty"), add ? t("targets_empty_hint") : t("targets_empty_hint_reader"), add && h("button", { type: "button", class: "button", on: { click: add } }, t("targets_new")));
  const root = h("div", { class: "ledger-face" });
  const report = specs.get("progress").may_write ? (row) => { page.reporting = true; if (state.get().entry === String(row.work.id)) showEntry(); else openEntry(row.work); } : null;
  page.follow = () => {
    const now = state.get();
    const rows = orderedRows(wantedRows(page.rows, now), now.order);
    const focus = /** @type {HTMLElement} */ (document.activeElement)?.dataset ?? {};
    replace(root, lightFacts(state, page.rows), filterBar(state, page.rows, { plans, add }),
      rows.length
        ? ledgerTable(rows, { plans, open: openEntry, report, files: answer.files, isOpen: (one) => String(one.id) === now.entry })
        : h("div", { class: "state" }, h("h2", null, t("table_nothing")), h("p", null, t("table_nothing_hint"))),
      h("div", { class: "notes" }, answer.notes.map((note) => h("p", null, titleOf(note)))));
    requestAnimationFrame(() => root.querySelector("tr.is-open")?.scrollIntoView({ block: "nearest" }));
    root.querySelector(focus.filter ? `[data-filter="${focus.filter}"]` : focus.light ? `[data-light="${focus.light}"]` : ":scope > .no-focus")?.focus();
  };
  page.follow();
  return root;
}
state.on(["plan", "unit", "light", "order", "entry"], () => state.get().tab === "ledger" && page.follow());

/** @param {any} view */
async function measuresFace({ tab }) {
  const word = titleOf((await registers()).get("measures").fields.find((field) => field.name === "list").choices.find((one) => one.value === tab));
  return registerList("measures", {
    query: { q: word }, wanted: (entry) => entry.content.list === tab, content: { list: tab }, open: openEntry, create: openForm, done: entered, cancel: side.close,
    isOpen: (entry) => String(entry.id) === state.get().entry, leave: ["list"], emptyTitle: t(`targets_empty_${tab}`),
  });
}

const tabs = () =>
  h("div", { class: "segments tabs", role: "group", "aria-label": t("page_targets") },
    TABS.map((tab) => h("button", { type: "button", "aria-pressed": String(state.get().tab === tab), on: { click: () => { side.close(); state.set({ tab, entry: null }); } } }, t(`targets_tab_${tab}`))));

work.face(["month", "tab", "due", "turn"], async (view) => {
  page.follow = () => {};
  const title = view.tab === "ledger" ? t("targets_title", { month: format.month(view.month) }) : t(`targets_tab_${view.tab}`);
  const head = h("header", { class: "page-head" }, h("div", null, h("h1", null, title), h("p", null, t(`targets_lead_${view.tab}`))), tabs());
  const body = view.tab === "ledger" ? await ledgerFace(view) : await measuresFace(view);
  queueMicrotask(showEntry);
  page.drawn = true;
  return [head, body];
});
