/**
 * A section's ladder over time, and all sections of the plan as narrow strips to choose from.
 * @module accountability/ladder
 */
import { get } from "../api.js";
import { numeralOf, toClass } from "../classes.js";
import { h, replace } from "../dom.js";
import { empty, failure, skeleton } from "../frame/faces.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { overviewRows } from "./finals.js";
import { ladderMonth } from "./ladder_month.js";
import { ladderKey, strip } from "./ladder_strip.js";
import { amountWords } from "./shapes.js";

export const MONTHS = 24;

/** The strips. @param {any[]} rows @param {string|null} chosen @param {(code: string) => void} choose */
const overview = (rows, chosen, choose) =>
  h("ul", { class: "overview" }, rows.map((row) =>
    h("li", null, h("button", { type: "button", "aria-pressed": String(row.code === chosen), "data-section": row.code, on: { click: () => choose(row.code) } },
      h("span", { class: "overview-name" }, row.name, h("small", null, [row.river || row.lake, row.district].filter(Boolean).join(" · "))),
      h("span", { class: "overview-cells", "aria-hidden": "true" }, row.months.map((month, i) => h("i", { class: `cell cell-${toClass(row.classes[i])}${row.missed[i] ? " is-missed" : ""}`, title: `${format.month(month)} ${numeralOf(toClass(row.classes[i]))}` }))),
      h("span", { class: "overview-count" }, row.count ? t("acc_missed_of", { n: row.count }) : t("acc_missed_none"))))));

/** The ladder of one section. @param {any} page @param {any} ladder @param {string} month */
function ladderBlock(page, ladder, month) {
  const detail = h("div", { class: "ladder-detail", "aria-live": "polite" });
  const show = (one) => replace(detail, ladderMonth(page, ladder, one));
  const { totals } = ladder;
  const chiefs = ladder.river_chiefs.map((one) => [one.post, one.name].filter(Boolean).join(" "));
  show(ladder.months.find((one) => one.month === month) ?? ladder.months.at(-1));
  return [
    h("header", { class: "ladder-head" },
      h("div", null, h("h2", null, titleOf(ladder.label)),
        h("p", { class: "soft small" }, [ladder.district, ladder.district_beyond, ladder.township, chiefs.length && t("acc_chiefs", { names: chiefs.join(t("comma")) })].filter(Boolean).join(" · "))),
      h("dl", { class: "ladder-totals" },
        [[t("acc_total_missed"), t("acc_months_n", { n: totals.missed_months })], [t("acc_total_run"), t("acc_months_n", { n: totals.longest_run })], [t("acc_total_amount"), amountWords(totals.amount) ?? "—"]].map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))))),
    strip(ladder, month, show), ladderKey(ladder), detail,
  ];
}

/** @param {any} page @param {any} close @param {any} plan */
export async function ladderFace(page, close, plan) {
  const { state } = page;
  const matrix = await page.finals(close.month);
  const rows = overviewRows(matrix, plan);
  if (!rows.length) return empty(t("acc_no_sections"), t("acc_no_sections_hint"));
  const [top, list] = [h("div", { class: "ladder-block" }), h("div")];
  let asked = 0;
  async function follow() {
    const number = (asked += 1);
    const { section, month } = state.get();
    const code = rows.some((row) => row.code === section) ? section : rows[0].code;
    replace(list, overview(rows, code, (chosen) => state.set({ section: chosen })));
    const timer = setTimeout(() => number === asked && replace(top, skeleton()), 150);
    try {
      const ladder = await get("/api/accountability/ladder", { rule_set: plan.id, subject: code, month, months: MONTHS });
      if (number === asked) replace(top, ladderBlock(page, ladder, month));
    } catch (error) {
      if (number === asked) replace(top, failure(error, follow));
    } finally {
      clearTimeout(timer);
    }
  }
  page.follow = async () => {
    await follow();
    list.querySelector("[aria-pressed=true]")?.focus({ preventScroll: true });
    top.scrollIntoView({ block: "nearest" });
  };
  await follow();
  return [top, h("section", { class: "block" }, h("div", { class: "block-head" }, h("h2", null, t("acc_overview")), h("p", null, t("acc_overview_note", { n: rows[0].months.length }))), list)];
}
