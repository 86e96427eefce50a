/**
 * The changes of a what-if, one below the other: a source lowered, a sluice closed, flow added.
 * @module tracing/scenario_changes
 */
import { get } from "../api.js";
import { h, iconButton } from "../dom.js";
import * as format from "../format.js";
import { t } from "../words.js";
import { choice, numberInput, readNumber } from "./form_parts.js";

const KINDS = ["lower_source", "close_sluice", "add_flow"];

/** What lies above a section and can be changed, the nearest first. @param {string} from */
export async function changeable(from) {
  const answer = await get("/api/network/upstream", { from }).catch(() => ({ features: [] }));
  const of = (layer) => (answer.features ?? []).filter((one) => one.properties.layer === layer).sort((a, b) => (a.properties.distance_m ?? 0) - (b.properties.distance_m ?? 0))
    .map(({ id, properties: p }) => ({ key: String(id), text: `${p.name || id} · ${format.distance(p.distance_m)}` }));
  return { outfalls: of("outfalls"), sluices: of("sluices"), reaches: of("reaches") };
}

/** @param {{outfalls: any[], sluices: any[], reaches: any[]}} there */
export function createChanges(there) {
  const list = h("ol", { class: "changes-list" });
  const rows = new Map();
  let made = 0;
  const options = (items, prefix = "") => items.map(({ key, text }) => ({ value: prefix + key, text }));
  const named = (words, control, unit = "") => h("label", { class: "change-field" }, h("span", null, words, unit && ` ${unit}`), control);
  const fault = (control) => h("p", { class: "field-fault", id: `${control.id}-fault`, hidden: true });

  /** The controls of a change and how they are read. @param {string} kind @param {number} n */
  function controls(kind, n) {
    if (kind === "lower_source") {
      const source = choice(`source-${n}`, options(there.outfalls, "outfalls/"), null, { id: `ask-source-${n}` });
      const output = h("output", { for: `ask-percent-${n}` }, "50%");
      const percent = /** @type {HTMLInputElement} */ (h("input", { type: "range", id: `ask-percent-${n}`, min: 0, max: 100, step: 5, value: 50, "aria-label": t("whatif_percent"), on: { input: () => (output.textContent = `${percent.value}%`) } }));
      return { parts: [named(t("whatif_source"), source), h("div", { class: "change-percent" }, percent, output)], read: () => ({ kind, key: source.value, percent: Number(percent.value) }) };
    }
    if (kind === "close_sluice") {
      const sluice = choice(`sluice-${n}`, options(there.sluices), null, { id: `ask-sluice-${n}` });
      return { parts: [named(t("whatif_sluice"), sluice)], read: () => ({ kind, key: sluice.value }) };
    }
    const reach = choice(`reach-${n}`, options(there.reaches), null, { id: `ask-reach-${n}` });
    const [flow, strength] = [numberInput(`flow-${n}`, "", { id: `ask-flow-${n}` }), numberInput(`strength-${n}`, "", { id: `ask-strength-${n}` })];
    return {
      parts: [named(t("whatif_reach"), reach), h("div", { class: "change-pair" }, named(t("whatif_flow"), flow, "m³/s"), named(t("whatif_strength"), strength, "mg/L")), fault(flow), fault(strength)],
      read: () => ({ kind, reach: reach.value, flow_m3_per_s: readNumber(flow, { needed: true, above: 0 }), concentration_mg_per_l: readNumber(strength, { needed: true, least: 0 }) }),
    };
  }

  /** @param {string} kind */
  function add(kind) {
    const n = (made += 1);
    const { parts, read } = controls(kind, n);
    const row = h("li", { class: "change" }, h("div", { class: "change-head" }, h("strong", null, t(`whatif_${kind}`)), iconButton("close", t("whatif_take_out"), () => { rows.delete(row); row.remove(); })), parts);
    rows.set(row, read);
    list.append(row);
    return row;
  }

  const has = { lower_source: there.outfalls.length, close_sluice: there.sluices.length, add_flow: there.reaches.length };
  const buttons = KINDS.map((kind) => h("button", { type: "button", class: "tool", disabled: !has[kind], title: has[kind] ? null : t("whatif_nothing_there"), on: { click: () => add(kind).querySelector("select").focus() } }, `+ ${t(`whatif_${kind}`)}`));
  return {
    element: h("section", { class: "changes-box" }, h("h2", null, t("whatif_changes")), list, h("div", { class: "change-adds" }, buttons)),
    add: (kind) => has[kind] && add(kind),
    read: () => [...rows.values()].map((one) => one()),
  };
}
