/**
 * The month's payments by payer: the rate, line by line with its reason, and sums that add up in sight.
 * @module accountability/money
 */
import { address } from "../api.js";
import { h, icon } from "../dom.js";
import { empty } from "../frame/faces.js";
import { language, t, titleOf } from "../words.js";
import { exportTools } from "./export.js";
import { openAmount } from "./money_open.js";
import { amountFigure, isUnknown, lines, payersOf, sumWords, ways } from "./shapes.js";

/** The payments as rows of a table. @param {any[]} owing */
export const moneyRows = (owing) => [
  ["acc_payer", "acc_payee", "acc_col_subject", "acc_col_reasons", "acc_col_arithmetic", "acc_col_ground", "acc_col_amount"].map((key) => t(key)),
  ...owing.flatMap((payer) => payer.lines.map((line) => [
    payer.payer ?? t("acc_payer_unknown"), payer.payee ?? "", line.subject_label ? titleOf(line.subject_label) : "", lines(line, "reasons").join("\n"), titleOf(line.arithmetic), titleOf(line.ground),
    line.amount.fen === null ? t("acc_amount_missing") : line.amount.fen / 100,
  ])),
];

/** One line: of which section, why, how much. @param {any} line @param {any} page @param {any} close @param {any[]} entered */
function moneyLine(line, page, close, entered) {
  const questions = lines(line, "questions").filter((words) => words !== titleOf(line.arithmetic));
  return h("tr", { "data-key": line.key },
    h("th", { scope: "row" }, line.subject_label ? titleOf(line.subject_label) : "—"),
    h("td", null, lines(line, "reasons").map((words) => h("p", null, words)), line.manual_reason && h("p", { class: "soft" }, t("acc_manual_reason", { reason: line.manual_reason })), questions.map((words) => h("p", { class: "ask" }, words))),
    h("td", { class: "clause" }, line.clause),
    h("td", { class: "number" }, line.needs_manual ? openAmount(line, page, close, entered) : amountFigure(line.amount)));
}

/** Where a payer's notice of payment is made. @param {any} close @param {string} payer */
const noticeAddress = (close, payer) => address(`/api/accountability/months/${close.month}/payment-notice`, { rule_set: close.rule_set, payer });

/** One payer. @param {any} payer @param {any} page @param {any} close @param {any[]} entered */
function payerBlock(payer, page, close, entered) {
  const counted = payer.section_count !== null;
  const [first, ...more] = ways(payer.lines);
  return h("section", { class: "payer" },
    h("header", null,
      h("h3", null, payer.payer ?? t("acc_payer_unknown"), h("span", { class: "to-payee" }, ` → ${payer.payee ?? "—"}`)),
      counted && h("p", { class: "counts-line" }, t("acc_sections_held", { n: payer.section_count }), " · ", h("b", null, t("acc_sections_missed", { n: payer.missed_count })), payer.open_count > 0 && ` · ${t("acc_sections_open", { n: payer.open_count })}`),
      [first, ...more].filter(Boolean).map((line) => h("p", { class: "way" }, titleOf(line.arithmetic), h("span", { class: "soft" }, ` ${line.clause}`))),
      payer.is_settled && payer.payer && !page.state.get().district && h("a", { class: "tool", href: noticeAddress(close, payer.payer), download: "", "aria-label": t("acc_payment_notice_of", { name: payer.payer }) }, icon("download"), t("acc_payment_notice"))),
    h("table", { class: "sum-table" },
      h("thead", null, h("tr", null, h("th", { scope: "col" }, t("acc_col_subject")), h("th", { scope: "col" }, t("acc_col_reasons")), h("th", { scope: "col", class: "col-clause" }, t("acc_col_clause")), h("th", { scope: "col", class: "number" }, t("acc_col_amount")))),
      h("tbody", null, payer.lines.map((line) => moneyLine(line, page, close, entered))),
      h("tfoot", null, h("tr", null, h("th", { scope: "row" }, t("acc_sum")), h("td", { colspan: 2, class: "arithmetic" }, titleOf(payer.arithmetic)), h("td", { class: "number" }, isUnknown(payer.amount, payer.is_settled) ? t("acc_unknown") : [amountFigure(payer.amount), !payer.is_settled && h("small", { class: "soft" }, t("acc_not_settled"))])))));
}

/** Payers that owe nothing. @param {any[]} free */
const freePayers = (free) =>
  free.length > 0 && h("details", { class: "fold" }, h("summary", null, t("acc_free_payers", { n: free.length })),
    h("ul", { class: "free-list" }, free.map((one) => h("li", null, h("strong", null, one.payer ?? t("acc_payer_unknown")), h("span", { class: "soft" }, ` ${one.section_count !== null ? t("acc_sections_held", { n: one.section_count }) : ""}${one.open_count ? ` · ${t("acc_sections_open", { n: one.open_count })}` : ""}`)))));

/** Sections that bring no payment, and why. @param {any[]} open */
const openSubjects = (open) =>
  open.length > 0 && h("details", { class: "fold" }, h("summary", null, t("acc_open_subjects", { n: open.length })),
    h("ul", { class: "open-list" }, open.map((one) => h("li", null, h("strong", null, titleOf(one.subject_label)), one.payer && h("span", { class: "soft" }, ` ${one.payer}`), h("p", null, titleOf(one.words))))));

/** @param {any} page @param {any} close @param {any} plan */
export function moneyFace(page, close, plan) {
  const { compensation } = close;
  const { owing, free } = payersOf(compensation);
  const unknown = isUnknown(compensation.amount, compensation.is_settled);
  const asks = plan.rules.some((rule) => rule.kind === "compensation");
  if (!asks) return empty(t("acc_no_money_rule"), t("acc_no_money_rule_hint"));
  const entered = page.payments.filter((one) => one.content.rule_set === plan.id && one.content.kind === "manual" && one.month === close.month && one.state === "registered");
  return [
    owing.length > 0
      ? [
        h("div", { class: "grand" },
          h("div", null, h("p", { class: "soft small" }, t("acc_grand")), h("p", { class: "grand-sum" }, unknown ? t("acc_unknown") : sumWords(owing, compensation.amount), !unknown && !compensation.is_settled && h("span", { class: "soft" }, ` ${t("acc_not_settled")}`)),
            !unknown && language() === "zh" && h("p", { class: "soft small", lang: "zh-CN" }, compensation.amount.capitals)),
          h("div", { class: "tools" }, exportTools(t("acc_file_money", { month: close.month }), () => moneyRows(owing)))),
        h("div", { class: "payers" }, owing.map((one) => payerBlock(one, page, close, entered))),
      ]
      : empty(t("acc_no_payment"), page.hasFinal ? t("acc_no_payment_hint") : t("acc_no_final_hint")),
    freePayers(free), openSubjects(compensation.open_subjects),
    lines(compensation, "notes").length > 0 && h("ul", { class: "notes" }, lines(compensation, "notes").map((line) => h("li", null, line))),
  ];
}
