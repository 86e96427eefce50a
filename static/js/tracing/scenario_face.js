/**
 * What if: a source lowered, a sluice closed, flow added; and the least that brings the section to its target.
 * @module tracing/scenario_face
 */
import { h } from "../dom.js";
import { backBar } from "../panel/panel.js";

/** @param {any} context @param {string} from */
export const scenarioFace = async (context, from) => [backBar(context), h("p", null, from)];
