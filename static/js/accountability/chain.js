/**
 * A run as a chain: one mark a period with its class, those that count joined by a line.
 * @module accountability/chain
 */
import { numeralOf } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { language, t } from "../words.js";
import { chainOf } from "./shapes.js";

/** A period in little room: 8月, 二季度. @param {{month: string, period: string}} step */
function periodWord({ month, period }) {
  const number = Number(month.slice(5));
  if (period === "year") return month.slice(0, 4);
  if (period === "quarter") return t("acc_quarter", { n: Math.ceil(number / 3) });
  return language() === "zh" ? t("acc_month", { n: number }) : format.month(month).slice(0, 3);
}

/** @param {any} notice */
export function chain(notice) {
  const steps = chainOf(notice);
  if (steps.length < 2) return null;
  const words = (step) => `${format.month(step.month)} ${step.counted ? numeralOf(step.grade) : step.state ?? t("acc_passed_over")}`;
  return h("div", { class: "chain" },
    h("ol", { "aria-label": t("acc_run_label") }, steps.map((step) =>
      h("li", { class: step.counted ? "is-counted" : "is-passed", title: words(step) },
        h("span", { class: step.counted ? `chip chip-${step.grade}` : "chip-passed" }, step.counted ? numeralOf(step.grade) : (step.state ?? "—")),
        h("small", null, periodWord(step))))),
    h("p", { class: "chain-run" }, t("acc_run", { n: notice.run })));
}
