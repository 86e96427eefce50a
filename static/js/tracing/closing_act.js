/**
 * Closing a kept analysis, or opening it again; nothing is ever deleted.
 * @module tracing/closing_act
 */
import { change } from "../api.js";
import { h, replace } from "../dom.js";
import { createForm } from "../register/form.js";
import { t } from "../words.js";

/** @param {any} context of the page @param {string} path of the analysis in the API @param {{state: string}} kept @param {string[]} closers roles that may */
export function closingAct(context, path, { state }, closers) {
  const isOpen = state !== "closed";
  const stand = h("p", { class: "closing-state" }, h("span", { class: "tag" }, t(`trace_state_${isOpen ? "open" : "closed"}`)));
  if (![...closers, "admin"].includes(context.data.session().role ?? "")) return stand;
  const place = h("div", { class: "entry-form" });
  const act = t(isOpen ? "closing_close" : "closing_open");
  const ask = () => replace(place, createForm([], {
    note: "may", title: act, act, cancel: () => replace(place),
    send: async (_, note) => {
      await change("POST", `${path}/transitions`, { to: isOpen ? "closed" : "open", note });
      context.redrawPanel();
    },
  }));
  stand.append(h("button", { type: "button", class: "tool", on: { click: ask } }, act));
  return [stand, place];
}
