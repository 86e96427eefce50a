/**
 * The signs of a trace and of an impact, drawn as SVG; the same ones stand in the lists and on paper.
 * @module map/trace_symbols
 */
import { s } from "../dom.js";

/** States of a lead that have a look of their own; anything else looks open. */
const STATES = ["open", "assigned", "confirmed", "excluded"];

/** The state of a lead as its look. @param {string} state */
export const leadState = (state) => (STATES.includes(state) ? state : "open");

const box = (half, ...children) =>
  s("svg", { class: "symbol", viewBox: `${-half} ${-half} ${half * 2} ${half * 2}`, width: half * 2, height: half * 2, "aria-hidden": "true" }, children);

/** How large a lead is drawn [px]: its area goes with its score. @param {number} score @param {number} most the highest score of the trace */
export const leadRadius = (score, most) => 10 + 6 * Math.sqrt(most > 0 && score > 0 ? Math.min(1, score / most) : 0);

/** The parts of a lead's sign, around 0/0. @param {{n: number|string, state: string}} lead @param {number} r */
export function leadParts({ n, state }, r) {
  const look = leadState(state);
  return [
    look === "confirmed" && s("circle", { class: "lead-ring", r: r + 3 }),
    s("circle", { class: `lead lead-${look}`, r }),
    s("text", { class: `lead-number lead-number-${look}`, y: 0.5, "font-size": String(n).length > 2 ? r * 0.86 : r * 1.08 }, n),
  ];
}

/** A lead: a disc with its number, larger for a higher score, its state by shape and colour. @param {{n: number|string, state: string}} lead @param {number} [r] @param {boolean} [chosen] */
export const leadSign = (lead, r = 11, chosen = false) => box(r + 6, chosen && s("circle", { class: "chosen-halo", r: r + 5 }), leadParts(lead, r));

/** A lead with no room for its number. @param {string} state */
export const leadDot = (state) => box(6, s("circle", { class: `lead lead-${leadState(state)}`, r: 4 }));

const GLYPHS = {
  headwater: "M-3.6 2.4L0-2.8 3.6 2.4",
  compliant_section: "M-3.6.2L-1 2.8 3.8-2.6",
  closed_sluice: "M-3.6-3.2V3.2M-1.2-3.2V3.2M1.2-3.2V3.2M3.6-3.2V3.2",
  pump_off: "M-3-3L3 3M-3 3L3-3",
  max_distance: "M-3.8 0H2M-.4-2.6L2.2 0-.4 2.6M4-3.2V3.2",
  max_travel_time: "M0-3V0L2.4 1.6M4.2 0A4.2 4.2 0 1 1 4.2-.01",
  border: "M-1.6-3.8V-1.6M-1.6-.6V1.6M-1.6 2.6V3.8M1.6-3.8V-1.6M1.6-.6V1.6M1.6 2.6V3.8",
};

/** The parts of a stop's sign. @param {string} kind @param {boolean} weak */
export const stopParts = (kind, weak) => [
  s("rect", { class: weak ? "halt halt-weak" : "halt", x: -7.5, y: -7.5, width: 15, height: 15, rx: 3 }),
  s("path", { class: "halt-glyph", d: GLYPHS[kind] ?? "M-3 0H3" }),
];

/** Where a branch stopped, or was given less weight. @param {{kind: string, weight?: number|null}} stop @param {boolean} [chosen] */
export const haltSign = ({ kind, weight = null }, chosen = false) =>
  box(10, chosen && s("circle", { class: "chosen-halo", r: 9.5 }), stopParts(kind, typeof weight === "number" && weight > 0 && weight < 1));

/** The parts of a sampling point's sign: a drop whose tip is at 0/0. @param {number|string} n */
export const dropParts = (n) => [
  s("path", { class: "drop", d: "M0 0C-4-5.4-7-8.4-7-12.2a7 7 0 0 1 14 0C7-8.4 4-5.4 0 0z" }),
  s("text", { class: "drop-number", y: -12, "font-size": 9.5 }, n),
];

/** Where to sample next. @param {number|string} n */
export const dropSign = (n) => s("svg", { class: "symbol", viewBox: "-9 -21 18 22", width: 18, height: 22, "aria-hidden": "true" }, dropParts(n));

/** A tick across the river with its hours. @param {number} angle of the river [radian] @param {number} [half] length to either side [px] */
export const tickLine = (angle, half = 7) =>
  s("line", { class: "band-tick", x1: -Math.sin(angle) * half, y1: Math.cos(angle) * half, x2: Math.sin(angle) * half, y2: -Math.cos(angle) * half });

/** A tick as a sign of its own. @param {number} angle */
export const tickSign = (angle) => box(9, tickLine(angle));

/** The head of a front: an arrow along the river. @param {number} angle [radian] */
export const frontSign = (angle) =>
  box(11, s("g", { transform: `rotate(${(angle * 180) / Math.PI})` }, s("path", { class: "front-head", d: "M-6-6.5L7 0-6 6.5-2.6 0z" })));

/** Where the water came from: a ring around the start. */
export const startSign = () => box(15, s("circle", { class: "start-ring", r: 11 }), s("circle", { class: "start-dot", r: 4.5 }));

/** A flag at a place that the water reaches. @param {"reached"|"possible"|"waiting"|"unknown"} state */
export const flagSign = (state) =>
  s("svg", { class: "symbol", viewBox: "-3 -17 20 19", width: 20, height: 19, "aria-hidden": "true" },
    s("line", { class: "flag-pole", x1: 0, y1: 1, x2: 0, y2: -16 }), s("path", { class: `flag flag-${state}`, d: "M0-16H13L10-11.8 13-7.6H0z" }));

/** A site that can hold water in an emergency. */
export const storageSign = () => box(9, s("rect", { class: "storage", x: -6.5, y: -5, width: 13, height: 10, rx: 2 }), s("path", { class: "storage-level", d: "M-4.5 1.5Q-2.2-.5 0 1.5T4.5 1.5" }));
