/**
 * A plant's inflow BOD by month against both limits, drawn and written.
 * @module sites/inflow
 */
import { tagOf } from "../assessment/section_parts.js";
import { h, s } from "../dom.js";
import * as format from "../format.js";
import { t } from "../words.js";

const [WIDEST, HEIGHT, LEFT, BOTTOM] = [540, 150, 34, 20];

/** @param {any} inflow */
function drawn({ months, limit_mean_mg_per_l: mean, limit_each_mg_per_l: each }) {
  const width = Math.min(WIDEST, innerWidth - 32); // its text keeps its size on a phone
  const top = Math.max(mean * 1.35, ...months.map((one) => one.value)) * 1.05;
  const y = (value) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - 6) * value) / top;
  const step = (width - LEFT) / 12;
  const line = (value, names) => [s("line", { class: names, x1: LEFT, x2: width, y1: y(value), y2: y(value) }), s("text", { class: "tick-y", x: LEFT - 5, y: y(value) }, String(value))];
  return s("svg", { class: "inflow-chart", viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": t("sites_inflow_label", { n: months.length, mean, each }) },
    months.map((one) => {
      const x = LEFT + (Number(one.month.slice(5)) - 1) * step;
      return [
        s("rect", { class: `inflow-bar${one.too_low ? " is-low" : ""}`, x: x + (step > 30 ? 5 : 2), width: step - (step > 30 ? 10 : 4), y: y(one.value), height: Math.max(0, HEIGHT - BOTTOM - y(one.value)), rx: 2 }),
        s("text", { class: `inflow-value${y(one.value) > HEIGHT - BOTTOM - 20 ? " is-above" : ""}`, x: x + step / 2, y: y(one.value) + (y(one.value) > HEIGHT - BOTTOM - 20 ? -4 : 14) }, format.number(one.value, 0)),
      ];
    }),
    line(mean, "inflow-line"), line(each, "inflow-line inflow-each"),
    s("line", { class: "inflow-ground", x1: LEFT, x2: width, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM }),
    Array.from({ length: 12 }, (_, i) => s("text", { class: "inflow-month", x: LEFT + (i + 0.5) * step, y: HEIGHT - 5 }, String(i + 1))));
}

/** @param {any} inflow */
export function inflowMonths(inflow) {
  if (!inflow?.months?.length) return h("p", { class: "state-line" }, t("sites_inflow_none"));
  return [
    h("p", null, tagOf(inflow.state), " ", h("strong", null, t("sites_inflow_mean", { value: format.number(inflow.mean_mg_per_l, 1) })), h("span", { class: "soft" }, ` ${t("sites_lowest", { value: format.number(inflow.minimum_mg_per_l, 1), month: format.shortMonth(inflow.minimum_month) })}`)),
    drawn(inflow),
    h("p", { class: "soft small" }, t("sites_inflow_rule", { mean: inflow.limit_mean_mg_per_l, each: inflow.limit_each_mg_per_l }), ` ${t("target_source", { source: inflow.source })}`),
  ];
}
