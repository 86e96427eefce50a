/**
 * A letter at the side: on record with its way from draft to closing, or due with everything it rests on.
 * @module accountability/letter_side
 */
import { h, icon } from "../dom.js";
import * as format from "../format.js";
import { entryFace } from "../register/entry.js";
import { t, titleOf } from "../words.js";
import { chain } from "./chain.js";
import { letterAddress, openPoints } from "./due_card.js";
import { draftLetters } from "./due.js";
import { lines } from "./shapes.js";

/** A letter on record. @param {any} page @param {string} id */
export const recordFace = (page, id) =>
  entryFace("notices", id, {
    changed: page.refresh,
    more: (spec, entry) => [
      spec.transitions.some((one) => one.from === entry.state && one.other_person && entry.transitions.some((each) => each.to === one.to && !each.may)) && h("p", { class: "soft small wait-note" }, t("acc_other_person", { who: entry.made_by })),
      h("p", { class: "letter-file" }, h("a", { class: "tool", href: letterAddress(Number(id)), download: "" }, icon("download"), t("acc_docx"))),
    ],
  });

/** What a letter rests on, period by period. @param {any} notice */
const basisTable = (notice) =>
  notice.basis.length > 0 && h("section", { class: "block" }, h("h3", null, t("acc_basis")),
    h("ul", { class: "basis" }, notice.basis.map((step) => h("li", { class: step.state === "exceeds" ? "is-counted" : "" }, lines({ words_zh: step.words_zh, words_en: step.words_en }, "words")))));

/** A letter that is due and not drafted. @param {any} page @param {any} close @param {any} notice */
export function dueFaceAtSide(page, close, notice) {
  const line = (name, value) => value && [h("dt", null, name), h("dd", null, value)];
  return h("article", { class: "entry due-side" },
    h("header", { class: "entry-head" }, h("p", { class: "soft small" }, `${titleOf(notice.title)} · ${format.month(notice.month)} · ${t("acc_not_drafted")}`), h("h2", null, titleOf(notice.subject_label))),
    close.may_draft && h("p", { class: "entry-acts" }, h("button", { type: "button", class: "button", on: { click: (event) => draftLetters(page, close, [notice.key], event.currentTarget).then(page.side.close) } }, t(notice.needs_judgement ? "acc_draft_judged" : "acc_draft"))),
    chain(notice), openPoints(notice),
    h("dl", { class: "entry-content" },
      line(t("acc_ground"), titleOf(notice.ground)),
      line(t("acc_issuer"), notice.issuer.join(t("comma"))),
      line(t("acc_col_to"), notice.addressees.map((one) => h("p", null, h("span", { class: "soft" }, `${titleOf(one.role)}${t("colon")}`), one.names.join(t("comma")) || t("acc_not_on_record")))),
      line(t("acc_reported_to"), notice.report_to.join(t("comma"))),
      line(t("acc_col_reasons"), lines(notice, "reasons").map((words) => h("p", null, words))),
      line(t("acc_measures"), notice.choices.map(titleOf).join(t("comma"))),
      line(t("acc_col_deadline"), notice.deadline_days ? t("acc_days", { n: notice.deadline_days }) : null)),
    basisTable(notice),
    h("p", { class: "soft small" }, t("acc_number_note")));
}
