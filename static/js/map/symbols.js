/**
 * The symbols of the map, drawn as SVG; the same ones stand in legend, lists and panel.
 * @module map/symbols
 */
import { h, s } from "../dom.js";
import { numeralOf } from "../classes.js";
import { faceOf } from "./views.js";

const box = (half, ...children) =>
  s("svg", { class: "symbol", viewBox: `${-half} ${-half} ${half * 2} ${half * 2}`, width: half * 2, height: half * 2, "aria-hidden": "true" }, children);

/** The ring that says how a section stands to its target. @param {string} attainment @param {number} r @returns {SVGElement[]} */
function ring(attainment, r) {
  const circle = (radius, name, more = {}) => s("circle", { class: `ring ${name}`, r: radius, ...more });
  const gap = (radius) => ({ "stroke-dasharray": `${radius * 5.4} ${radius * 0.8832}`, transform: "rotate(-64.5)" });
  if (attainment === "met") return [circle(r + 2.8, "ring-met")];
  if (attainment === "missed") return [circle(r + 2.8, "ring-missed", gap(r + 2.8)), circle(r + 6, "ring-missed", gap(r + 6))];
  if (attainment === "none") return [];
  if (attainment === "met_on_n") return [circle(r + 2.8, "ring-thin")];
  return [circle(r + 2.8, "ring-dashed")];
}

/**
 * A section's disc: numeral of its class inside, ring of its attainment around.
 * @param {{grade: number, attainment?: string|null, level?: string|null, view?: string, indicator?: string|null, change?: any, items?: any[], chosen?: boolean, scale?: number}} section
 */
export function disc({ view = "class", indicator = null, chosen = false, scale = 1, ...section }) {
  const { attainment = null, level = null } = section;
  const { fill: look, sign, hatched, quiet } = faceOf(section, view, indicator);
  if (quiet && level !== "plain") return quietDisc(chosen, scale);
  const r = (/国/.test(level ?? "") ? 14 : level === "plain" ? 9.5 : 11) * scale;
  const fill = `fill-${look}`;
  const half = attainment ? r + 8 : r + 3;
  return box(
    half,
    chosen && s("circle", { class: "chosen-halo", r: r + (attainment === "missed" ? 9 : 6) }),
    attainment ? s("circle", { class: "disc-paper", r: r + (attainment === "missed" ? 7 : 3.6) }) : null,
    s("circle", { class: `disc ${fill}${hatched ? " hatched" : ""}`, r }),
    attainment ? ring(attainment, r) : null,
    s("text", { class: `numeral ${fill}-text`, y: 0.5, "font-size": sign.length > 1 ? r * 0.8 : r * 1.1 }, sign),
  );
}

/** A section of which the month says nothing: there, but not loud. @param {boolean} chosen @param {number} scale */
const quietDisc = (chosen, scale) =>
  box(
    13 * scale,
    chosen && s("circle", { class: "chosen-halo", r: 12 * scale }),
    s("circle", { class: "disc disc-quiet hatched", r: 7.5 * scale }),
  );

const OUTFALL_SHAPES = {
  square: () => s("rect", { x: -4.5, y: -4.5, width: 9, height: 9, rx: 1 }),
  diamond: () => s("path", { d: "M0-6L6 0 0 6-6 0z" }),
  triangle: () => s("path", { d: "M0-5.8L5.6 4.6H-5.6z" }),
  circle: () => s("circle", { r: 4.8 }),
};

/** The shape of an outfall's type. @param {string|null} type */
export function outfallShape(type) {
  if (/污水处理|treatment/i.test(type ?? "")) return "diamond";
  if (/工业|工矿|industr/i.test(type ?? "")) return "square";
  if (/农业|养殖|灌区|agric/i.test(type ?? "")) return "triangle";
  return "circle";
}

/** An outfall. @param {string} shape @param {string|null} state @param {boolean} [chosen] */
export function outfall(shape, state, chosen = false) {
  const body = (OUTFALL_SHAPES[shape] ?? OUTFALL_SHAPES.circle)();
  body.setAttribute("class", `outfall outfall-${["open", "overdue", "remediated"].includes(state) ? state : "none"}`);
  return box(11, chosen && s("circle", { class: "chosen-halo", r: 9.5 }), body);
}

/** A cluster: a paper disc with its number, a thin ring for the share with open problems. @param {string} label @param {number} share @param {number} r */
export function cluster(label, share, r) {
  const around = 2 * Math.PI * r;
  return box(
    r + 3,
    s("circle", { class: "cluster", r }),
    s("circle", { class: "cluster-ring", r }),
    share > 0 && s("circle", { class: "cluster-problems", r, "stroke-dasharray": `${around * Math.min(1, share)} ${around}`, transform: "rotate(-90)" }),
    s("text", { class: "cluster-count", y: 0.5 }, label),
  );
}

/** A sluice: a short bar across the river, open hollow, closed filled. @param {string|null} state @param {number} degrees @param {boolean} [chosen] */
export const sluice = (state, degrees, chosen = false) =>
  box(
    12,
    chosen && s("circle", { class: "chosen-halo", r: 10 }),
    s("rect", { class: `sluice sluice-${["open", "closed", "partly", "reversed"].includes(state) ? state : "unknown"}`, x: -2.4, y: -8, width: 4.8, height: 16, rx: 1, transform: `rotate(${degrees})` }),
  );

/** Another point: a quiet dot in a layer's own colour. @param {string} layer @param {boolean} [chosen] */
export const dot = (layer, chosen = false) =>
  box(9, chosen && s("circle", { class: "chosen-halo", r: 8 }), s("circle", { class: `dot dot-${layer}`, r: 4.2 }));

/** A line in a legend. @param {string} names classes of the line @param {boolean} [cased] */
export const lineSample = (names, cased = false) =>
  s("svg", { class: "symbol line-sample", viewBox: "0 0 26 12", width: 26, height: 12, "aria-hidden": "true" },
    cased && s("path", { class: "reach-casing", d: "M1 8C8 2 16 11 25 4", "stroke-width": 6 }),
    s("path", { class: names, d: "M1 8C8 2 16 11 25 4", "stroke-width": 3.2 }));

/** An area in a legend. @param {string} names */
export const areaSample = (names) =>
  s("svg", { class: "symbol", viewBox: "0 0 26 16", width: 26, height: 16, "aria-hidden": "true" },
    s("rect", { class: names, x: 2, y: 2, width: 22, height: 12, rx: 3 }));

/** A class as a small coloured cell with its numeral. @param {number} grade @param {string} [title] */
export const chip = (grade, title = undefined) =>
  h("span", { class: `chip chip-${grade}`, title }, numeralOf(grade));
