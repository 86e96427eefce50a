/**
 * The form that asks for a trace of a section: what, when, how far, and with which decay coefficient.
 * @module tracing/trace_form
 */
import { change } from "../api.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { backBar } from "../panel/panel.js";
import { indicatorName } from "../shapes.js";
import { splitFeature } from "../url.js";
import { t } from "../words.js";
import { idOf, mayTrace } from "./analysis.js";
import { createDecayField } from "./decay_field.js";
import { refusal } from "./face_parts.js";
import { askForm, choice, labelled, localInstant, numberInput, readNumber, sayFault, sentInstant } from "./form_parts.js";
import { placeName } from "./place_name.js";
import { traceable } from "./traceable.js";

const FAVOURED = "w21003"; // 氨氮, where no section says what it missed

/** @param {any} context @param {string} from */
export async function traceForm(context, from) {
  const { state, data } = context;
  if (!mayTrace(data.session().role)) return refusal(context, { status: data.session().name ? 403 : 401 }, "trace");
  await context.ready();
  const name = await placeName(context, from);
  const { layer, key } = splitFeature(from);
  const section = layer === "sections" ? data.section(key) : null;
  const ranked = section ? traceable(section) : [];
  const codes = ranked.length ? ranked.map((one) => ({ value: one.code, text: one.over > 0 ? t("trace_over", { name: one.name, n: format.number(one.over, 2, true) }) : one.name }))
    : [...data.indicators().keys()].map((code) => ({ value: code, text: indicatorName(data.indicators(), code) }));
  const indicator = choice("indicator", codes, ranked.length ? null : FAVOURED);
  const month = choice("month", [...[...data.months()].reverse().map((one) => ({ value: one, text: format.month(one) })), { value: "", text: t("trace_form_moment_choice") }], state.get().month);
  const moment = /** @type {HTMLInputElement} */ (h("input", { type: "datetime-local", name: "moment", value: localInstant(Date.now()) }));
  const momentField = labelled(t("trace_form_moment"), moment, { wide: true });
  momentField.hidden = true;
  month.addEventListener("change", () => (momentField.hidden = month.value !== ""));
  const [distance, hours] = [numberInput("max_distance", 50), numberInput("max_travel", 72)];
  const decay = createDecayField({ indicator: indicator.value });
  indicator.addEventListener("change", () => decay.load(indicator.value));

  const form = askForm({
    title: t("trace_form_title", { name }), act: t("trace_form_go"),
    lead: h("p", { class: "soft" }, t("trace_form_lead")),
    fields: [
      h("div", { class: "form-grid" },
        labelled(t("indicator"), indicator, { wide: true }), labelled(t("trace_form_month"), month, { wide: true }), momentField,
        labelled(t("trace_form_distance"), distance, { unit: "km" }), labelled(t("trace_form_hours"), hours, { unit: t("unit_hours") })),
      h("p", { class: "soft small" }, t("trace_form_limits")),
      decay.element,
    ],
    async send() {
      const limits = { km: readNumber(distance, { above: 0 }), hours: readNumber(hours, { above: 0 }) };
      const chosen = decay.read();
      const at = sentInstant(moment.value);
      sayFault(moment, month.value || at ? null : t("impact_moment_bad"));
      if (!month.value && !at) throw new RangeError(t("impact_moment_bad"));
      const made = await change("POST", "/api/traces", {
        from, indicator: indicator.value, ...(month.value ? { month: month.value } : { moment: at }), ...(limits.km === null ? {} : { max_distance_m: limits.km * 1000 }), ...(limits.hours === null ? {} : { max_travel_h: limits.hours }),
        ...(chosen ? { decay: chosen } : { level: "L3" }),
      });
      state.set({ task: null, feature: null, lead: null, part: null, over: null, analysis: `trace/${idOf(made)}` });
    },
  });
  return [backBar(context), form];
}
