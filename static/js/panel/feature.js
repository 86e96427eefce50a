/**
 * The panel of one feature: what it is, how it stands, what is upstream, all its attributes.
 * @module panel/feature
 */
import { item } from "../api.js";
import { className, quality } from "../classes.js";
import { h, icon, iconButton } from "../dom.js";
import { middleOf } from "../map/geometry.js";
import { disc, outfall, outfallShape, sluice } from "../map/symbols.js";
import { splitFeature } from "../url.js";
import { pages, t, titleOf } from "../words.js";
import { symbolOf } from "../frame/tree.js";
import { toast } from "../frame/toasts.js";
import { mayImpact, mayPlan, mayTrace } from "../tracing/analysis.js";
import { attributes, labelOf, targetText } from "./attributes.js";
import { exemptWords } from "../map/views.js";
import { attainmentTag } from "./home.js";
import { backBar } from "./panel.js";
import { values } from "./values.js";

const TRACEABLE = ["sections", "reaches", "outfalls", "sluices"];

/** Copies the address of this view. */
async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    toast(t("link_copied"), { kind: "done" });
  } catch {
    toast(t("link_not_copied"));
  }
}

/** What may be asked of a feature: a trace of its exceedance, what a spill from it would reach, what if. @param {any} context @param {string} feature */
function askButtons({ state, data }, feature) {
  const { layer } = splitFeature(feature);
  const { role } = data.session();
  const ask = (kind, words, quiet) => h("button", { type: "button", class: quiet ? "button button-quiet" : "button", on: { click: () => state.set({ task: `${kind}:${feature}`, over: null }) } }, t(words));
  const asks = [
    layer === "sections" && mayTrace(role) && ask("trace", "trace_act", false),
    layer === "sections" && mayPlan(role) && ask("scenario", "whatif_act", true),
    ["outfalls", "dischargers", "reaches"].includes(layer) && mayImpact(role) && ask("impact", "impact_act_spill", false),
    layer === "sluices" && mayImpact(role) && ask("impact", "impact_act_release", false),
    ["outfalls", "reaches", "sluices"].includes(layer) && mayTrace(role) && ask("trace", "trace_act", true),
  ].filter(Boolean);
  return asks.length > 0 && h("div", { class: "acts" }, asks);
}

/** The buttons of a feature that lies on the river. @param {any} context @param {string} feature @param {boolean} quiet */
function traceButtons({ state }, feature, quiet) {
  const one = (direction, sign) =>
    h("button", { type: "button", class: quiet ? "button button-quiet" : "button", on: { click: () => state.set({ trace: { direction, from: feature }, analysis: null, over: null }) } }, icon(sign), t(`trace_${direction}`));
  return h("div", { class: "acts" }, one("upstream", "up_stream"), one("downstream", "down_stream"));
}

/** The symbol of this very feature. @param {any} spec @param {any} properties */
function ownSymbol(spec, properties) {
  if (spec.id === "outfalls") return outfall(outfallShape(properties.outfall_type), properties.remediation_state);
  if (spec.id === "sluices") return sluice(properties.state, 90);
  return symbolOf(spec);
}

/** How a section stands this month. @param {import("../shapes.js").SectionMonth} section */
function standing(section) {
  const undecided = section.grade === 0;
  return h("div", { class: "standing" },
    disc({ grade: section.grade, attainment: section.attainment, level: section.level }),
    h("div", null,
      h("p", { class: "standing-class" }, undecided ? section.reason || section.state || t("class_none") : `${className(section.grade)} · ${quality(section.grade)}`),
      h("p", { class: "standing-target" }, attainmentTag(section.attainment), section.measured && h("span", { class: "soft" }, exemptWords(section)), section.target ? t("target_of", { target: className(section.target) }) : ""),
      section.critical && h("p", { class: "soft" }, t("critical", { rounded: className(section.grade), unrounded: className(section.gradeUnrounded) })),
      section.deciding.length > 0 && section.grade > 1 && h("p", { class: "soft" }, t("deciding", { names: section.deciding.slice(0, 4).join(t("comma")) })),
      section.items.length > 0 && h("p", { class: "soft" }, t("judged_as", { set: section.required || "—", n: section.judged.length, m: section.requiredCount }))),
  );
}

/** One target of a section with its answer, over how many months of the year, and where it is written. @param {any} target @param {string|null} [measured] set where the answer is that before an exemption */
function targetLine(target, measured = null) {
  const far = target.period === "year" && target.months < 12 ? t("months_so_far", { n: target.months }) : "";
  return h("li", null, h("span", null, targetText(target), far, " "), attainmentTag(target.attainment), measured && h("span", { class: "soft" }, ` ${t("before_exemptions")}`), target.source && h("small", null, t("target_source", { source: target.source })));
}

/** @param {any} context */
export async function showFeature(context) {
  const { state, data } = context;
  await context.ready();
  const { layer, key } = splitFeature(state.get().feature);
  const spec = data.layer(layer);
  const found = await item(layer, key);
  const { properties } = found;
  const section = layer === "sections" ? data.section(key) : null;
  const name = properties[spec?.titleField ?? "name"] || key;
  const said = ["control_level", "assessment_level", properties.river ? "river" : "receiving_water", "district"].filter((one) => properties[one]);
  const kinds = [titleOf(spec), ...said.map((one) => labelOf(spec?.fields.find((field) => field.name === one) ?? {}, properties[one]))];
  const go = (feature) => state.set({ feature, over: state.get().trace || state.get().analysis ? "feature" : null });
  const asks = askButtons(context, state.get().feature);
  const middle = middleOf(found.geometry);
  return [
    backBar(context,
      iconButton("locate", t("show_on_map"), () => middle && context.goTo(middle[0], middle[1])),
      iconButton("link", t("copy_link"), copyLink),
      iconButton("print", t("print"), () => print())),
    h("header", { class: "panel-head" },
      h("h1", null, !section && spec && h("span", { class: "head-symbol" }, ownSymbol(spec, properties)), name, properties.is_invented === true && h("span", { class: "badge badge-small", title: t("invented_note") }, t("invented"))),
      h("p", { class: "soft" }, [...new Set(kinds.filter(Boolean).map(String))].join(" · "))),
    section && standing(section),
    asks,
    TRACEABLE.includes(layer) && traceButtons(context, state.get().feature, Boolean(asks)),
    section && pages().some((one) => one.id === "assessment") && h("p", { class: "details-link" }, h("a", { href: `/assessment?month=${state.get().month ?? ""}&section=${encodeURIComponent(key)}` }, t("assessment_details"))),
    layer === "sluices" && data.session().role && h("p", { class: "details-link" }, h("a", { href: `/sluices?sluice=${encodeURIComponent(key)}` }, t("sluice_records"))),
    section && section.targets.length > 0 && h("ul", { class: "targets" }, section.targets.map((one) => targetLine(one, section.measured))),
    section && section.items.length > 0 && section.assumed.map((name) => h("p", { class: "soft assumed" }, t(name))),
    section && (await values(context, section)),
    h("section", { class: "about" }, h("h2", null, t("attributes")), spec ? attributes(spec, properties, go) : null),
  ];
}
