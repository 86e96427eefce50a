/**
 * The panel: the month's list, a feature, a trace, an analysis, what is being asked for or what is near, whichever is
 * chosen; each with its faces.
 * @module panel/panel
 */
import { byId, h, replace } from "../dom.js";
import { failure, skeleton } from "../frame/faces.js";
import { t } from "../words.js";
import { showFeature } from "./feature.js";
import { showHome } from "./home.js";
import { showNearby } from "./nearby.js";
import { showTrace } from "./trace_list.js";

/** The faces of analyses and of what asks for them, fetched when they are needed. @param {any} context */
const showAnalysis = async (context) => (await import("../tracing/faces.js")).showAnalysis(context);

/**
 * @param {{state: any, data: any, map: any, sheet: any, redrawPanel?: () => void}} context
 */
export function createPanel(context) {
  const { state, sheet } = context;
  const body = byId("panel-body");
  let shown = "";
  let asked = 0;

  /** Which face is asked for, as text that changes when it must be drawn anew. */
  function wanted() {
    const { trace, feature, nearby, month, view, analysis, lead, task, over } = state.get();
    if (task) return `analysis ${task}`;
    if (analysis && !(feature && over === "feature")) return `analysis ${analysis} ${lead}`;
    if (trace && !(feature && over === "feature")) return `trace ${trace.direction} ${trace.from}`;
    if (feature) return `feature ${feature} ${month}`;
    if (nearby) return `nearby ${nearby.lon} ${nearby.lat}`;
    return `home ${month} ${view}`;
  }

  /** @param {boolean} [anew] */
  async function draw(anew = false) {
    const now = wanted();
    if (now === shown && !anew) return;
    const changedKind = now.split(" ").slice(0, 2).join() !== shown.split(" ").slice(0, 2).join();
    shown = now;
    const number = (asked += 1);
    const timer = setTimeout(() => number === asked && replace(body, skeleton()), 120);
    const kind = now.split(" ")[0];
    if (kind !== "home") sheet.open();
    const make = { home: showHome, feature: showFeature, nearby: showNearby, trace: showTrace, analysis: showAnalysis }[kind];
    try {
      const face = await make(context);
      if (number !== asked) return;
      clearTimeout(timer);
      replace(body, face);
    } catch (error) {
      clearTimeout(timer);
      if (number !== asked) return;
      replace(body, backBar(context), failure(error, () => draw(true)));
    }
    if (changedKind) body.scrollTop = 0;
  }

  state.on(["trace", "feature", "nearby", "month", "view", "over", "analysis", "lead", "task"], () => draw());
  context.redrawPanel = () => draw(true);
  return { draw };
}

/** Where the way back leads. @param {any} now */
const backWord = ({ trace, analysis, lead, over, task, feature }) =>
  over === "feature" && trace ? "back_to_trace" : (over === "feature" || lead || task) && analysis ? "back_to_analysis" : task && feature ? "back" : "back_to_list";

/** The way back to the list. @param {{state: any}} context @param {...any} more */
export const backBar = ({ state }, ...more) =>
  h("nav", { class: "back-bar", "aria-label": t("back") },
    h("button", {
      type: "button", class: "link-button back",
      on: { click: () => {
        const { over, task, lead } = state.get();
        if (over === "feature" && state.get().feature) state.set({ over: null });
        else if (task) state.set({ task: null });
        else if (lead) state.set({ lead: null });
        else state.set({ feature: null, trace: null, analysis: null, part: null, nearby: null, over: null });
      } },
    }, "‹ ", t(backWord(state.get()))),
    more);
