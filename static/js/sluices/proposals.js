/**
 * What joint control of sluices the sections ask for in a month, and the form that drafts an order from it.
 * @module sluices/proposals
 */
import { change } from "../api.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { createForm } from "../register/form.js";
import { language, t } from "../words.js";

/** A field of the form. @param {string} name @param {string} kind @param {[string, string]} words @param {boolean} required */
const field = (name, kind, [zh, en], required) => ({
  name, kind, zh, en, required, choices: [], help_zh: "", help_en: "", many: false, multiline: false, is_open: false, unit: null, by_transition: false, in_list: false,
});
const FIELDS = [
  field("by", "text", ["下令单位", "Ordered by"], true),
  field("from", "instant", ["起始时刻", "From"], true),
  field("to", "instant", ["终止时刻", "Until"], false),
];

/** @param {any} proposal @param {any} act */
function draftForm(proposal, { openForm, entered, cancel }) {
  openForm(createForm(FIELDS, {
    title: t("order_draft_of", { name: proposal.name }), act: t("order_draft"), cancel,
    lead: h("p", { class: "soft small" }, t("order_draft_hint")),
    send: async (given) => {
      const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
      entered(await change("POST", "/api/control-orders", { section: proposal.section, cause: proposal.cause, month: proposal.month, ...sent }));
    },
  }));
}

/** @param {any} one @param {any} act */
function card(one, act) {
  const zh = language() === "zh";
  const sluices = one.sluices.map((each) =>
    h("li", null, h("strong", null, each.name), h("span", { class: "soft" }, ` ${format.distance(each.distance_m)} · ${t(`sluice_state_${each.state}`)}`)));
  return h("li", { class: "proposal" },
    h("div", { class: "proposal-head" }, h("strong", null, one.name), h("span", { class: "tag tag-missed" }, t(`order_cause_${one.cause}`))),
    h("p", { class: "proposal-text" }, zh ? one.cause_zh : one.cause_en),
    sluices.length ? [h("p", { class: "soft small" }, t(`order_action_${one.action}`)), h("ul", { class: "proposal-sluices" }, sluices)] : !one.order && h("p", { class: "soft small" }, zh ? one.note_zh : one.note_en),
    one.order
      ? h("button", { type: "button", class: "link-button", on: { click: () => act.openEntry({ id: one.order }) } }, t("order_there", { n: one.order }))
      : sluices.length > 0 && h("button", { type: "button", class: "button button-quiet", on: { click: () => draftForm(one, act) } }, t("order_draft")));
}

/**
 * @param {any[]} proposals
 * @param {{month: string, openForm: (form: any) => void, entered: (entry: any) => void, openEntry: (entry: any) => void, cancel: () => void}} act
 */
export const proposalList = (proposals, act) =>
  h("section", { class: "proposals" },
    h("h2", { class: "list-head" }, t("orders_proposed", { month: format.month(act.month) })),
    proposals.length ? h("ul", { class: "proposal-list" }, proposals.map((one) => card(one, act))) : h("p", { class: "soft" }, t("orders_none")));
