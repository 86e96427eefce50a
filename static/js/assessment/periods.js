/**
 * Sections over a quarter, a year, the year so far or weeks: class, attainment, and how they stand to a year ago.
 * @module assessment/periods
 */
import { get } from "../api.js";
import { className, numeralOf } from "../classes.js";
import { h, replace } from "../dom.js";
import { empty, failure } from "../frame/faces.js";
import * as format from "../format.js";
import { chip } from "../map/symbols.js";
import { createTable } from "../table/table.js";
import { exportLinks, tableTools } from "../table/tools.js";
import { t } from "../words.js";
import { byWeek, periodRows, periodStanding } from "./period_rows.js";
import { periodWords, weekDays, weekWords } from "./period_words.js";
import { tagOf } from "./section_parts.js";
import { classBar, fact, percent } from "./summary.js";

const PERIODS = ["quarter", "year", "cumulative", "week"];
const PATH = "/api/assessment/periods";
const ANSWERS = ["worse", "unknown", "same", "better"];
const ATTAINMENTS = ["missed", "undetermined", "met_on_n", "met", "none"];
const dash = () => h("span", { class: "soft" }, "–");
const directed = (direction, words) => (words ? h("span", { class: `held is-${direction}` }, words) : dash());

/** @param {string} id @param {string} title @param {(row: any) => any} show @returns {import("../table/rows.js").Column} */
const classColumn = (id, title, show) =>
  ({ id, title, kind: "class", filter: "choice", value: (row) => row[id] || null, choiceText: (value) => className(value || 0), text: (row) => (row[id] ? numeralOf(row[id]) : ""), show });

/** @param {boolean} isCompared with a year ago @returns {import("../table/rows.js").Column[]} */
const columns = (isCompared) => [
  { id: "name", title: t("section"), filter: "text", value: (row) => row.name, show: (row) => h("span", { class: "row-name", title: row.name }, row.name) },
  { id: "river", title: t("by_river"), filter: "choice", value: (row) => row.river, choiceText: (value) => value || "—", show: (row) => row.river || dash() },
  classColumn("target", t("periods_target"), (row) => (row.target ? h("span", { class: "soft" }, numeralOf(row.target)) : dash())),
  classColumn("grade", t("periods_class"), (row) => chip(row.grade)),
  { id: "attainment", title: t("filter_attainment"), filter: "choice", value: (row) => ATTAINMENTS.indexOf(row.attainment), choiceText: (value) => t(`attainment_${ATTAINMENTS[value]}`), text: (row) => t(`attainment_${row.attainment}`), show: (row) => tagOf(row.attainment) },
  ...(isCompared ? [
    classColumn("before", t("periods_before"), (row) => (row.before ? chip(row.before) : dash())),
    { id: "change", title: t("periods_change"), filter: "choice", value: (row) => row.change, show: (row) => directed(row.direction, row.change) },
    { id: "held", title: t("periods_held"), filter: "choice", value: (row) => ANSWERS.indexOf(row.held), choiceText: (value) => t(`periods_held_${ANSWERS[value]}`), text: (row) => t(`periods_held_${row.held}`), show: (row) => h("span", { class: `held is-${row.held}`, title: row.heldReason }, t(`periods_held_${row.held}`)) },
  ] : []),
  { id: "why", title: t("outlook_reason"), names: "cell-wide", value: (row) => row.why },
];

/** How a period stands: attained of decided, worse than a year ago, sections by class. @param {ReturnType<typeof periodStanding>} now */
const summary = (now) =>
  h("dl", { class: "facts" },
    fact(t("fact_met"), [`${now.met}`, h("small", null, `/ ${now.decided}`)], { names: now.met && !now.missed ? "fact-good" : "", note: [t("fact_met_note", { percent: percent(now.met, now.decided) }), `${t("attainment_missed")} ${now.missed}`].join(" · ") }),
    fact(t("fact_open"), now.metOnN + now.undetermined, { note: t("fact_open_note", { n: now.metOnN, m: now.undetermined }) }),
    fact(t("periods_worse"), now.compared ? now.worse : "—", { names: now.worse ? "fact-bad" : "", note: now.compared ? t("periods_worse_note", { n: now.better, m: now.compared }) : t("periods_no_base") }),
    now.classed > 0 && h("div", { class: "fact fact-wide" }, h("dt", null, t("fact_classes")), h("dd", null, classBar(now.classes))));

/** A table of sections over one period. @param {any[]} rows @param {any} page @param {string} caption */
const tableOf = (rows, { state }, caption) =>
  createTable({
    columns: columns(rows.some((row) => row.isCompared)), rows, caption,
    open: (row) => state.set({ section: row.code }), rowNames: (row) => (row.code === state.get().section ? "is-open" : ""),
  });

/** One week: how it stands, its sections, and which had no values. @param {string} label @param {any[]} all @param {any} page */
function weekBlock(label, all, page) {
  const measured = all.filter((row) => row.isMeasured);
  const apart = all.filter((row) => !row.isMeasured);
  const now = periodStanding(measured);
  const table = tableOf(measured, page, weekWords(label));
  const said = [weekDays(label).map(format.day).join(" – "), t("periods_week_line", { n: now.met, m: now.decided, k: now.metOnN + now.undetermined })];
  const element = h("section", { class: "block" },
    h("div", { class: "block-head" }, h("h2", null, weekWords(label)), h("p", null, said.join(" · "))),
    table.element,
    apart.length > 0 && h("details", { class: "left-out" }, h("summary", null, t("periods_without", { n: apart.length })), h("p", null, apart.map((row) => row.name).join(t("comma")))));
  return { table, element };
}

/** All weeks as one table to copy, the week before each row. @param {ReturnType<typeof weekBlock>[]} weeks */
const together = (weeks) => ({
  columns: () => [{ id: "week", title: t("periods_week"), value: (row) => weekWords(row.period) }, ...weeks[0].table.columns()],
  shown: () => weeks.flatMap((one) => one.table.shown()),
});

/** Where nothing is judged yet, the year so far is what there is to see. @param {any} state */
const notYet = (state) =>
  h("p", { class: "common-line", role: "status" }, t("periods_not_yet", { period: periodWords(state.get()) }), " ",
    h("button", { type: "button", class: "link-button", on: { click: () => state.set({ period: "cumulative" }) } }, t("periods_see_cumulative")));

/** What stands below the switch, and the table to copy. @param {any} view @param {any} page @param {any[]} rows */
function body({ month, period }, page, rows) {
  const name = period === "week" ? "periods_no_weeks" : "empty_sections";
  if (!rows.length) return { table: null, children: empty(t(name), t(`${name}_hint`)) };
  if (period === "week") {
    const weeks = byWeek(rows).map(([label, all]) => weekBlock(label, all, page));
    page.nameRows = () => weeks.forEach((one) => one.table.nameRows());
    return { table: together(weeks), children: weeks.map((one) => one.element) };
  }
  const now = periodStanding(rows);
  const table = tableOf(rows, page, periodWords({ month, period }));
  page.nameRows = table.nameRows;
  const isEarly = !now.classed && period !== "cumulative";
  return { table, children: [h("div", { class: "block-head" }, h("h2", null, periodWords({ month, period }))), isEarly ? notYet(page.state) : summary(now), table.element] };
}

/** @param {any} view @param {any} page */
export async function periodsFace(view, page) {
  const { state } = page;
  const query = { month: view.month, period: view.period };
  const [below, tools] = [h("div"), h("span", { class: "tools" })];
  async function load() {
    try {
      const { table, children } = body(view, page, periodRows(await get(PATH, query)));
      replace(below, children);
      replace(tools, table && tableTools(table, { exports: exportLinks(PATH, query) }));
    } catch (error) {
      replace(below, failure(error, load));
    }
  }
  await load();
  return [
    h("div", { class: "filters" },
      h("div", { class: "segments", role: "group", "aria-label": t("ranking_period") },
        PERIODS.map((period) => h("button", { type: "button", "aria-pressed": String(view.period === period), on: { click: () => state.set({ period }) } }, t(`periods_${period}`)))),
      tools),
    below,
    h("ul", { class: "notes" }, [t("periods_note_measured"), t("periods_note_rule")].map((line) => h("li", null, line))),
  ];
}
