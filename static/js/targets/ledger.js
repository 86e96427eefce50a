/**
 * The ledger as a table by plan: light with its reason, work and target, deadline, bodies, the month's progress.
 * @module targets/ledger
 */
import { h } from "../dom.js";
import * as format from "../format.js";
import { fileLink } from "../register/files.js";
import { language, t, titleOf } from "../words.js";
import { byPlan, lightCounts, LIGHTS, targetText } from "./ledger_rows.js";

const COLUMNS = ["light", "work", "deadline", "lead", "others", "progress"];
const mark = () => (language() === "zh" ? "、" : ", ");

/** A light: its sign, its word. @param {string} light @param {any} [more] */
export const lamp = (light, more = null) => h("span", { class: `lamp lamp-${light}` }, h("i", { "aria-hidden": "true" }), h("b", null, t(`lamp_${light}`)), more);

/** A value with its unit. @param {any} work @param {any} report */
export const valueText = (work, report) => (report.content.value === undefined ? "" : `${format.number(report.content.value, 4)} ${work.content.unit ?? ""}`.trim());

/** @param {any} report @param {any} work */
export const paceTag = (report, work) =>
  h("span", { class: `tag pace-${report.content.pace}` }, t(`pace_${report.content.pace}`), valueText(work, report) && h("b", null, ` ${valueText(work, report)}`));

/** What a row says of the month. @param {any} row @param {any} files @param {((row: any) => void)|null} report */
function progressCell({ work, report: now, latest, ...row }, files, report) {
  if (now)
    return [paceTag(now, work), h("span", { class: "progress-text" }, now.content.text),
      h("small", { class: "soft" }, now.content.reported_by ?? now.changed_by), (now.content.evidence ?? []).map((sha256) => fileLink(sha256, files))];
  return [
    latest ? h("span", { class: "soft" }, t("targets_latest", { month: format.month(latest.month) }), " ", paceTag(latest, work)) : h("span", { class: "soft" }, t("targets_no_report")),
    report && work.state === "open" && h("button", { type: "button", class: "link-button act-report", on: { click: (event) => { event.stopPropagation(); report({ work, report: now, latest, ...row }); } } }, t("targets_report")),
  ];
}

/** @param {any} row @param {any} given */
function rowOf(row, { open, report, files, isOpen }) {
  const { work, light, reason } = row;
  const { item, target, clause, deadline, deadline_text: written, lead = [], support = [], implementing = [] } = work.content;
  const value = targetText(work.content, (n) => format.number(n, 4));
  const others = [[t("targets_support"), support], [t("targets_implementing"), implementing]].filter(([, bodies]) => bodies.length);
  return h("tr", { class: `opens light-row-${light}${isOpen(work) ? " is-open" : ""}`, on: { click: (event) => !event.target.closest("a, button") && getSelection().isCollapsed && open(work) } },
    h("td", { class: "col-light" }, lamp(light), h("small", { class: "soft" }, titleOf(reason))),
    h("th", { scope: "row", class: "col-work" }, h("button", { type: "button", class: "row-open", on: { click: () => open(work) } }, item), value && h("span", { class: "target-value" }, value),
      h("span", { class: "target-text" }, target), h("small", { class: "soft" }, t("targets_clause", { clause }), work.state !== "open" && ` · ${titleOf({ zh: work.state_zh, en: work.state_en })}`)),
    h("td", { class: "col-deadline", "data-title": t("targets_deadline") }, deadline ? format.day(deadline) : h("span", { class: "soft" }, written ?? "—")),
    h("td", { class: "col-lead", "data-title": t("targets_lead") }, lead.length ? lead.join(mark()) : h("span", { class: "soft" }, t("targets_no_lead"))),
    h("td", { class: "col-others" }, others.map(([title, bodies]) => h("p", null, h("span", { class: "soft" }, `${title} `), bodies.join(mark())))),
    h("td", { class: "col-progress", "data-title": t("targets_progress") }, progressCell(row, files, report)));
}

/** @param {any[]} rows */
const smallLights = (rows) => {
  const counts = lightCounts(rows);
  return h("span", { class: "plan-lights" }, LIGHTS.filter((light) => counts[light]).map((light) => lamp(light, ` ${counts[light]}`)));
};

/**
 * @param {any[]} rows
 * @param {{plans: Map<string, string>, open: (work: any) => void, report: ((row: any) => void)|null, files: any, isOpen: (work: any) => boolean}} given
 */
export const ledgerTable = (rows, given) =>
  h("table", { class: "ledger" },
    h("caption", { class: "unseen" }, t("page_targets")),
    h("thead", null, h("tr", null, COLUMNS.map((name) => h("th", { scope: "col", class: `col-${name}` }, t(`targets_${name}`))))),
    byPlan(rows).map(([plan, group]) =>
      h("tbody", null,
        h("tr", { class: "plan-row" }, h("th", { colspan: COLUMNS.length, scope: "rowgroup" }, h("span", { class: "plan-line" }, h("strong", null, given.plans.get(plan) ?? plan), h("span", { class: "soft" }, t("targets_works", { n: group.length })), smallLights(group)))),
        group.map((row) => rowOf(row, given)))));
