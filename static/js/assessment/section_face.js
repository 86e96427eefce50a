/**
 * A section in a month, at the side: how it stands, why, its indicators, their course, and the raw values.
 * @module assessment/section_face
 */
import { get } from "../api.js";
import { className, toAttainment, toClass } from "../classes.js";
import { h, icon, iconButton } from "../dom.js";
import * as format from "../format.js";
import { toast } from "../frame/toasts.js";
import { disc } from "../map/symbols.js";
import { targetText } from "../panel/attributes.js";
import { t, titleOf } from "../words.js";
import { indicatorTable, worstFirst } from "./indicator_table.js";
import { rawValues } from "./raw_values.js";
import { sectionChart } from "./section_chart.js";
import { changes, exemptionBlock, nitrogenBlock, outlookLine, sourcesBlock, tagOf, trendLine, upstreamBlock } from "./section_parts.js";

const MAY_CORRECT = ["analyst", "admin"];

/** What stands in the bar of the side. @param {any} page */
export const sectionHead = ({ state }) => [
  h("span", { class: "soft" }, format.month(state.get().month)),
  h("a", { class: "tool", href: `/?feature=sections/${encodeURIComponent(state.get().section)}&month=${state.get().month}` }, icon("pin"), t("show_on_map")),
  iconButton("link", t("copy_link"), async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      toast(t("link_copied"), { kind: "done" });
    } catch {
      toast(t("link_not_copied"));
    }
  }),
];

/** What counts, after exemptions: class and attainment. @param {any} one */
const counted = (one) => one.after ?? { class: one.class, attainment: one.attainment };

/** How it stands. @param {any} one @param {string} month */
function standing(one, month) {
  const [grade, measured] = [toClass(counted(one).class), toClass(one.class)];
  const attainment = toAttainment(counted(one).attainment ?? "none");
  const target = toClass(one.target_class);
  const reason = titleOf({ zh: one.reason_zh, en: one.reason_en });
  const level = grade === measured && titleOf({ zh: one.level_zh, en: one.level_en });
  return h("div", { class: "standing" },
    disc({ grade, attainment, level: one.control_level }),
    h("div", null,
      h("p", { class: "standing-class" }, grade ? [className(grade), level].filter(Boolean).join(" · ") : reason || one.state || t("class_none"), h("span", { class: "soft" }, ` · ${format.month(month)}`)),
      h("p", { class: "standing-target" }, tagOf(attainment), target ? t("target_of", { target: className(target) }) : "", one.after && h("span", { class: "soft" }, t("standing_exempt", { measured: measured ? className(measured) : t("class_none") }))),
      one.critical && h("p", { class: "soft" }, t("critical", { rounded: className(measured), unrounded: className(toClass(one.class_unrounded)) })),
      one.main_pollutants_zh && h("p", null, t("main_pollutants", { names: titleOf({ zh: one.main_pollutants_zh, en: one.main_pollutants_en }) }))));
}

/** @param {any} page */
export async function sectionFace(page) {
  const { state } = page;
  const { section: code, month, indicator: asked, months } = state.get();
  const one = await get(`/api/assessment/sections/${encodeURIComponent(code)}`, { month });
  const target = toClass(one.target_class);
  const indicators = one.indicators ?? [];
  const known = (which) => indicators.find((each) => each.code === which);
  let chosen = known(asked) ? asked : (worstFirst(indicators)[0]?.code ?? null);
  const table = h("div");
  const course = h("div");

  function draw() {
    table.replaceChildren(indicatorTable(indicators, { target, chosen, choose }));
    const indicator = known(chosen);
    if (!indicator) return course.replaceChildren();
    const name = titleOf({ zh: indicator.name_zh, en: indicator.name_en });
    return course.replaceChildren(
      sectionChart({ code, month, months: Math.min(months, 24), indicator, name, target, series: one.series }),
      trendLine(one.trend, chosen) ?? "",
      rawValues(code, month, { code: chosen, name, unit: indicator.unit }, { may: MAY_CORRECT.includes(page.session().role), newest: page.newest, corrected: page.corrected }));
  }

  /** @param {string} which */
  function choose(which) {
    chosen = which;
    state.set({ indicator: which });
    draw();
    course.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    table.querySelector("[aria-pressed=true]")?.focus({ preventScroll: true });
  }

  draw();
  const said = [one.river || one.lake, one.district, one.district_beyond, one.assessment_level, one.kind].filter(Boolean);
  return [
    h("header", { class: "panel-head" },
      h("h1", null, one.name, one.is_invented === true && h("span", { class: "badge badge-small", title: t("invented_note") }, t("invented"))),
      h("p", { class: "soft" }, said.join(" · "))),
    standing(one, month),
    (one.targets ?? []).length > 0 && h("ul", { class: "targets" }, one.targets.map((each) => h("li", null, h("span", null, targetText(each), " "), tagOf(each.attainment), one.after && h("span", { class: "soft" }, ` ${t("before_exemptions")}`), each.source && h("small", null, t("target_source", { source: each.source }))))),
    exemptionBlock(one),
    changes(one),
    outlookLine(one.outlook),
    indicators.length ? [h("h2", { class: "part-title" }, t("indicators_of_month")), table] : h("p", { class: "state-line" }, titleOf({ zh: one.reason_zh, en: one.reason_en }) || t("no_values")),
    course,
    upstreamBlock(one),
    nitrogenBlock(one.total_nitrogen),
    sourcesBlock(one),
  ];
}
