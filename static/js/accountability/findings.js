/**
 * What a person has found under a plan and put on record: the rules draw on it, the program finds nothing by itself.
 * @module accountability/findings
 */
import { h, icon } from "../dom.js";
import { toast } from "../frame/toasts.js";
import { createForm } from "../register/form.js";
import { enter, entriesOf } from "../register/registers.js";
import { t, titleOf } from "../words.js";
import { fieldsOf, given, step } from "./money_open.js";

/** The form of a finding. @param {any} page @param {any} plan @param {string} month */
function findingForm(page, plan, month) {
  const spec = page.specs.get("findings");
  const kinds = Object.entries(plan.findings).map(([value, words]) => ({ value, zh: titleOf(words), en: titleOf(words) }));
  const finding = { ...spec.fields.find((one) => one.name === "finding"), kind: "choice", is_open: false, choices: kinds };
  page.open(() => createForm([finding, ...fieldsOf(spec, ["subject_kind", "subject", "subject_name", "district", "month", "text", "document_number", "document"])], {
    title: t("acc_finding_new"), act: t("register_enter"), cancel: page.side.close, content: { month, subject_kind: "section" },
    lead: h("p", { class: "soft small" }, t("acc_finding_lead")),
    send: async (typed) => {
      await enter("findings", given({ rule_set: plan.id, ...typed }));
      toast(t("acc_entered"), { kind: "done" });
      page.side.close();
      await page.refresh();
    },
  }), t("acc_findings"));
}

/** One finding. @param {any} page @param {any} plan @param {any} spec @param {any} entry */
const item = (page, plan, spec, entry) =>
  h("li", { "data-key": `finding-${entry.id}` },
    h("p", null, h("strong", null, titleOf(plan.findings[entry.content.finding]) || entry.content.finding), ` ${entry.content.subject_name || entry.content.subject}`, h("span", { class: "tag" }, titleOf(spec.states.find((one) => one.id === entry.state)))),
    h("p", { class: "soft" }, [entry.content.text, entry.content.document_number, entry.made_by].filter(Boolean).join(" · ")),
    entry.state === "registered" && entry.transitions.some((one) => one.to === "confirmed" && one.may) && h("button", { type: "button", class: "button button-small", on: { click: () => step(page, entry, "confirmed") } }, t("acc_confirm")));

/** @param {any} page @param {any} close @param {any} plan */
export async function findings(page, close, plan) {
  const spec = page.specs.get("findings");
  const words = Object.values(plan.findings).map(titleOf);
  if (!spec?.may_read || !words.length) return null;
  const answer = await entriesOf("findings", { month: close.month });
  const entries = answer.entries.filter((one) => one.content.rule_set === plan.id && one.state !== "revoked");
  return h("section", { class: "block" },
    h("div", { class: "block-head" }, h("h2", null, t("acc_findings")), entries.length > 0 && h("span", { class: "count" }, t("acc_count", { n: entries.length })),
      h("p", null, t("acc_findings_note", { names: words.join(t("comma")) })),
      spec.may_write && h("span", { class: "tools" }, h("button", { type: "button", class: "tool", on: { click: () => findingForm(page, plan, close.month) } }, icon("plus"), t("acc_finding_new")))),
    entries.length ? h("ul", { class: "finding-list" }, entries.map((one) => item(page, plan, spec, one))) : h("p", { class: "state-line" }, t("acc_no_findings")));
}
