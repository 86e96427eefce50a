/**
 * Black-odorous waters: grades of their points along the water, heavy stretches, history, rebound, the switch of ORP.
 * @module sites/ditches
 */
import { get } from "../api.js";
import { fact } from "../assessment/summary.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { nameColumn } from "./regions.js";
import { onMap } from "./sources.js";
import { daysLine, part, rulesPart, sideHead, standing } from "./parts.js";
import { siteSamples } from "./samples.js";
import { blackestFirst, counted } from "./shapes.js";
import { gradeSign, gradeTag, rounds, strip } from "./strip.js";

const isBlack = (one) => ["heavy", "light", "black"].includes(one.grade);
const warnings = (row) => (row.warnings ?? []).map((one) => titleOf(one));
const value = (number) => (typeof number === "number" ? format.number(number, 2) : "—");
/** The limits of an item, a line each. @param {any} one */
const limitLines = (one) => [
  h("small", null, `${one.direction === "ge" ? "≥" : "≤"} ${value(one.not_black)} ${one.unit}`),
  one.heavy !== null && h("small", null, t("sites_heavy_from", { sign: one.direction === "ge" ? "<" : ">", value: value(one.heavy) })),
];

/** How a value stands to its limits: none, light, heavy. @param {number|null} number @param {any} limit */
function levelOf(number, limit) {
  if (typeof number !== "number") return "";
  const worse = (bound) => typeof bound === "number" && (limit.direction === "ge" ? number < bound : number > bound);
  return worse(limit.heavy) ? "bad is-heavy" : worse(limit.not_black) ? "bad" : "";
}

/** Values of the round, a visit a row, the limits in the head. @param {any} row @param {any} answer */
function visitTable(row, { limits, with_orp: withOrp }) {
  const items = limits?.[row.rule] ?? [];
  const isDeep = row.visits.some((one) => typeof one.values.depth_cm === "number");
  return h("div", { class: "raw-body", role: "region", tabindex: "0", "aria-label": t("sites_visits") }, h("table", { class: "raw-table visits" },
    h("thead", null, h("tr", null, h("th", { scope: "col" }, t("sites_point")), h("th", { scope: "col" }, t("sites_day")),
      items.map((one) => h("th", { scope: "col", class: "number" }, titleOf({ zh: one.name_zh, en: one.name_en }), limitLines(one), one.code === "x:orp" && !withOrp && h("small", null, t("sites_orp_left_out")))),
      isDeep && h("th", { scope: "col", class: "number" }, t("sites_water_depth"), h("small", null, "cm")))),
    h("tbody", null, row.visits.map((one, i) => h("tr", { class: one.point !== row.visits[i - 1]?.point ? "is-new" : "" },
      h("th", { scope: "row" }, one.point !== row.visits[i - 1]?.point ? one.point : h("span", { class: "unseen" }, one.point)), h("td", { class: "soft" }, format.day(one.day)),
      items.map((item) => h("td", { class: `number ${item.code === "x:orp" && !withOrp ? "soft" : levelOf(one.values[item.code], item)}` }, value(one.values[item.code]))),
      isDeep && h("td", { class: "number soft" }, value(one.values.depth_cm)))))));
}

/** What decides the grade of each point. @param {any} row */
const deciding = (row) => h("ul", { class: "notes" }, row.points.map((one) => h("li", null, `${one.point} · ${titleOf({ zh: one.grade_zh, en: one.grade_en })}`,
  one.deciding?.length > 0 && ` · ${one.deciding.map((each) => `${titleOf({ zh: each.name_zh, en: each.name_en })}${each.heavy_percent > 0 ? t("sites_heavy_share", { n: format.number(each.heavy_percent, 0) }) : ""}`).join(t("comma"))}`,
  ` · ${t("times", { n: one.samples ?? "—" })}`, one.missing?.length > 0 && ` · ${t("sites_missing_n", { n: one.missing.length })}`)));

/** Rebound: from values, and as the layer has it. @param {any} row */
const rebound = (row) => part(t("sites_rebound"),
  h("dl", { class: "attributes" },
    [[t("sites_ledger_state"), row.ledger_state], [t("sites_closed_on"), row.closed_on && format.day(row.closed_on)],
      [t("sites_rebound_values"), row.rebound === null ? t("sites_rebound_unknown") : row.rebound ? t("sites_rebound_yes", { day: format.day(row.rebound_on) }) : t("sites_rebound_no")],
      [t("sites_rebound_layer"), row.rebounded_on && format.day(row.rebounded_on)]].map(([name, words]) => [h("dt", null, name), h("dd", null, words || "—")])));

export const face = {
  keyOf: (row) => String(row.code),
  load: ({ month, orp }) => get("/api/assessment/black-odorous-waters", { month, with_orp: orp === "on" }),
  rows: (answer) => blackestFirst(answer.rows ?? []),
  exports: ({ month, orp }) => ["/api/assessment/black-odorous-waters", { month, with_orp: orp === "on" }],
  onMap: onMap("black_odorous_waters", (row) => row.code),
  nothing: (answer) => !(answer.rows ?? []).some((one) => one.round) && t("sites_ditches_silent"),
  filters: (view, state) => h("div", { class: "segments", role: "group", "aria-label": t("sites_orp") },
    ["on", "off"].map((orp) => h("button", { type: "button", title: t("sites_orp_hint"), "aria-pressed": String(view.orp === orp), on: { click: () => state.set({ orp }) } }, t(`sites_orp_${orp}`)))),
  facts: (rows) => {
    const [black, back] = [rows.filter(isBlack).length, rows.filter((one) => one.rebound)];
    const grades = counted(rows, (one) => one.grade);
    return h("dl", { class: "facts" },
      fact(t("sites_black"), [`${black}`, h("small", null, `/ ${rows.filter((one) => one.round).length}`)], { names: black ? "fact-bad" : "fact-good", note: t("sites_black_note", { heavy: grades.heavy ?? 0, light: grades.light ?? 0, rural: grades.black ?? 0 }) }),
      fact(t("sites_rebounded"), back.length, { names: back.length ? "fact-bad" : "", note: back.map((one) => one.name).join(t("comma")) || t("sites_rebounded_none") }),
      fact(t("sites_not_sampled"), rows.filter((one) => !one.round).length, { note: t("sites_not_sampled_note") }));
  },
  key: () => h("ul", { class: "key" }, ["heavy", "black", "light", "not_black", "undetermined"].map((grade) => h("li", null, gradeSign(grade), t(`sites_grade_word_${grade}`))), h("li", null, h("i", { class: "stretch-key", "aria-hidden": "true" }), t("sites_stretch_key"))),
  columns: () => [
    nameColumn(t("sites_water"), (row) => [row.rule && t(`sites_rule_${row.rule}`), row.district].filter(Boolean).join(" · ")),
    { id: "grade", title: t("sites_grade"), filter: "choice", value: (row) => row.grade, text: (row) => titleOf({ zh: row.grade_zh, en: row.grade_en }), choiceText: (grade) => t(`sites_grade_word_${grade}`), show: gradeTag },
    { id: "points", title: t("sites_points"), sort: false, value: (row) => (row.points ?? []).map((one) => `${one.point} ${one.grade_zh}`).join("、"), show: (row) => strip(row) },
    { id: "round", title: t("sites_round"), value: (row) => row.round, show: (row) => (row.round ? [format.month(row.round), h("span", { class: "sub" }, t("sites_days_n", { n: row.sampled_on.length }))] : h("span", { class: "soft" }, titleOf({ zh: row.reason_zh, en: row.reason_en }))) },
    { id: "history", title: t("sites_history"), sort: false, value: (row) => (row.history ?? []).map((one) => `${one.month} ${one.grade_zh}`).join("、"), show: (row) => rounds(row) },
    { id: "ledger", title: t("sites_ledger_state"), filter: "choice", value: (row) => row.ledger_state, show: (row) => [row.ledger_state ?? "–", row.closed_on && h("span", { class: "sub" }, t("sites_closed", { day: format.day(row.closed_on) }))] },
    { id: "rebound", title: t("sites_rebound"), filter: "choice", value: (row) => (row.rebound === null ? "" : row.rebound), choiceText: (is) => t(is === "" ? "sites_untold" : is ? "sites_yes" : "sites_no"), text: (row) => (row.rebound ? (row.rebound_on ?? "") : ""), show: (row) => (row.rebound ? [h("b", { class: "bad" }, t("sites_rebounded_word")), h("span", { class: "sub" }, format.day(row.rebound_on))] : h("span", { class: "soft" }, row.rebound === null ? "–" : t("sites_no"))) },
    { id: "warnings", title: t("sites_warnings"), value: (row) => warnings(row).join(" ") || null, show: (row) => h("span", { class: "wide-text" }, warnings(row).join(" ") || "–") },
  ],
  side: (row, { answer }) => [
    sideHead(row.name, [row.rule && t(`sites_rule_${row.rule}`), row.district, row.township, typeof row.length_m === "number" && format.distance(row.length_m), row.receiving_water && t("sites_receiving", { name: row.receiving_water })]),
    standing(gradeSign(row.grade), titleOf({ zh: row.grade_zh, en: row.grade_en }), titleOf({ zh: row.reason_zh, en: row.reason_en }), typeof row.heavy_share_percent === "number" && t("sites_heavy_points", { n: format.number(row.heavy_share_percent, 1) }), typeof row.black_share_percent === "number" && t("sites_black_samples", { n: format.number(row.black_share_percent, 1) }), row.may_be_heavy && t("sites_may_be_heavy")),
    warnings(row).length > 0 && h("ul", { class: "site-reasons" }, warnings(row).map((line) => h("li", null, line))),
    h("p", { class: "soft small" }, t("sites_no_exemption_kind")),
    row.points?.length > 0 && part(t("sites_points"), strip(row, true), (row.stretches ?? []).map((one) => h("p", { class: "bad" }, t("sites_stretch", { from: one.from, to: one.to, n: one.points.length }))), daysLine(row.sampled_on), deciding(row)),
    row.visits?.length > 0 && part(t("sites_visits"), visitTable(row, answer)),
    row.history?.length > 0 && part(t("sites_history"), rounds(row, 24)),
    rebound(row),
    rulesPart(answer.notes, titleOf({ zh: row.rule_zh, en: row.rule_en })),
    row.round && siteSamples(`black_odorous_waters/${row.code}`, { month: row.round }),
  ],
};
