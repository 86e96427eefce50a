/**
 * The decay coefficient of a mass balance: chosen by a person with its source, or no balance at all. Nothing is preset.
 * @module tracing/decay_field
 */
import { get } from "../api.js";
import { h, replace } from "../dom.js";
import { t } from "../words.js";
import { said } from "./trace_shapes.js";

/** 0.05 /d（0.02—0.10）. @param {any} choice */
export function decayWords({ k_per_d: k, k_min_per_d: low, k_max_per_d: high }) {
  const range = typeof low === "number" && typeof high === "number" && low !== high ? t("decay_range", { low, high }) : "";
  return `${k ?? "—"} /d${range}`;
}

/**
 * @param {{indicator: string, none?: {title: string, hint: string}|null, hint?: string}} given `none`: what it means to choose none; null where one must be chosen
 */
export function createDecayField({ indicator, none = { title: t("decay_none"), hint: t("decay_none_hint") }, hint = t("decay_hint") }) {
  const list = h("div", { class: "decay-list" });
  const fault = h("p", { class: "field-fault", hidden: true });
  const element = h("fieldset", { class: "decay" }, h("legend", null, t("decay_title")), h("p", { class: "soft small" }, hint), list, fault);
  let choices = [];
  let asked = 0;
  const own = {
    k: /** @type {HTMLInputElement} */ (h("input", { type: "text", inputmode: "decimal", "aria-label": t("decay_own_k"), placeholder: "k /d" })),
    source: /** @type {HTMLInputElement} */ (h("input", { type: "text", "aria-label": t("decay_own_source"), placeholder: t("decay_own_source") })),
  };
  const radio = (value, ...words) =>
    h("label", { class: "decay-choice" }, h("input", { type: "radio", name: "decay", value, on: { change: () => { fault.hidden = true; ownPart.hidden = value !== "own"; if (value === "own") own.k.focus(); } } }), h("span", null, words));
  const ownPart = h("div", { class: "decay-own", hidden: true }, own.k, own.source);

  /** The choices of an indicator. @param {string} code */
  async function load(code) {
    const number = (asked += 1);
    replace(list, h("p", { class: "soft small" }, t("loading")));
    const answer = code ? await get("/api/tracing/decay-choices", { indicator: code }).catch(() => ({ choices: [] })) : { choices: [] };
    if (number !== asked) return;
    choices = answer.choices ?? answer.decay_choices ?? [];
    replace(list,
      none && radio("none", h("b", null, none.title), h("small", null, none.hint)),
      choices.map((one) => radio(`id:${one.id}`, h("b", null, decayWords(one)), h("small", null, [said(one, "context"), said(one, "source"), ["high", "medium", "low"].includes(one.confidence) && t("decay_confidence", { n: t(`confidence_${one.confidence}`) })].filter(Boolean).join(" · ")))),
      radio("own", h("b", null, t("decay_own")), h("small", null, t("decay_own_hint"))), ownPart);
  }
  load(indicator);

  /** @param {string} sentence @returns {never} */
  function refuse(sentence) {
    fault.hidden = false;
    fault.textContent = sentence;
    list.querySelector("input")?.focus();
    throw new RangeError(sentence);
  }
  return {
    element, load,
    /** What is sent; null where no balance is wanted. @throws {RangeError} nothing chosen, or a coefficient that is none */
    read() {
      const chosen = /** @type {HTMLInputElement|null} */ (list.querySelector("input[name=decay]:checked"))?.value;
      if (!chosen) return refuse(t("decay_missing"));
      if (chosen === "none") return null;
      if (chosen !== "own") return { id: choices.find((one) => `id:${one.id}` === chosen).id };
      const k = Number(own.k.value.trim());
      if (!own.k.value.trim() || !Number.isFinite(k) || k < 0) return refuse(t("decay_own_bad"));
      if (!own.source.value.trim()) return refuse(t("decay_own_unsourced"));
      return { k_per_d: k, source: own.source.value.trim() };
    },
  };
}
