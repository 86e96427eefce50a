/**
 * Above the ledger: how many works bear each light, each a filter; plan, body, order, days before a deadline; exports.
 * @module targets/filters
 */
import { h, icon } from "../dom.js";
import { exportLinks } from "../table/tools.js";
import { t } from "../words.js";
import { lamp } from "./ledger.js";
import { allBodies, lightCounts, LIGHTS, wantedRows } from "./ledger_rows.js";

export const DUE_DAYS = [15, 30, 60, 90];
export const ORDERS = ["plan", "light", "deadline"];

/**
 * The lights of what the other filters let through, and how much is reported.
 * @param {any} state @param {any[]} rows
 */
export function lightFacts(state, rows) {
  const view = state.get();
  const among = wantedRows(rows, { ...view, light: "" });
  const counts = lightCounts(among);
  const reported = among.filter((row) => row.report).length;
  return h("div", { class: "facts light-facts" },
    LIGHTS.map((light) =>
      h("button", { type: "button", class: `fact fact-lamp fact-${light}`, "aria-pressed": String(view.light === light), "data-light": light, on: { click: () => state.set({ light: view.light === light ? "" : light }) } },
        h("span", { class: "fact-number" }, counts[light]), lamp(light), h("small", { class: "soft" }, t(`lamp_hint_${light}`)))),
    h("p", { class: "fact fact-report" }, h("span", { class: "fact-number" }, reported, h("small", null, ` / ${among.length}`)), h("span", { class: "soft" }, t("targets_reported"))));
}

/**
 * @param {any} state @param {any[]} rows @param {{plans: Map<string, string>, add: (() => void)|null}} given
 */
export function filterBar(state, rows, { plans, add }) {
  const view = state.get();
  const known = [...new Set(rows.map((row) => row.work.content.plan))];
  /** @param {string} name @param {[any, string][]} choices @param {any} [first] */
  const select = (name, choices, first = "") =>
    h("label", null, h("span", null, t(`targets_by_${name}`)),
      h("select", { "aria-label": t(`targets_by_${name}`), "data-filter": name, class: view[name] !== first ? "is-on" : "", on: { change: (event) => state.set({ [name]: name === "due" ? Number(event.target.value) : event.target.value }) } },
        choices.map(([value, text]) => h("option", { value, selected: view[name] === value }, text))));
  const all = (name) => /** @type {[string, string]} */ (["", `${t(`targets_by_${name}`)}${t("colon")}${t("all")}`]);
  const chosen = ["plan", "unit", "light"].filter((name) => view[name]);
  return h("div", { class: "filters" },
    select("plan", [all("plan"), ...known.map((plan) => /** @type {[string, string]} */ ([plan, plans.get(plan) ?? plan]))]),
    select("unit", [all("unit"), ...allBodies(rows).map(([body, n]) => /** @type {[string, string]} */ ([body, `${body} ${n}`]))]),
    select("order", ORDERS.map((order) => /** @type {[string, string]} */ ([order, t(`targets_order_${order}`)])), "plan"),
    select("due", DUE_DAYS.map((days) => /** @type {[any, string]} */ ([days, t("targets_due", { n: days })])), 30),
    chosen.length > 0 && h("button", { type: "button", class: "tool", on: { click: () => state.set(Object.fromEntries(chosen.map((name) => [name, ""]))) } }, t("filters_clear")),
    h("div", { class: "tools" },
      add && h("button", { type: "button", class: "tool", on: { click: add } }, icon("plus"), t("targets_new")),
      exportLinks("/api/targets", { month: view.month, due_days: view.due, plan: view.plan }),
      h("button", { type: "button", class: "tool", on: { click: () => print() } }, icon("print"), t("print"))));
}
