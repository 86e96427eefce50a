/**
 * The head of the page: title, plan, the three figures, and whether the plan is in force in the month.
 * @module accountability/head
 */
import { h, icon } from "../dom.js";
import * as format from "../format.js";
import { language, t, titleOf } from "../words.js";
import { amountWords, figuresOf } from "./shapes.js";

export const TABS = ["due", "letters", "money", "ladder", "settlement", "publication", "choices"];

/** Title, plan, and where it is tried. @param {any} page @param {any} plan @param {string[]} districts */
export const pageHead = ({ state, plans, short }, plan, districts) =>
  h("header", { class: "page-head" },
    h("h1", null, t("acc_title", { month: format.month(state.get().month) })),
    h("label", { class: "plan-choice" }, h("span", null, t("acc_plan")),
      h("select", { class: "field", "aria-label": t("acc_plan"), on: { change: (event) => state.set({ plan: event.target.value, district: "" }) } },
        plans.map((one) => h("option", { value: one.id, selected: one.id === plan.id }, short(one))))),
    h("label", { class: "plan-choice" }, h("span", null, t("acc_scope")),
      h("select", { class: "field", "aria-label": t("acc_scope"), on: { change: (event) => state.set({ district: event.target.value }) } },
        h("option", { value: "" }, t("acc_scope_own")),
        districts.map((one) => h("option", { value: one, selected: one === state.get().district }, t("acc_scope_try", { district: one }))))),
    h("p", { class: "plan-name" }, titleOf(plan.title), plan.document_number && h("span", null, ` ${plan.document_number}`)),
    h("button", { type: "button", class: "tool print-tool", on: { click: () => print() } }, icon("print"), t("print")));

/** The faces of the page. @param {any} state @param {Record<string, number>} counts */
export const pageTabs = (state, counts) =>
  h("div", { class: "segments tabs acc-tabs", role: "group", "aria-label": t("page_accountability") },
    TABS.map((tab) => h("button", { type: "button", "aria-pressed": String(state.get().tab === tab), on: { click: () => state.set({ tab, notice: null }) } }, t(`acc_tab_${tab}`), counts[tab] > 0 && h("small", null, ` ${counts[tab]}`))));

/** One figure that leads to its face. @param {string} title @param {any} figure @param {any} note @param {() => void} open @param {string} [names] */
const figure = (title, figure, note, open, names = "") =>
  h("div", { class: `fact ${names}` }, h("dt", null, h("button", { type: "button", class: "fact-open", on: { click: open } }, title)), h("dd", null, figure), h("dd", { class: "fact-note" }, note));

/** A number with its unit, the unit smaller. @param {string|number} number @param {string} unit */
const withUnit = (number, unit) => [String(number), h("small", null, unit)];

/** 210万元 as number and unit. @param {any} amount */
function bigAmount(amount) {
  const words = amountWords(amount) ?? "—";
  const found = /^([\d.,-]+)(.*)$/.exec(words);
  return found ? withUnit(found[1], found[2].trim()) : words;
}

/** @param {any} page @param {any} close @param {any[]|null} overdue null where the register cannot be read */
export function figures({ state, plan }, close, overdue) {
  const told = figuresOf(close);
  const pays = plan.rules.some((rule) => rule.kind === "compensation");
  const undrafted = !told.letters ? t("acc_no_letters") : told.undrafted ? t("acc_undrafted", { n: told.undrafted }) : t("acc_all_drafted");
  return h("dl", { class: "facts acc-facts" },
    figure(t("acc_letters_due"), withUnit(told.letters, t("acc_pieces")), told.judged ? `${undrafted}${t("comma")}${t("acc_to_judge", { n: told.judged })}` : undrafted, () => state.set({ tab: "due" })),
    figure(t("acc_amount_due"), !pays ? "—" : told.unknown ? t("acc_unknown") : bigAmount(told.amount), !pays ? t("acc_no_money_rule") : told.waiting ? t("acc_amounts_open", { n: told.waiting }) : told.amount.capitals && language() === "zh" ? told.amount.capitals : t("acc_settled"), () => state.set({ tab: "money" })),
    figure(t("acc_overdue"), overdue === null ? "—" : withUnit(overdue.length, t("acc_pieces")), overdue?.length ? t("acc_overdue_hint") : t("acc_overdue_none"), () => state.set({ tab: "letters" }), overdue?.length ? "fact-bad" : ""));
}

/** That what stands below is a trial: the plan is not in force in the month, or tried where it does not bind. @param {any} close @param {any} plan @param {string} district */
export const trial = (close, plan, district) => [
  !close.is_in_force && h("p", { class: "trial", role: "note" },
    h("strong", null, t("acc_trial", { from: format.day(plan.valid_from), to: plan.valid_to ? format.day(plan.valid_to) : t("acc_no_end") })),
    h("span", null, titleOf(close.validity_note))),
  district && h("p", { class: "trial", role: "note" }, h("strong", null, t("acc_trial_district", { district })), h("span", null, t("acc_trial_district_note"))),
];
