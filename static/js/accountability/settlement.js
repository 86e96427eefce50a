/**
 * The settlement of a year: what came in, what goes out, and what is left after each line.
 * @module accountability/settlement
 */
import { get } from "../api.js";
import { h } from "../dom.js";
import { empty } from "../frame/faces.js";
import * as format from "../format.js";
import { language, t, titleOf } from "../words.js";
import { exportTools } from "./export.js";
import { paymentForm, pending } from "./money_open.js";
import { amountFigure, amountWords, balances, lines } from "./shapes.js";

const KIND_OF = { province: "provincial_compensation", city_works: "city_works", reward: "reward" };

/** Money that may go either way, with its sign. @param {number|null} fen */
const signed = (fen) => (fen === null ? "—" : `${fen < 0 ? "−" : ""}${t("register_yuan", { n: format.number(Math.abs(fen) / 100, 2, fen % 100 !== 0) })}`);

/** An amount still to be entered. @param {any} line @param {any} page @param {any} plan @param {string} year @param {any[]} entered */
function openLine(line, page, plan, year, entered) {
  const kind = KIND_OF[line.step];
  const waiting = entered.filter((one) => one.content.kind === kind && (kind !== "reward" || one.content.payee === line.party));
  if (waiting.length) return waiting.map((one) => pending(page, one));
  if (!kind || !page.specs.get("payments")?.may_write) return h("span", { class: "soft" }, t("acc_amount_missing"));
  const open = () => paymentForm(page, {
    names: ["payer", "payee", "amount_fen", "reason", "document_number", "document"], title: t("acc_amount_enter"), lead: h("p", { class: "soft small" }, titleOf(line.words)),
    fixed: { rule_set: plan.id, kind, year: Number(year) }, content: { payer: "市级财政", payee: line.party },
  });
  return h("button", { type: "button", class: "button button-small", on: { click: open } }, t("acc_amount_enter"));
}

/** @param {any[]} rows */
const settlementRows = (rows) => [
  ["acc_col_step", "acc_col_party", "acc_col_words", "acc_col_amount", "acc_col_left"].map((key) => t(key)),
  ...rows.map((one) => [t(`acc_step_${one.step}`), one.party, titleOf(one.words), one.amount.fen === null ? t("acc_amount_missing") : one.amount.fen / 100, one.left === null ? "" : one.left / 100]),
];

/** @param {any} page @param {any} close @param {any} plan */
export async function settlementFace(page, close, plan) {
  if (!plan.rules.some((rule) => rule.form === "settlement")) return empty(t("acc_no_settlement"), t("acc_no_settlement_hint"));
  const year = close.month.slice(0, 4);
  const answer = await get("/api/accountability/settlement", { rule_set: plan.id, year });
  const rows = balances(answer.lines);
  const entered = page.payments.filter((one) => one.content.rule_set === plan.id && String(one.content.year ?? "") === year && one.state === "registered");
  let step = "";
  const head = (line) => {
    if (line.step === step) return null;
    step = line.step;
    return h("tr", { class: "step-head" }, h("th", { scope: "rowgroup", colspan: 4 }, t(`acc_step_${line.step}`)));
  };
  return [
    h("div", { class: "grand" },
      h("div", null, h("p", { class: "soft small" }, t("acc_collected_year", { year })), h("p", { class: "grand-sum" }, amountWords(answer.collected) ?? "—"),
        language() === "zh" && h("p", { class: "soft small" }, answer.collected.capitals)),
      h("div", { class: "tools" }, exportTools(t("acc_file_settlement", { year }), () => settlementRows(rows)))),
    h("section", { class: "payer" },
      h("header", null, h("h3", null, t("acc_settlement_of", { year })), h("p", { class: "way" }, titleOf(answer.ground)),
        h("p", { class: "counts-line" }, answer.is_settled ? t("acc_settled") : t("acc_settlement_open"))),
      h("table", { class: "sum-table settlement" },
        h("thead", null, h("tr", null, ["acc_col_party", "acc_col_words"].map((key) => h("th", { scope: "col" }, t(key))), ["acc_col_amount", "acc_col_left"].map((key) => h("th", { scope: "col", class: "number" }, t(key))))),
        h("tbody", null, rows.map((line) => [head(line), h("tr", null, h("th", { scope: "row" }, line.party || t("acc_payer_unknown")), h("td", null, titleOf(line.words)),
          h("td", { class: "number" }, line.amount.fen === null ? openLine(line, page, plan, year, entered) : signed(line.amount.fen)), h("td", { class: "number soft", "data-title": t("acc_col_left") }, signed(line.left)))])),
        h("tfoot", null, h("tr", null, h("th", { scope: "row" }, t("acc_balance")), h("td", null, answer.surplus.fen === null ? t("acc_surplus_open") : t("acc_surplus", { amount: amountWords(answer.surplus) })), h("td", { class: "number", colspan: 2 }, answer.is_settled ? amountFigure(answer.balance) : h("span", { class: "soft" }, t("acc_not_settled"))))))),
    lines(answer, "notes").length > 0 && h("ul", { class: "notes" }, lines(answer, "notes").map((line) => h("li", null, line))),
  ];
}
