/**
 * The letters of the month, by the rule that asks for them; below, the work that the plan asks for.
 * @module accountability/due
 */
import { change } from "../api.js";
import { h, icon } from "../dom.js";
import { empty } from "../frame/faces.js";
import { toast } from "../frame/toasts.js";
import { t, titleOf } from "../words.js";
import { dueCard, letterAddress, progress } from "./due_card.js";
import { duties } from "./duties.js";
import { exportTools } from "./export.js";
import { draftable, letterGroups, lines } from "./shapes.js";

/** The letters as rows of a table. @param {any[]} due @param {any} spec */
export const letterRows = (due, spec) => [
  ["acc_col_kind", "acc_col_subject", "acc_col_to", "acc_col_run", "acc_col_reasons", "acc_col_open", "acc_col_ground", "acc_col_state", "acc_col_number"].map((key) => t(key)),
  ...letterGroups(due).flatMap((group) => group.notices).map((one) => [
    titleOf(one.title), titleOf(one.subject_label), one.addressees.map((each) => each.names.join(t("comma")) || titleOf(each.role)).join(t("comma")), one.run || "",
    lines(one, "reasons").join("\n"), [...lines(one, "questions"), ...lines(one, "gaps")].join("\n"), titleOf(one.ground),
    one.entry ? titleOf(spec?.states.find((state) => state.id === one.entry.state)) : t("acc_not_drafted"), one.entry?.document_number ?? "",
  ]),
];

/** Drafts letters and says what came of it. @param {any} page @param {any} close @param {string[]} keys @param {HTMLButtonElement} button */
export async function draftLetters(page, close, keys, button) {
  button.disabled = true;
  try {
    const { drafted, known } = await change("POST", `/api/accountability/months/${close.month}/drafts`, { rule_set: close.rule_set, keys });
    toast(t("acc_drafted", { n: drafted.length + known.length }), { kind: "done" });
    await page.refresh();
  } catch (error) {
    button.disabled = false;
    toast(error.message);
  }
}

/** Nothing is due, or the plan binds no section. @param {any} page */
const nothingDue = ({ state, binds }) =>
  !binds ? empty(t("acc_no_sections"), t("acc_no_sections_try")) : empty(t("acc_nothing_due"), t("acc_nothing_due_hint"), h("button", { type: "button", class: "button button-quiet", on: { click: () => state.set({ tab: "ladder" }) } }, t("acc_tab_ladder")));

/** Letters that were drafted and that the rules ask for no more. @param {any} close @param {any} spec */
function goneLetters(close, spec) {
  const gone = close.no_longer_due ?? [];
  return gone.length > 0 && h("section", { class: "letter-group", "aria-label": t("acc_no_longer_due") },
    h("div", { class: "block-head" }, h("h2", null, t("acc_no_longer_due")), h("span", { class: "count" }, t("acc_count", { n: gone.length })), h("p", null, t("acc_no_longer_due_hint"))),
    h("div", { class: "letter-cards" }, gone.map((one) => h("article", { class: "letter-card is-drafted", "data-key": one.key },
      h("header", null, h("h3", null, one.title)),
      h("ul", { class: "reasons" }, titleOf({ zh: one.reasons_zh, en: one.reasons_en ?? one.reasons_zh }).split("\n").map((line) => h("li", null, line))),
      h("footer", null, progress(spec, one.entry), h("a", { class: "tool", href: letterAddress(one.entry.id), download: "", "aria-label": t("acc_docx_of", { name: one.subject_name ?? one.subject }) }, icon("download"), ".docx"))))));
}

/** @param {any} page @param {any} close */
export function dueFace(page, close) {
  const { specs, openLetter } = page;
  const spec = specs.get("notices");
  const ready = draftable(close.due);
  const draft = (keys, button) => draftLetters(page, close, keys, button);
  const given = { spec, mayDraft: close.may_draft, open: openLetter, draft };
  const group = (one) => {
    const open = draftable(one.notices);
    return h("section", { class: `letter-group span-${Math.min(3, one.notices.length)}`, "aria-label": titleOf(one.title) },
      h("div", { class: "block-head" }, h("h2", null, titleOf(one.title)), h("span", { class: "count" }, t("acc_count", { n: one.notices.length })),
        h("p", null, t("acc_group_ground", { clause: one.clause, issuer: one.issuer.join(t("comma")) || "—" })),
        close.may_draft && open.length > 1 && h("span", { class: "tools" }, h("button", { type: "button", class: "tool", on: { click: (event) => draft(open.map((each) => each.key), event.currentTarget) } }, icon("plus"), t("acc_draft_group", { n: open.length })))),
      h("div", { class: "letter-cards" }, one.notices.map((each) => dueCard(each, given))));
  };
  return [
    close.due.length > 0 && h("div", { class: "filters acc-tools" },
      h("p", { class: "soft small" }, t("acc_due_note")),
      h("div", { class: "tools" }, exportTools(t("acc_file_due", { month: close.month }), () => letterRows(close.due, spec)),
        close.may_draft && ready.length > 0 && h("button", { type: "button", class: "button", on: { click: (event) => draft(ready.map((one) => one.key), event.currentTarget) } }, t("acc_draft_all", { n: ready.length })))),
    close.due.length ? h("div", { class: "letter-groups" }, letterGroups(close.due).map(group)) : nothingDue(page),
    goneLetters(close, spec),
    duties(close, page.names),
  ];
}
