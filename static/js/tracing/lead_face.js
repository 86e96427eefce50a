/**
 * The face of one lead: how it stands, each factor with its number, source and evidence, the chain where it is shown.
 * @module tracing/lead_face
 */
import { h } from "../dom.js";
import * as format from "../format.js";
import { middleOf } from "../map/geometry.js";
import { leadSign } from "../map/trace_symbols.js";
import { t, titleOf } from "../words.js";
import { analysisBar, caveatLine, factList } from "./face_parts.js";
import { investigationActs } from "./investigation_acts.js";
import { stateTag } from "./lead_list.js";
import { said } from "./trace_shapes.js";
import { percent, scoreWords, travelWords } from "./trace_words.js";

/** The number of a factor with its unit. @param {any} factor */
const numberWords = ({ number, value, unit }) => (typeof number === "number" && (unit !== "1" || number !== value) ? `${format.number(number, 3)}${unit && unit !== "1" ? ` ${unit}` : ""}` : "");

/** A factor's weight: ×0.92. @param {any} value */
export const factorWords = (value) => (typeof value === "number" ? `×${format.number(value, 3)}` : "—");

/** The factors as a table that copies well. @param {any[]} factors */
export const factorTable = (factors) =>
  h("table", { class: "factors" },
    h("thead", { class: "unseen" }, h("tr", null, [t("factor"), t("factor_value")].map((words) => h("th", { scope: "col" }, words)))),
    h("tbody", null, factors.map((factor) => h("tr", null,
      h("th", { scope: "row" }, titleOf(factor) || factor.name,
        h("p", { class: "factor-evidence" }, said(factor, "evidence")),
        h("p", { class: "factor-source" }, t("factor_source", { source: said(factor, "source") || t("factor_no_source") }))),
      h("td", null, h("strong", null, factorWords(factor.value)), numberWords(factor) && h("small", null, numberWords(factor)))))));

/** A link of the chain. @param {any} one @param {string} title */
const link = (one, title) => {
  const names = (Array.isArray(one) ? one : [one]).filter(Boolean).map((item) => (typeof item === "string" ? item : item.name || titleOf(item) || item.code || item.key));
  return [title, names.filter(Boolean).join(t("comma"))];
};

/** 排污单位—排污通道—排污口—受纳水体. @param {any} chain */
export function chainList(chain) {
  const links = [
    link(chain.dischargers ?? chain.discharger, t("chain_dischargers")), link(chain.channels ?? chain.channel, t("chain_channel")),
    link(chain.outfall, t("chain_outfall")), link(chain.water ?? chain.receiving_water, t("chain_water")),
  ];
  return h("ol", { class: "chain" }, links.map(([title, names]) => h("li", { class: names ? null : "is-unknown" }, h("span", null, title), h("b", null, names || t("chain_unknown")))));
}

/** @param {any} context @param {import("./trace_shapes.js").KeptTrace} trace @param {any} lead */
export function leadFace(context, trace, lead) {
  const { state, map } = context;
  const place = lead.place ?? middleOf(trace.reaches.find((one) => one.key === lead.reach)?.geometry);
  const open = () => {
    state.set({ feature: `${lead.layer}/${lead.key}`, over: "feature" });
    if (place) map.goTo(...place);
  };
  const next = (by) => trace.leads[trace.leads.indexOf(lead) + by];
  const step = (by, words) => h("button", { type: "button", class: "tool", disabled: !next(by), on: { click: () => state.set({ lead: next(by).id }) } }, words);
  return [
    analysisBar(context),
    h("header", { class: "panel-head lead-head" },
      leadSign(lead, 15),
      h("div", null, h("h1", null, lead.name), h("p", { class: "soft" }, [lead.kindName, lead.words].filter(Boolean).join(" · "), " ", stateTag(lead)))),
    caveatLine(trace.caveat),
    factList([
      [t("lead_priority"), t("lead_rank", { n: lead.n, all: trace.leads.length })],
      [t("lead_share"), lead.state === "excluded" ? t("lead_share_excluded") : `${percent(lead.share)} · ${t("lead_score", { n: scoreWords(lead.score) })}`],
      [t("lead_distance"), lead.kind === "unlisted" ? "" : lead.distance !== null ? format.distance(lead.distance) : t("lead_distance_unknown")],
      [t("lead_travel"), lead.kind === "unlisted" ? "" : travelWords(lead)],
      [t("lead_load"), typeof lead.load_kg_per_d === "number" ? `${format.number(lead.load_kg_per_d, 1)} kg/d · ${lead.load_source ?? ""}` : ""],
      [t("lead_evidence"), [lead.evidence_level, lead.words].filter(Boolean).join(" ")],
    ]),
    investigationActs(context, trace, lead),
    lead.layer && lead.key && h("p", { class: "lead-links" }, h("button", { type: "button", class: "link-button", on: { click: open } }, t("lead_open_feature"))),
    lead.chain && h("section", { class: "lead-part" }, h("h2", null, t("lead_chain")), chainList(lead.chain)),
    h("section", { class: "lead-part" }, h("h2", null, t("lead_factors")),
      lead.factors.length ? [factorTable(lead.factors), h("p", { class: "soft small" }, t("lead_product"))] : h("p", { class: "soft" }, t("lead_no_factors"))),
    h("nav", { class: "lead-steps", "aria-label": t("part_leads") }, step(-1, t("lead_before")), step(1, t("lead_after"))),
  ];
}
