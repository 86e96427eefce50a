/**
 * The values of a section: the ladder of the month, and the series of one indicator above it.
 * @module panel/values
 */
import { get } from "../api.js";
import { className, numeralOf } from "../classes.js";
import { h, replace } from "../dom.js";
import { ordinal } from "../months.js";
import { t, titleOf } from "../words.js";
import { toast } from "../frame/toasts.js";
import { chart } from "./chart.js";
import { ladder } from "./ladder.js";

const MONTHS = 24;
const FAVOURED = ["w21003", "w21011", "w01018", "w01019"];

/** Samples as points of a series. @param {any[]} samples @param {string} code */
export const pointsOf = (samples, code) =>
  samples
    .filter((one) => one.indicator === code)
    .map((one) => ({
      at: new Date(one.sampled_at).getTime(),
      value: typeof one.value === "number" ? one.value : one.below_limit && typeof one.detection_limit === "number" ? one.detection_limit / 2 : NaN,
      below: Boolean(one.below_limit),
      source: String(one.source ?? ""),
      text: String(one.raw_text ?? one.value ?? ""),
    }));

/** Samples of a section over the months shown, and what is said of months without. @param {string} key @param {string} last */
async function load(key, last) {
  const samples = [];
  let page = await get("/api/samples", { site: `sections/${key}`, month: last, months: MONTHS, limit: 10_000 });
  samples.push(...page.samples);
  const states = new Map(page.month_states.map((one) => [one.month, one.state]));
  for (let i = 0; i < 10; i += 1) {
    const next = page.links?.find((link) => link.rel === "next")?.href;
    if (!next) break;
    const { pathname, search } = new URL(next, location.href);
    page = await get(pathname + search);
    samples.push(...page.samples);
  }
  return { samples, states };
}

/** @param {any} context @param {import("../shapes.js").SectionMonth} section */
export async function values({ state, data }, section) {
  const { month } = state.get();
  if (!month) return null;
  const { samples, states } = await load(section.key, month).catch((error) => {
    if (error.status !== 401) toast(error.message);
    return { samples: [], states: new Map() };
  });
  const codes = [...new Set(samples.map((one) => one.indicator))];
  if (!samples.length && !section.items.length)
    return h("section", { class: "values" }, h("h2", null, t("values")), h("p", { class: "state-line" }, section.reason || t("no_values")));
  const worst = [...section.items].filter((one) => one.judged).sort((a, b) => b.grade - a.grade)[0];
  let chosen = worst?.code ?? FAVOURED.find((code) => codes.includes(code)) ?? codes[0] ?? null;
  const since = data.months()[0] ?? month;
  const months = Math.max(6, Math.min(MONTHS, ordinal(month) - ordinal(since) + 1));
  const root = h("section", { class: "values" });

  function draw() {
    const known = data.indicators().get(chosen);
    const limits = known?.limits?.[section.waterType] ?? {};
    const item = section.items.find((one) => one.code === chosen);
    const target = section.target ? limits.classes?.[section.target - 1] : null;
    replace(root,
      h("h2", null, t("values")),
      chosen && chart({
        points: pointsOf(samples, chosen), last: month, months, limits: limits.classes ?? [], target: typeof target === "number" ? target : null,
        targetName: section.target ? t("target_line", { numeral: numeralOf(section.target) }) : "", more: limits.direction === "ge",
        unit: known?.unit ?? item?.unit ?? "", name: titleOf(known) || item?.name || chosen, states,
      }),
      section.items.length
        ? ladder(section, { data, chosen, choose: (code) => { chosen = code; draw(); root.querySelector("[aria-pressed=true]")?.focus({ preventScroll: true }); } })
        : h("p", { class: "state-line" }, section.reason || section.state || t("no_values_month", { target: className(section.target || 3) })));
  }
  draw();
  return root;
}
