/**
 * What is published of the month: the sections that missed and the sums, where, and to whom it is reported.
 * @module accountability/publication
 */
import { address } from "../api.js";
import { h, icon } from "../dom.js";
import { empty } from "../frame/faces.js";
import { t, titleOf } from "../words.js";
import { amountFigure } from "./shapes.js";

/** @param {any} one */
const publicationTable = (one) =>
  h("table", { class: "sum-table publication" },
    h("thead", null, h("tr", null, h("th", { scope: "col" }, t("acc_col_district")), h("th", { scope: "col" }, t("acc_col_missed_sections")), h("th", { scope: "col", class: "number" }, t("acc_col_amount")))),
    h("tbody", null, one.rows.map((row) => h("tr", null, h("th", { scope: "row" }, row.district || t("acc_payer_unknown")), h("td", null, row.sections.map(titleOf).join(t("comma"))), h("td", { class: "number" }, amountFigure(row.amount) ?? t("acc_not_settled"))))),
    h("tfoot", null, h("tr", null, h("th", { scope: "row" }, t("acc_sum")), h("td", null, t("acc_published_sections", { n: one.rows.reduce((sum, row) => sum + row.sections.length, 0) })),
      h("td", { class: "number" }, one.rows.every((row) => row.amount.fen !== null) ? t("register_yuan", { n: (one.rows.reduce((sum, row) => sum + row.amount.fen, 0) / 100).toLocaleString("en-US") }) : t("acc_not_settled")))));

/** @param {any} page @param {any} close @param {any} plan */
export function publicationFace(page, close, plan) {
  const files = !page.state.get().district && h("div", { class: "tools" }, ["docx", "xlsx"].map((f) => h("a", { class: "tool", href: address("/api/accountability/publication", { month: close.month, rule_set: plan.id, f }), download: "" }, icon("download"), `.${f}`)));
  if (!close.publications.length) return empty(t("acc_no_publication"), t("acc_no_publication_hint"));
  return close.publications.map((one) => h("section", { class: "payer" },
    h("header", null, h("div", { class: "block-head" }, h("h3", null, titleOf(one.title)), files),
      h("p", { class: "way" }, titleOf(one.ground)),
      h("p", { class: "counts-line" }, [t("acc_publish_in", { where: titleOf(one.publish_in) }), one.report_to.length && t("acc_report_to", { names: one.report_to.join(t("comma")) })].filter(Boolean).join(" · "))),
    one.rows.length ? publicationTable(one) : h("p", { class: "state-line" }, t(page.hasFinal ? "acc_nothing_to_publish" : "acc_no_final_hint")),
    h("ul", { class: "notes" }, h("li", null, t("acc_final_only")), one.open_count > 0 && h("li", null, t("acc_published_open", { n: one.open_count })))));
}
