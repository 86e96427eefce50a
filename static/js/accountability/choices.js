/**
 * What the plan leaves open: what holds, why, what else could, and a form to choose otherwise; below, the findings.
 * @module accountability/choices
 */
import { h } from "../dom.js";
import { toast } from "../frame/toasts.js";
import { createForm } from "../register/form.js";
import { enter, entriesOf } from "../register/registers.js";
import { t, titleOf } from "../words.js";
import { findings } from "./findings.js";
import { fieldsOf, given, step } from "./money_open.js";
import { lines } from "./shapes.js";

/** The form of a choice. @param {any} page @param {any} setting @param {any} choice @param {any} plan @param {string} month */
function chooseForm(page, setting, choice, plan, month) {
  const spec = page.specs.get("rule_choices");
  const value = { ...spec.fields.find((one) => one.name === "value"), kind: "choice", is_open: false, choices: setting.options.map((one) => ({ value: one.value, zh: titleOf(one), en: titleOf(one) })) };
  const fields = [value, ...fieldsOf(spec, ["first_month", "last_month", "reason", "document_number"])];
  page.open(() => createForm(fields, {
    title: titleOf(setting.title), act: t("register_enter"), cancel: page.side.close, content: { value: choice.value, first_month: month },
    lead: h("p", { class: "soft small" }, t("acc_choice_lead")),
    send: async (typed) => {
      await enter("rule_choices", given({ rule_set: plan.id, setting: setting.name, ...typed }));
      toast(t("acc_choice_entered"), { kind: "done" });
      page.side.close();
      await page.refresh();
    },
  }), t("acc_tab_choices"));
}

/** A choice that is entered and not in force yet. @param {any} page @param {any} entry @param {any} setting */
const waiting = (page, entry, setting) =>
  h("p", { class: "pending" }, h("span", null, t("acc_choice_waiting", { option: titleOf(setting.options.find((one) => one.value === entry.content.value)) || entry.content.value, who: entry.made_by })),
    entry.transitions.some((one) => one.to === "in_force" && one.may) && h("button", { type: "button", class: "button button-small", on: { click: () => step(page, entry, "in_force") } }, t("acc_choice_in_force")));

/** @param {any} page @param {any} setting @param {any} choice @param {any} plan @param {string} month @param {any[]} entries */
function settingItem(page, setting, choice, plan, month, entries) {
  const now = setting.options.find((one) => one.value === choice.value);
  const mayWrite = page.specs.get("rule_choices")?.may_write;
  return h("li", { class: choice.is_default ? "setting" : "setting is-chosen", "data-key": setting.name },
    h("div", { class: "setting-head" }, h("h3", null, titleOf(setting.title)), h("span", { class: "tag" }, t(choice.is_default ? "acc_default" : "acc_chosen")),
      mayWrite && h("button", { type: "button", class: "tool", on: { click: () => chooseForm(page, setting, choice, plan, month) } }, t("acc_change"))),
    h("ul", { class: "options" }, setting.options.map((one) => h("li", { class: one.value === choice.value ? "is-now" : null, "aria-current": one.value === choice.value ? "true" : null }, titleOf(one)))),
    h("p", { class: "soft" }, lines({ reason_zh: choice.reason_zh, reason_en: choice.reason_en }, "reason") || (now ? titleOf(now) : "")),
    entries.filter((one) => one.content.setting === setting.name && one.state === "registered").map((one) => waiting(page, one, setting)));
}

/** @param {any} page @param {any} close @param {any} plan */
export async function choicesFace(page, close, plan) {
  const answer = await entriesOf("rule_choices").catch(() => ({ entries: [] }));
  const entries = answer.entries.filter((one) => one.content.rule_set === plan.id);
  const byName = new Map(close.choices.map((one) => [one.setting, one]));
  const chosen = close.choices.filter((one) => !one.is_default).length;
  return [
    h("section", { class: "plan-facts" },
      h("h2", null, titleOf(plan.title)),
      h("p", { class: "soft" }, [plan.document_number, titleOf(plan.issuer), plan.date, titleOf(plan.area)].filter(Boolean).join(" · ")),
      h("p", null, h("strong", null, t("acc_exceedance")), titleOf(plan.exceedance))),
    await findings(page, close, plan),
    h("section", { class: "block" },
      h("div", { class: "block-head" }, h("h2", null, t("acc_open_choices")), h("span", { class: "count" }, t("acc_count", { n: plan.settings.length })), h("p", null, chosen ? t("acc_choices_chosen", { n: chosen }) : t("acc_choices_default"))),
      h("ul", { class: "settings" }, plan.settings.map((one) => settingItem(page, one, byName.get(one.name) ?? { value: one.default, is_default: true, reason_zh: one.reason.zh, reason_en: one.reason.en }, plan, close.month, entries)))),
    h("section", { class: "block" },
      h("div", { class: "block-head" }, h("h2", null, t("acc_rules")), h("span", { class: "count" }, t("acc_count", { n: plan.rules.length }))),
      h("ul", { class: "rules" }, plan.rules.map((rule) => h("li", null, h("strong", null, titleOf(rule.title)), h("span", { class: "soft" }, ` ${rule.clause}`), h("p", null, titleOf(rule.text)))))),
    h("p", { class: "notes" }, t("acc_source", { source: plan.source })),
  ];
}
