/**
 * An amount that the plan does not give: entered by hand with its reason, counted once it is confirmed.
 * @module accountability/money_open
 */
import { h } from "../dom.js";
import { toast } from "../frame/toasts.js";
import { createForm } from "../register/form.js";
import { enter, move } from "../register/registers.js";
import { money } from "../register/values.js";
import { t, titleOf } from "../words.js";

/** The fields of a register by their names, in this order. @param {any} spec @param {string[]} names */
export const fieldsOf = (spec, names) => names.map((name) => spec.fields.find((one) => one.name === name)).filter(Boolean);

/** Without what was left blank. @param {any} content */
export const given = (content) => Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null && value !== ""));

/** Takes the step to a state, and shows what came of it. @param {any} page @param {any} entry @param {string} to @param {string} [note] */
export async function step(page, entry, to, note = "") {
  try {
    await move(entry, to, {}, note);
    toast(t("register_saved"), { kind: "done" });
    await page.refresh();
  } catch (error) {
    toast(error.message);
  }
}

/**
 * Opens the form of a payment at the side.
 * @param {any} page @param {{names: string[], fixed: any, lead: any, title: string, content?: any}} given_
 */
export function paymentForm(page, { names, fixed, lead, title, content = {} }) {
  const spec = page.specs.get("payments");
  page.open(() => createForm(fieldsOf(spec, names), {
    title, lead, act: t("register_enter"), cancel: page.side.close, content,
    send: async (typed) => {
      await enter("payments", given({ ...fixed, ...typed }));
      toast(t("acc_entered"), { kind: "done" });
      page.side.close();
      await page.refresh();
    },
  }), t("acc_tab_money"));
}

/** Entered, to be confirmed. @param {any} page @param {any} entry */
export const pending = (page, entry) =>
  h("span", { class: "pending" }, h("span", null, t("acc_pending", { amount: money(entry.content.amount_fen) })),
    entry.transitions.some((one) => one.to === "confirmed" && one.may) && h("button", { type: "button", class: "button button-small", on: { click: () => step(page, entry, "confirmed") } }, t("acc_confirm")));

/** @param {any} line @param {any} page @param {any} close @param {any[]} entered */
export function openAmount(line, page, close, entered) {
  const waiting = entered.filter((one) => one.content.rule === line.rule && one.content.section === line.subject_code);
  if (waiting.length) return waiting.map((one) => pending(page, one));
  const spec = page.specs.get("payments");
  const open = () => paymentForm(page, {
    names: ["amount_fen", "reason", "document_number", "document"], title: t("acc_amount_enter"),
    lead: h("p", { class: "soft small" }, `${titleOf(line.subject_label)} · ${line.payer ?? ""} → ${line.payee ?? ""} · ${titleOf(line.ground)}`),
    fixed: { rule_set: line.rule_set, rule: line.rule, kind: "manual", month: close.month, payer: line.payer, payee: line.payee, section: line.subject_code },
  });
  return spec?.may_write && line.payer && !page.state.get().district
    ? h("button", { type: "button", class: "button button-small", on: { click: open } }, t("acc_amount_enter"))
    : h("span", { class: "soft" }, t("acc_amount_missing"));
}
