/**
 * Mounts the page of waters and sources: regions, lakes, drinking-water sources, wells, plants, black-odorous waters, the flood season.
 * @module sites/main
 */
import { h, icon, iconButton } from "../dom.js";
import { empty } from "../frame/faces.js";
import { signInHere } from "../frame/account.js";
import { toast } from "../frame/toasts.js";
import * as format from "../format.js";
import { createTable } from "../table/table.js";
import { exportLinks, tableTools } from "../table/tools.js";
import { t } from "../words.js";
import { createSide } from "../work/side.js";
import { nothingYet } from "../work/nothing.js";
import { openWork } from "../work/work.js";
import { notesList } from "./parts.js";

const TABS = ["regions", "lakes", "sources", "wells", "plants", "ditches", "season"];
const SIGNED_IN = ["sources", "wells"];
const YEARLY = ["wells", "season"];
const SHAPE = {
  tab: { first: "regions", allowed: TABS }, by: { first: "river", allowed: ["river", "district", "lake", "basin"] },
  orp: { first: "on", allowed: ["on", "off"] }, site: { first: "" },
};

/** The time that a tab is about. @param {any} view */
const when = ({ month, tab }) => (YEARLY.includes(tab) ? t("sites_year", { year: month.slice(0, 4) }) : format.month(month));
const titleOfPage = (view) => (view.month ? t("sites_title", { when: when(view), what: t(`sites_tab_${view.tab}`) }) : t("page_sites"));

const work = await openWork({ shape: SHAPE, title: titleOfPage });
const { state } = work;
const side = createSide({ closed: () => state.set({ site: "" }) });
/** What is shown, for the side. */
const shown = { rows: /** @type {any[]} */ ([]), face: /** @type {any} */ (null), answer: /** @type {any} */ ({}), nameRows: () => {} };

const copyLink = () => navigator.clipboard.writeText(location.href).then(() => toast(t("link_copied"), { kind: "done" }), () => toast(t("link_not_copied")));

/** The row that the address names, at the side. */
function showSite() {
  const view = state.get();
  const row = view.site && shown.face ? shown.rows.find((one) => shown.face.keyOf(one) === view.site) : null;
  shown.nameRows();
  if (!row) return side.close();
  return side.open(() => shown.face.side(row, { view, answer: shown.answer }), { head: [h("span", { class: "soft" }, t(`sites_tab_${view.tab}`)), shown.face.onMap?.(row, view) ?? null, iconButton("link", t("copy_link"), copyLink)] });
}
state.on(["site"], showSite);

const tabs = () =>
  h("div", { class: "segments tabs site-tabs", role: "group", "aria-label": t("page_sites") },
    TABS.map((tab) => h("button", { type: "button", "aria-pressed": String(state.get().tab === tab), on: { click: () => state.set({ tab, site: "" }) } }, t(`sites_tab_${tab}`))));

/** A face's table with what stands above and below it. @param {any} view @param {any} face */
async function tableFace(view, face) {
  const answer = await face.load(view);
  const rows = face.rows(answer);
  Object.assign(shown, { rows, face, answer });
  const filters = face.filters?.(view, state);
  if (!rows.length) return [filters && h("div", { class: "filters" }, filters), empty(t(`sites_none_${view.tab}`), t(`sites_none_${view.tab}_hint`), view.tab !== "season" && h("a", { class: "button", href: "/upload" }, icon("upload"), t("sites_upload_layer")))];
  const columns = face.columns(answer, view);
  const table = createTable({
    columns, rows: face.tableRows?.(answer) ?? rows, caption: t(`sites_tab_${view.tab}`), names: `sites-table sites-${view.tab} ${face.names ?? ""}`,
    open: (row, column) => state.set({ site: face.keyOf(face.pick ? face.pick(row, column) : row) }),
    rowNames: (row) => ((face.isOpen ?? ((one, site) => face.keyOf(one) === site))(row, state.get().site) ? "is-open" : ""),
  });
  shown.nameRows = table.nameRows;
  const silent = face.nothing?.(answer);
  return [
    face.lead?.(answer, view), face.facts(rows, answer),
    silent && h("p", { class: "site-silent" }, silent),
    h("div", { class: "filters" }, filters, tableTools(table, { exports: exportLinks(...face.exports(view)) })),
    table.element, face.key?.(), notesList(answer.notes),
  ];
}

work.face(["month", "tab", "by", "orp"], async (view) => {
  Object.assign(shown, { rows: [], face: null, nameRows: () => {} });
  if (!view.month) return nothingYet(work.session());
  const head = h("header", { class: "page-head site-head" }, h("h1", null, titleOfPage(view)), tabs());
  if (SIGNED_IN.includes(view.tab) && !work.session().name) return [head, empty(t("sites_signed_in"), t("sites_signed_in_hint"), h("a", { class: "button", href: signInHere() }, t("sign_in")))];
  const { face } = await import(`./${view.tab}.js`);
  const children = await tableFace(view, face);
  setTimeout(() => {
    const on = /** @type {HTMLElement|null} */ (document.querySelector(".site-tabs [aria-pressed=true]"));
    if (on) on.parentElement.scrollLeft = on.offsetLeft - on.parentElement.offsetLeft - 60;
    showSite();
  });
  return [head, children];
});
