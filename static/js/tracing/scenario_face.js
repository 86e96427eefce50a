/**
 * What if: a source lowered, a sluice closed, flow added; and the least that brings the section to its target.
 * @module tracing/scenario_face
 */
import { change, get } from "../api.js";
import { h, replace } from "../dom.js";
import * as format from "../format.js";
import { backBar } from "../panel/panel.js";
import { splitFeature } from "../url.js";
import { t } from "../words.js";
import { mayPlan, readAnalysis } from "./analysis.js";
import { createDecayField } from "./decay_field.js";
import { refusal } from "./face_parts.js";
import { askForm, choice, labelled, numberInput, readNumber } from "./form_parts.js";
import { changeable, createChanges } from "./scenario_changes.js";
import { cutsResult, scenarioResult } from "./scenario_result.js";
import { traceable } from "./traceable.js";

/** What the open trace asked, where it is of this place. @param {any} context @param {string} from */
async function questionOf({ state }, from) {
  const open = readAnalysis(state.get().analysis);
  if (open?.kind !== "trace") return null;
  const { question } = await get(`/api/traces/${open.id}`);
  return question.from === from ? question : null;
}

/** @param {any} context @param {string} from a section */
export async function scenarioFace(context, from) {
  const { state, data } = context;
  if (!mayPlan(data.session().role)) return refusal(context, { status: data.session().name ? 403 : 401 }, "scenario");
  await context.ready();
  const { key } = splitFeature(from);
  const section = data.section(key);
  const [there, question] = await Promise.all([changeable(from), questionOf(context, from)]);
  const items = section ? traceable(section).map((one) => ({ value: one.code, text: one.name })) : [];
  const indicator = choice("indicator", items.length ? items : [{ value: question?.indicator ?? "", text: question?.indicator_zh ?? "" }], question?.indicator ?? items[0]?.value);
  const month = choice("month", [...data.months()].reverse().map((one) => ({ value: one, text: format.month(one) })), question?.month ?? state.get().month);
  const decay = createDecayField({ indicator: indicator.value, none: null, hint: t("decay_hint_whatif") });
  const share = numberInput("max_share", 100);
  const changes = createChanges(there);
  changes.add("lower_source");
  indicator.addEventListener("change", () => decay.load(indicator.value));
  const result = h("div", { class: "whatif-results", "aria-live": "polite" });

  const asked = () => ({ section: key, indicator: indicator.value, month: month.value, decay: decay.read() });

  /** @param {HTMLElement} face */
  function show(face) {
    replace(result, face);
    face.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    face.focus({ preventScroll: true });
  }

  const form = askForm({
    title: t("whatif_title", { name: section?.name ?? key }), act: t("whatif_go"), lead: h("p", { class: "soft" }, t("whatif_lead")),
    fields: [
      h("div", { class: "form-grid" }, labelled(t("indicator"), indicator), labelled(t("trace_form_month"), month)),
      decay.element, changes.element,
    ],
    send: async () => show(scenarioResult(await change("POST", "/api/scenarios", { ...asked(), changes: changes.read() }))),
  });
  const plan = askForm({
    title: "", act: t("whatif_cuts_go"), lead: null,
    fields: [h("h2", null, t("whatif_cuts")), h("p", { class: "soft small" }, t("whatif_cuts_hint")), labelled(t("whatif_max_share"), share, { unit: "%" })],
    send: async () => show(cutsResult(await change("POST", "/api/scenarios/cuts", { ...asked(), max_share: readNumber(share, { needed: true, above: 0, most: 100 }) / 100 }))),
  });
  plan.classList.add("plan-form");
  return [backBar(context), form, plan, result];
}
