/**
 * One indicator of a section over the months, against its limits and its target.
 * @module assessment/section_chart
 */
import { get } from "../api.js";
import { numeralOf } from "../classes.js";
import { h, replace } from "../dom.js";
import { failure, skeleton } from "../frame/faces.js";
import * as format from "../format.js";
import { addMonths, monthsUntil } from "../months.js";
import { figure } from "../chart/figure.js";
import { seriesOption } from "../chart/series.js";
import { pointsOf } from "../panel/values.js";
import { t } from "../words.js";

/** The joined mean of each month that has one. @param {any} series @param {string} indicator @returns {Map<string, number>} */
const meansOf = (series, indicator) =>
  new Map((series?.months ?? []).map((month, i) => [month, series.means?.[indicator]?.[i]]).filter(([, value]) => typeof value === "number"));

/** Samples of an indicator, page after page. @param {string} code @param {string} month @param {string} indicator @param {number} months */
async function load(code, month, indicator, months) {
  const points = [];
  const states = new Map();
  let page = await get("/api/samples", { site: `sections/${code}`, month, months, indicator, limit: 10_000 });
  for (let i = 0; i < 12; i += 1) {
    points.push(...pointsOf(page.samples, indicator));
    for (const one of page.month_states ?? []) states.set(one.month, one.state);
    const next = page.links?.find((link) => link.rel === "next")?.href;
    if (!next) break;
    const { pathname, search } = new URL(next, location.href);
    page = await get(pathname + search);
  }
  return { points, states };
}

/**
 * @param {{code: string, month: string, months: number, indicator: any, name: string, target: number, series: any}} given
 *   `series`: the means of the months as the API joined them, by indicator
 * @returns {HTMLElement}
 */
export function sectionChart({ code, month, months, indicator, name, target, series }) {
  const root = h("section", { class: "block chart-block" }, skeleton());
  const isRange = Array.isArray(indicator.limits?.[0]);
  const limits = isRange ? [] : (indicator.limits ?? []).filter((one) => typeof one === "number");
  const goal = target && limits.length === 5 ? limits[target - 1] : null;

  async function draw() {
    try {
      const { points, states } = await load(code, month, indicator.code, months);
      const means = meansOf(series, indicator.code);
      const shown = monthsUntil(month, months);
      const given = { points, last: month, months, means, limits, target: goal, targetName: target ? t("target_line", { numeral: numeralOf(target) }) : "", more: indicator.direction === "ge", unit: indicator.unit, name, states };
      replace(root, figure({
        title: [h("strong", null, name), indicator.unit && ` ${indicator.unit}`],
        label: t("chart_label", { name, from: format.month(shown[0]), to: format.month(month), n: points.length }),
        height: 260,
        option: (tokens) => seriesOption(given, tokens),
        heads: [t("month"), t("chart_mean"), t("chart_last_year"), t("state")],
        rows: () => shown.map((one) => [format.month(one), numberOf(means.get(one), indicator), numberOf(means.get(addMonths(one, -12)), indicator), states.get(one) ?? (means.has(one) ? "" : t("no_values"))]),
      }));
    } catch (error) {
      replace(root, failure(error, draw));
    }
  }
  draw();
  return root;
}

/** A mean as the table writes it. @param {number|undefined} value @param {any} indicator */
const numberOf = (value, { decimals }) => (value === undefined ? "—" : format.ruled(value, Number.isInteger(decimals) ? decimals : null));
