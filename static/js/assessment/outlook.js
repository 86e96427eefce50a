/**
 * Will this month attain? Of each section with a station: the month so far, what the rest must average at most, a light.
 * @module assessment/outlook
 */
import { get } from "../api.js";
import { className, toClass } from "../classes.js";
import { h } from "../dom.js";
import { empty } from "../frame/faces.js";
import * as format from "../format.js";
import { outlookDay } from "../months.js";
import { createTable } from "../table/table.js";
import { exportLinks, tableTools } from "../table/tools.js";
import { t, titleOf } from "../words.js";
import { light } from "./section_parts.js";
import { fact } from "./summary.js";

const ORDER = ["unlikely", "in_doubt", "likely", "unknown"];

/** The indicator that decides a section's light; none where it is likely to attain. @param {any} row */
const leading = (row) => row.indicators.find((one) => row.deciding.includes(one.code)) ?? null;

/** What the rest of the month must average. @param {any} one */
function restText(one) {
  if (!one || !one.spans_left) return "—";
  if (one.impossible) return t("outlook_impossible");
  const [most, least] = [one.rest_at_most, one.rest_at_least];
  const words = [typeof most === "number" && `≤ ${format.concentration(most)}`, typeof least === "number" && `≥ ${format.concentration(least)}`].filter(Boolean);
  return words.length ? `${words.join(t("comma"))} ${one.unit ?? ""}` : "—";
}

const money = (fen) => (typeof fen === "number" ? t("yuan", { n: format.number(fen / 100, 2) }) : "");
const nameOf = (one) => titleOf({ zh: one?.name_zh, en: one?.name_en });

/** @param {boolean} isMoney whether sums are known @returns {import("../table/rows.js").Column[]} */
const columns = (isMoney) => [
  { id: "name", title: t("section"), filter: "text", value: (row) => row.name, show: (row) => [h("span", { class: "row-name", title: row.name }, row.name), h("span", { class: "sub" }, [row.river, row.purpose].filter(Boolean).join(" · "))] },
  { id: "light", title: t("outlook_light"), filter: "choice", value: (row) => ORDER.indexOf(row.light), choiceText: (value) => t(`light_${ORDER[value]}`), text: (row) => titleOf({ zh: row.light_zh, en: row.light_en }), show: light },
  { id: "period", title: t("outlook_period"), filter: "choice", value: (row) => (row.target_period === "year" ? t("period_year") : t("period_month")) },
  { id: "target", title: t("target"), kind: "class", value: (row) => toClass(row.target_class) || null, text: (row) => className(toClass(row.target_class)) },
  { id: "indicator", title: t("outlook_indicator"), value: (row) => nameOf(leading(row)) },
  { id: "so_far", title: t("outlook_so_far"), kind: "number", value: (row) => leading(row)?.mean_so_far ?? null, text: (row) => format.concentration(leading(row)?.mean_so_far ?? NaN) },
  { id: "recent", title: t("outlook_recent"), kind: "number", value: (row) => leading(row)?.recent_mean ?? null, text: (row) => format.concentration(leading(row)?.recent_mean ?? NaN) },
  { id: "rest", title: t("outlook_rest"), kind: "number", value: (row) => leading(row)?.rest_at_most ?? leading(row)?.rest_at_least ?? null, text: (row) => restText(leading(row)) },
  { id: "days", title: t("outlook_days"), kind: "number", value: (row) => leading(row)?.spans_left ?? null },
  { id: "stake", title: t("outlook_stake"), kind: "number", value: (row) => row.money_at_stake_fen, text: (row) => money(row.money_at_stake_fen) },
  { id: "reason", title: t("outlook_reason"), names: "cell-wide", value: (row) => titleOf({ zh: leading(row)?.reason_zh, en: leading(row)?.reason_en }) },
].filter((column) => isMoney || column.id !== "stake");

/** The plans by which a missed month costs money; only those who are signed in see sums. @param {any} session */
async function ruleSets(session) {
  if (!session.name) return [];
  const answer = await get("/api/accountability/rule-sets").catch(() => null);
  return (answer?.rule_sets ?? []).map((one) => ({ id: one.id, name: [titleOf(one.area), one.document_number].filter(Boolean).join(" ") }));
}

/** @param {any} view @param {any} page */
export async function outlookFace({ month, date: asked, rule_set: rules }, page) {
  const { state, session } = page;
  const day = outlookDay(month, asked);
  const query = { date: day, rule_set: rules };
  const [answer, plans] = await Promise.all([get("/api/assessment/outlook", query), ruleSets(session())]);
  const rows = answer.rows ?? [];
  if (!rows.length) return empty(t("outlook_nothing"), t("outlook_nothing_hint"));
  const table = createTable({ columns: columns(rows.some((row) => typeof row.money_at_stake_fen === "number")), rows, caption: t("tab_outlook"), open: (row) => state.set({ section: row.code }), rowNames: (row) => (row.code === state.get().section ? "is-open" : "") });
  page.nameRows = table.nameRows;
  return [
    h("dl", { class: "facts" }, ORDER.map((one) => fact(t(`light_${one}`), rows.filter((row) => row.light === one).length, { names: `fact-light light-${one}` }))),
    h("div", { class: "filters" },
      h("label", { class: "day-field" }, h("b", null, t("outlook_as_of")), h("input", { type: "date", class: "field", value: day, min: `${month}-01`, max: outlookDay(month, null), on: { change: (event) => event.target.value && state.set({ date: event.target.value }) } })),
      plans.length > 0 && h("label", null, h("select", { "aria-label": t("outlook_plan"), on: { change: (event) => state.set({ rule_set: event.target.value || null }) } },
        h("option", { value: "" }, t("outlook_plan")), plans.map((one) => h("option", { value: one.id, selected: one.id === rules }, one.name)))),
      typeof answer.money_at_stake_fen === "number" && h("span", { class: "soft small" }, t("outlook_money", { sum: money(answer.money_at_stake_fen) })),
      tableTools(table, { exports: exportLinks("/api/assessment/outlook", query) })),
    table.element,
    (answer.notes ?? []).length > 0 && h("ul", { class: "notes" }, answer.notes.map((one) => h("li", null, titleOf(one)))),
  ];
}
