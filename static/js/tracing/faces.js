/**
 * Which face of an analysis the panel shows: a trace, an impact, or what is being asked for; or why it is not shown.
 * @module tracing/faces
 */
import { mayImpact, mayTrace, readAnalysis, readTask } from "./analysis.js";
import { refusal } from "./face_parts.js";
import { impactFace } from "./impact_face.js";
import { impactForm } from "./impact_form.js";
import { scenarioFace } from "./scenario_face.js";
import { traceFace } from "./trace_face.js";
import { traceForm } from "./trace_form.js";

const FORMS = { trace: traceForm, impact: impactForm, scenario: scenarioFace };

/** @param {any} context */
export async function showAnalysis(context) {
  const { analysis, task } = context.state.get();
  const asked = readTask(task);
  if (asked) return FORMS[asked.kind](context, asked.from);
  const { kind, id } = readAnalysis(analysis);
  const { name, role } = context.data.session();
  if (!(kind === "trace" ? mayTrace : mayImpact)(role)) {
    context.analysis.clear();
    return refusal(context, { status: name ? 403 : 401 }, kind);
  }
  try {
    return await (kind === "trace" ? traceFace : impactFace)(context, id);
  } catch (error) {
    context.analysis.clear();
    context.shownAnalysis = null;
    const face = refusal(context, error, kind);
    if (!face) throw error;
    return face;
  }
}
