/**
 * Mounts the page of assessment: the coloured table of sections and months, the report's text, the outlook.
 * @module assessment/main
 */
import { get } from "../api.js";
import { h, replace } from "../dom.js";
import { empty } from "../frame/faces.js";
import * as format from "../format.js";
import { createSide } from "../work/side.js";
import { nothingYet } from "../work/nothing.js";
import { openWork } from "../work/work.js";
import { createTable } from "../table/table.js";
import { exportLinks, tableTools } from "../table/tools.js";
import { indicatorName } from "../shapes.js";
import { t, titleOf } from "../words.js";
import { filterBar } from "./filters.js";
import { matrixColumns, matrixKey } from "./matrix.js";
import { matrixRows, standing, wantedRows } from "./matrix_rows.js";
import { facts } from "./summary.js";
import { pageTabs } from "./tabs.js";

const FILTERS = ["river", "district", "level", "assessed", "attainment"];
const SHAPE = {
  tab: { first: "table", allowed: ["table", "periods", "report", "outlook"] },
  period: { first: "quarter", allowed: ["quarter", "year", "cumulative", "week"] },
  months: { first: 24, allowed: [12, 24] },
  river: { first: "" }, district: { first: "" }, level: { first: "" }, assessed: { first: "" },
  attainment: { first: "", allowed: ["", "missed", "met", "met_on_n", "undetermined"] },
  date: { first: null, pattern: /^\d{4}-\d\d-\d\d$/ }, rule_set: { first: null, pattern: /^\w+$/ },
  section: { first: null }, indicator: { first: null, pattern: /^\w+$/ },
};

const titleOfPage = ({ month, section }) => {
  if (!month) return t("page_assessment");
  const name = section && document.querySelector(".side-body h1")?.firstChild?.textContent;
  return name ? `${name} · ${format.month(month)}` : t("assessment_title", { month: format.month(month) });
};
const work = await openWork({ shape: SHAPE, title: titleOfPage });
const { state } = work;
const side = createSide({ closed: () => state.set({ section: null, indicator: null }) });
/** What the page shows now, for the side. */
const page = { state, side, months: work.months, session: work.session, addressOf: work.addressOf, names: new Map() };

/** The section that the address names, at the side. */
async function showSection() {
  const { section, month } = state.get();
  if (!section || !month) return side.close();
  const { sectionFace, sectionHead } = await import("./section_face.js");
  return side.open(() => sectionFace(page), { head: sectionHead(page) });
}
state.on(["section", "month"], showSection);

/** After a value was put in another's place: the side and what stands beside it, anew. @param {{id: number, sentence: string}} newest */
page.corrected = async (newest) => {
  page.newest = newest;
  await Promise.all([showSection(), (page.reload ?? work.redraw)()]);
};

/** The judgement of the rows as a whole, where the view is one that the API knows by name. @param {any} view @param {import("./matrix_rows.js").Row[]} rows */
async function regionOf({ month, river, district, level, assessed, attainment }, rows) {
  if (level || assessed || attainment || (river && district)) return null;
  const by = river ? (rows[0]?.isLake ? "lake" : "river") : district ? "district" : "basin";
  const answer = await get("/api/assessment/regions", { month, by }).catch(() => null);
  return (answer?.rows ?? []).find((row) => by === "basin" || row.name === (river || district)) ?? null;
}

/** @param {any} view */
async function tableFace(view) {
  const query = { month: view.month, months: view.months };
  const answer = await get("/api/assessment/sections", query);
  let all = matrixRows(answer);
  page.names = new Map(Object.entries(answer.indicators ?? {}).map(([code, one]) => [code, titleOf({ zh: one.name_zh, en: one.name_en })]));
  if (!all.length) return empty(t("empty_sections"), t("empty_sections_hint"));
  const nameOf = (code) => page.names.get(code) ?? indicatorName(new Map(), code);
  const [summary, exports] = [h("div"), h("span", { class: "tools" })];
  const table = createTable({
    columns: matrixColumns(answer.months, view.month, nameOf), rows: wantedRows(all, view), caption: t("page_assessment"), names: "matrix",
    open: (row, column) => state.set({ section: row.code, ...(/^\d{4}-\d\d$/.test(column.id) ? { month: column.id } : {}) }),
    rowNames: (row) => (row.code === state.get().section ? "is-open" : ""),
  });
  const follow = async () => {
    const now = state.get();
    const rows = wantedRows(all, now);
    table.show(rows);
    replace(exports, exportLinks("/api/assessment/sections", { ...query, river: now.river, district: now.district, level: now.level, assessment_level: now.assessed, attainment: now.attainment }));
    const region = await regionOf(now, rows);
    if (summary.isConnected || !summary.childElementCount) summary.replaceChildren(facts(standing(rows), region));
  };
  page.refilter = follow;
  page.reload = async () => {
    all = matrixRows(await get("/api/assessment/sections", query));
    await follow();
  };
  page.nameRows = table.nameRows;
  const tools = tableTools(table, { exports });
  new ResizeObserver(() => (table.box.scrollLeft = table.box.scrollWidth)).observe(table.box); // the newest month first
  await follow();
  return [summary, filterBar(state, all, tools), table.element, matrixKey()];
}

state.on(FILTERS, () => page.refilter?.());
state.on(["section"], () => page.nameRows?.());

work.face(["month", "months", "tab", "period", "date", "rule_set"], async (view) => {
  page.refilter = page.nameRows = page.reload = null;
  if (!view.month) return nothingYet(work.session());
  const head = h("header", { class: "page-head" }, h("h1", null, t("assessment_title", { month: format.month(view.month) })), pageTabs(state));
  if (view.tab === "periods") return [head, await (await import("./periods.js")).periodsFace(view, page)];
  if (view.tab === "report") return [head, await (await import("./report.js")).reportFace(view, page)];
  if (view.tab === "outlook") return [head, await (await import("./outlook.js")).outlookFace(view, page)];
  return [head, await tableFace(view)];
}).then(showSection);
