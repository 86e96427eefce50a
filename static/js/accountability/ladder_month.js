/**
 * A month of a ladder in words: class, each target, what exceeds, and the letters that followed.
 * @module accountability/ladder_month
 */
import { className, toClass } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { dueCard } from "./due_card.js";

/** What exceeds a target's limits. @param {any} answer */
const overLimit = (answer) =>
  answer.missed.map((one) => (one.multiple === null || one.multiple === undefined ? titleOf(one) : t("acc_over", { name: titleOf(one), n: Number(one.multiple).toFixed(2) }))).join(t("comma"));

/** @param {any} page @param {any} ladder @param {any} month */
export function ladderMonth(page, ladder, month) {
  const { specs, openLetter } = page;
  const grade = toClass(month.class);
  return [
    h("div", { class: "month-head" }, h("h3", null, format.month(month.month)),
      h("p", null, grade ? className(grade) : (month.state ?? t("acc_no_values")), !month.is_final && h("span", { class: "soft" }, ` · ${t("acc_month_not_final")}`)),
      ladder.kind === "section" && grade > 0 && h("a", { class: "tool", href: `/assessment?month=${month.month}&section=${encodeURIComponent(ladder.subject)}` }, t("acc_to_values"))),
    month.attainments.length > 0
      ? h("ul", { class: "targets" }, month.attainments.filter((one) => one.attainment).map((one) => h("li", null,
        h("span", null, t("acc_target", { purpose: one.purpose, period: t(`acc_period_${one.period}`), target: className(one.class) })),
        h("span", { class: `tag tag-${one.attainment}` }, t(`attainment_${one.attainment}`)),
        one.missed.length > 0 && h("span", { class: "bad" }, overLimit(one)))))
      : h("p", { class: "soft" }, t("acc_no_target")),
    month.notices.length > 0 && h("div", { class: "letter-cards" }, month.notices.map((one) => dueCard(one, { spec: specs.get("notices"), mayDraft: false, open: openLetter, draft: () => {}, heading: [titleOf(one.title), h("span", { class: "soft" }, ` ${one.clause}`)] }))),
  ];
}
