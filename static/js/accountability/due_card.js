/**
 * One letter that is due: about whom, to whom, why line by line, what a person has to settle, and where it stands.
 * @module accountability/due_card
 */
import { h, icon } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { chain } from "./chain.js";
import { lines } from "./shapes.js";

/** Where a letter's Word document is. @param {number} id */
export const letterAddress = (id) => `/api/accountability/notices/${id}/letter`;

/** How far a letter has come, one dot a state. @param {any} spec of the register of letters @param {any} entry */
export function progress(spec, entry) {
  const way = spec?.states.filter((state) => !state.void) ?? [];
  const here = way.findIndex((state) => state.id === entry.state);
  const name = titleOf(spec?.states.find((state) => state.id === entry.state)) || entry.state;
  return h("span", { class: "progress" },
    h("span", { class: "progress-dots", "aria-hidden": "true" }, way.map((_, i) => h("i", { class: i <= here ? "is-done" : "" }))),
    h("strong", null, name), entry.document_number && h("span", { class: "soft" }, entry.document_number));
}

/** Addressees: names, and in what role where that says more. @param {any[]} all */
export const addressees = (all) =>
  all.map((one) => h("span", { class: "addressee", title: titleOf(one.role) }, one.names.length ? one.names.join(t("comma")) : h("em", null, titleOf(one.role))));

/** What a person has to decide, and what is missing. @param {any} notice */
export function openPoints(notice) {
  const [questions, gaps] = [lines(notice, "questions"), lines(notice, "gaps")];
  return [
    notice.needs_judgement && h("div", { class: "judge" }, h("strong", null, t("acc_judge")), h("ul", null, questions.map((line) => h("li", null, line)))),
    gaps.length > 0 && h("div", { class: "gaps" }, h("strong", null, t("acc_gaps")), h("ul", null, gaps.map((line) => h("li", null, line)))),
  ];
}

/**
 * @param {any} notice @param {{spec: any, mayDraft: boolean, open: (notice: any) => void, draft: (keys: string[], button: HTMLButtonElement) => void, heading?: any}} given
 *   `heading`: what it is called where the subject is known already
 */
export function dueCard(notice, { spec, mayDraft, open, draft, heading = titleOf(notice.subject_label) }) {
  const { entry } = notice;
  return h("article", { class: `letter-card${entry ? " is-drafted" : ""}`, "data-key": notice.key },
    h("header", null,
      h("h3", null, heading),
      h("p", { class: "to" }, h("span", { class: "soft" }, t("acc_to")), " ", addressees(notice.addressees))),
    chain(notice),
    h("ul", { class: "reasons" }, lines(notice, "reasons").map((line) => h("li", null, line))),
    openPoints(notice),
    notice.ground_changed && h("p", { class: "gaps" }, h("strong", null, t("acc_ground_changed"))),
    notice.deadline_days && h("p", { class: "small" }, t("acc_deadline_days", { n: notice.deadline_days })),
    entry?.deadline && h("p", { class: "small" }, t("acc_deadline", { day: format.day(entry.deadline) })),
    h("footer", null,
      entry ? progress(spec, entry) : h("span", { class: "soft small" }, t("acc_not_drafted")),
      h("span", { class: "card-acts" },
        entry && h("a", { class: "tool", href: letterAddress(entry.id), download: "", "aria-label": t("acc_docx_of", { name: titleOf(notice.subject_label) }) }, icon("download"), ".docx"),
        h("button", { type: "button", class: "tool", on: { click: () => open(notice) } }, t(entry ? "acc_open" : "acc_why")),
        !entry && mayDraft && h("button", { type: "button", class: "button button-small button-quiet", on: { click: (event) => draft([notice.key], event.currentTarget) } }, t(notice.needs_judgement ? "acc_draft_judged" : "acc_draft")))));
}
