/**
 * The leads in their order of priority; the same numbers stand on the map.
 * @module tracing/lead_list
 */
import { h } from "../dom.js";
import * as format from "../format.js";
import { leadRadius, leadSign } from "../map/trace_symbols.js";
import { t } from "../words.js";
import { nothingHere } from "./face_parts.js";
import { percent, travelWords } from "./trace_words.js";

const SHOWN_AT_FIRST = 20;

/** The state of a lead, written. @param {any} lead */
export const stateTag = (lead) => h("span", { class: `tag lead-tag lead-tag-${lead.state}` }, lead.stateName);

/** How much of the score of all is this lead's, as a bar with its number. @param {any} lead */
const shareBar = (lead) =>
  h("span", { class: "share", title: t("tracing_share_hint") },
    h("i", { class: "share-track", "aria-hidden": "true" }, h("i", { style: { width: `${Math.round((lead.share ?? 0) * 100)}%` } })),
    h("b", null, lead.state === "excluded" ? "—" : percent(lead.share)));

/** @param {any} context @param {any} lead @param {number} most */
function leadRow({ state }, lead, most) {
  const isSomewhere = lead.kind !== "unlisted"; // what nobody listed has no place of its own
  const facts = [lead.words, isSomewhere && lead.distance !== null ? format.distance(lead.distance) : "", isSomewhere ? travelWords(lead) : ""];
  return h("li", null,
    h("button", { type: "button", class: `row lead-row${lead.state === "excluded" ? " is-excluded" : ""}`, "data-lead": lead.id, on: { click: () => state.set({ lead: lead.id }) } },
      h("span", { class: "lead-sign" }, leadSign(lead, leadRadius(lead.score, most) * 0.92)),
      h("span", { class: "row-main" }, h("strong", { class: "two-lines", title: lead.name }, lead.name), h("small", { class: "wraps" }, facts.filter(Boolean).join(" · "))),
      h("span", { class: "lead-end" }, stateTag(lead), shareBar(lead))));
}

/** @param {any} context @param {import("./trace_shapes.js").KeptTrace} trace */
export function leadList(context, trace) {
  if (!trace.leads.length) return nothingHere(t("leads_none"), t("leads_none_hint"));
  const most = Math.max(...trace.leads.map((lead) => lead.score));
  const rows = trace.leads.map((lead) => leadRow(context, lead, most));
  const list = h("ol", { class: "rows lead-rows" }, rows.slice(0, SHOWN_AT_FIRST));
  const rest = rows.slice(SHOWN_AT_FIRST);
  const more = rest.length > 0 && h("button", { type: "button", class: "button button-quiet show-more", on: { click: () => { list.append(...rest); more.remove(); rest[0].querySelector("button").focus({ preventScroll: true }); } } }, t("show_more", { n: rest.length }));
  return [h("p", { class: "soft small part-note" }, t("leads_note")), list, more];
}
