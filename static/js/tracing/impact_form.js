/**
 * The form that asks what a spill, a discharge or an opened sluice reaches downstream.
 * @module tracing/impact_form
 */
import { change } from "../api.js";
import { h } from "../dom.js";
import { backBar } from "../panel/panel.js";
import { indicatorName } from "../shapes.js";
import { splitFeature } from "../url.js";
import { t } from "../words.js";
import { idOf, mayImpact } from "./analysis.js";
import { createDecayField } from "./decay_field.js";
import { refusal } from "./face_parts.js";
import { askForm, choice, labelled, localInstant, numberInput, readNumber, sayFault, sentInstant } from "./form_parts.js";
import { placeName } from "./place_name.js";

/** @param {any} context @param {string} from */
export async function impactForm(context, from) {
  const { state, data } = context;
  if (!mayImpact(data.session().role)) return refusal(context, { status: data.session().name ? 403 : 401 }, "impact");
  const name = await placeName(context, from);
  const { layer } = splitFeature(from);
  const kinds = [...(layer === "sluices" ? ["release"] : []), "spill", "discharge", ...(layer === "sluices" ? [] : ["release"])];
  const kind = choice("kind", kinds.map((one) => ({ value: one, text: t(`impact_kind_${one}`) })));
  const moment = /** @type {HTMLInputElement} */ (h("input", { type: "datetime-local", name: "moment", value: localInstant(Date.now()) }));
  const what = /** @type {HTMLInputElement} */ (h("input", { type: "text", name: "name", autocomplete: "off", placeholder: t("impact_what_example"), maxlength: 80 }));
  const indicator = choice("indicator", [{ value: "", text: t("impact_no_indicator") }, ...[...data.indicators().keys()].map((code) => ({ value: code, text: indicatorName(data.indicators(), code) }))], "");
  const [mass, rate, duration, flow] = [numberInput("mass_kg"), numberInput("rate"), numberInput("duration"), numberInput("flow")];
  const [distance, hours] = [numberInput("max_distance", 100), numberInput("max_travel", 120)];
  const decay = createDecayField({ indicator: "", none: { title: t("decay_lasting"), hint: t("decay_lasting_hint") }, hint: t("decay_hint_impact") });
  indicator.addEventListener("change", () => decay.load(indicator.value));
  const parts = {
    spill: [labelled(t("impact_mass"), mass, { unit: "kg", needed: true })],
    discharge: [labelled(t("impact_rate_label"), rate, { unit: "kg/h", needed: true }), labelled(t("impact_duration"), duration, { unit: t("unit_hours"), needed: true })],
    release: [labelled(t("impact_flow_label"), flow, { unit: "m³/s", needed: true, wide: true, help: t("impact_flow_help") })],
  };
  const stuff = [labelled(t("impact_what"), what, { wide: true }), labelled(t("impact_indicator"), indicator, { wide: true, help: t("impact_indicator_help") })];

  function arrange() {
    for (const [one, elements] of Object.entries(parts)) for (const element of elements) element.hidden = one !== kind.value;
    for (const element of [...stuff, decay.element]) element.hidden = kind.value === "release";
  }
  kind.addEventListener("change", arrange);
  arrange();

  /** How much, by the kind. */
  function amount() {
    if (kind.value === "spill") return { mass_kg: readNumber(mass, { needed: true, above: 0 }) };
    if (kind.value === "discharge") return { rate_kg_per_h: readNumber(rate, { needed: true, above: 0 }), duration_h: readNumber(duration, { needed: true, above: 0 }) };
    return { flow_m3_per_s: readNumber(flow, { needed: true, above: 0 }) };
  }

  const form = askForm({
    title: t("impact_form_title", { name }), act: t("impact_form_go"), lead: h("p", { class: "soft" }, t("impact_form_lead")),
    fields: [
      h("div", { class: "form-grid" }, labelled(t("impact_kind"), kind, { wide: true }), labelled(t("impact_moment"), moment, { wide: true }), Object.values(parts).flat(), stuff,
        labelled(t("trace_form_distance"), distance, { unit: "km" }), labelled(t("trace_form_hours"), hours, { unit: t("unit_hours") })),
      decay.element,
    ],
    async send() {
      const at = sentInstant(moment.value);
      sayFault(moment, at ? null : t("impact_moment_bad"));
      if (!at) {
        moment.focus();
        throw new RangeError(t("impact_moment_bad"));
      }
      const body = { from, kind: kind.value, moment: at, ...amount() };
      const limits = { max_distance_m: readNumber(distance, { above: 0 }), max_travel_h: readNumber(hours, { above: 0 }) };
      if (limits.max_distance_m !== null) Object.assign(body, { max_distance_m: limits.max_distance_m * 1000 });
      if (limits.max_travel_h !== null) Object.assign(body, { max_travel_h: limits.max_travel_h });
      if (kind.value !== "release") {
        const chosen = decay.read();
        Object.assign(body, what.value.trim() && { name: what.value.trim() }, indicator.value && { indicator: indicator.value }, chosen && { decay: chosen });
      }
      const made = await change("POST", "/api/impacts", body);
      state.set({ task: null, feature: null, lead: null, part: null, over: null, analysis: `impact/${idOf(made)}` });
    },
  });
  return [backBar(context), form];
}
