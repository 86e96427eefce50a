/**
 * Layers and legend in one control: a tree with a symbol beside each name and its count in view.
 * @module frame/tree
 */
import { byId, h, iconButton, replace } from "../dom.js";
import { className, quality } from "../classes.js";
import { count } from "../format.js";
import { t, titleOf } from "../words.js";
import * as symbols from "../map/symbols.js";

const GROUPS = [
  ["group_water", ["sections", "reaches", "lakes", "black_odorous_waters"]],
  ["group_sources", ["outfalls", "dischargers", "channels", "drains"]],
  ["group_protection", ["protection_zones", "water_sources", "wells"]],
  ["group_places", ["sluices", "emergency_sites", "levees", "districts", "villages"]],
];

const legendClasses = () => [1, 2, 3, 4, 5, 6, 0].map((grade) => [symbols.chip(grade), grade ? `${className(grade)} ${quality(grade)}` : t("class_none")]);
const legendRings = (view) =>
  ["met", "missed", "met_on_n", "undetermined"].map((one) => [symbols.disc({ grade: one === "missed" ? 5 : one === "undetermined" ? 0 : 3, attainment: one, level: "plain", view }), t(one === "met" ? "attainment_met_key" : `attainment_${one}`)]);

const legendChanges = () => ["better", "same", "worse", "unknown"].map((direction) => [symbols.disc({ grade: 3, level: "plain", view: "change", change: { direction } }), t(`change_${direction}`)]);

/** The lines of a layer's legend: symbol and words. @param {any} spec @param {string} view */
function legendOf(spec, view) {
  const of = (value) => titleOf(spec.legend.find((one) => String(one.value) === value)) || value;
  if (spec.id === "sections") return [...legendRings(view === "attainment" ? view : "class"), ...(view === "change" ? legendChanges() : view === "attainment" ? [] : legendClasses())];
  if (spec.id === "reaches") return [[symbols.lineSample("reach is-none"), t("reach_unjudged")]];
  if (spec.id === "outfalls")
    return [
      ...spec.legend.filter((one) => one.shape).map((one) => [symbols.outfall(one.shape, "none"), titleOf(one)]),
      ...["open", "overdue", "remediated"].map((state) => [symbols.outfall("circle", state), of(state)]),
      [symbols.cluster("8", 0.3, 9), t("cluster_legend")],
    ];
  if (spec.id === "black_odorous_waters")
    return [["odorous odorous-heavy odorous-open", "heavy"], ["odorous odorous-light odorous-open", "light"], ["odorous odorous-light odorous-closed", "closed"], ["odorous odorous-light odorous-rebounded", "反弹"]].map(([names, value]) => [symbols.lineSample(`${names} is-line`), of(value)]);
  if (spec.id === "protection_zones")
    return [["zone tier-1", "1"], ["zone tier-2", "2"], ["zone tier-quasi", "quasi"]].map(([names, value]) => [symbols.areaSample(`${names} is-area`), of(value)]);
  if (spec.id === "sluices") return ["open", "closed", "partly", "reversed", "unknown"].map((state) => [symbols.sluice(state, 90), of(state)]);
  return [];
}

/** The symbol beside a layer's name. @param {any} spec */
export function symbolOf({ id, geometry }) {
  if (id === "sections") return symbols.disc({ grade: 3, attainment: null, level: "plain" });
  if (id === "reaches") return symbols.lineSample("reach class-2", true);
  if (id === "outfalls") return symbols.outfall("circle", "none");
  if (id === "sluices") return symbols.sluice("closed", 90);
  if (id === "black_odorous_waters") return symbols.lineSample("odorous odorous-heavy odorous-open is-line");
  if (id === "lakes") return symbols.areaSample("lake fill-class-2 is-area");
  if (id === "protection_zones") return symbols.areaSample("zone tier-1 is-area");
  if (id === "districts") return symbols.areaSample("district is-area");
  return geometry === "Point" ? symbols.dot(id) : symbols.lineSample(`line line-${id}`);
}

/** @param {any} map @param {{state: any, data: any}} context */
export function createTree(map, { state, data }) {
  const root = byId("tree");
  const opened = new Set(["sections", "outfalls"]);

  /** @param {string} id @param {boolean} on */
  function toggle(id, on) {
    const now = new Set(state.get().layers);
    on ? now.add(id) : now.delete(id);
    state.set({ layers: data.layers().map((one) => one.id).filter((one) => now.has(one)) });
  }

  /** @param {any} spec */
  function row(spec) {
    const { layers, view } = state.get();
    const lines = legendOf(spec, view);
    const on = layers.includes(spec.id);
    return h("li", { class: "tree-row" },
      h("div", { class: "tree-line" },
        h("label", { class: "tree-label" },
          h("input", { type: "checkbox", checked: on, on: { change: (event) => toggle(spec.id, event.target.checked) } }),
          h("span", { class: "tree-symbol" }, symbolOf(spec)),
          h("span", { class: "tree-name" }, titleOf(spec))),
        h("span", { class: "tree-count" }, spec.count === null ? "" : count(spec.count)),
        lines.length > 0 && iconButton(opened.has(spec.id) ? "minus" : "plus", t("legend_of", { name: titleOf(spec) }), () => {
          opened.has(spec.id) ? opened.delete(spec.id) : opened.add(spec.id);
          draw();
        }, { class: "icon-button tree-more", "aria-expanded": String(opened.has(spec.id)) })),
      lines.length > 0 && opened.has(spec.id) && h("ul", { class: `legend legend-${spec.id}` }, lines.map(([symbol, words]) => h("li", null, h("span", { class: "legend-symbol" }, symbol), words))));
  }

  function draw() {
    if (root.hidden) return;
    const focus = document.activeElement?.closest?.(".tree-row") ? [...root.querySelectorAll("input, button")].indexOf(document.activeElement) : -1;
    const specs = data.layers();
    const known = new Set(GROUPS.flatMap(([, ids]) => ids));
    const groups = [...GROUPS, ["group_more", specs.map((one) => one.id).filter((id) => !known.has(id))]];
    const top = root.scrollTop;
    replace(root,
      h("div", { class: "tree-head" }, h("h2", null, t("layers_and_legend")), iconButton("close", t("close"), close)),
      groups.map(([title, ids]) => {
        const shown = ids.map((id) => specs.find((one) => one.id === id)).filter((one) => one && (one.count !== 0 || ["sections", "reaches", "outfalls"].includes(one.id)));
        return shown.length > 0 && h("section", null, h("h3", null, t(title)), h("ul", null, shown.map(row)));
      }));
    root.scrollTop = top;
    if (focus >= 0) root.querySelectorAll("input, button")[focus]?.focus();
  }

  function close() {
    root.hidden = true;
    byId("layers-button")?.setAttribute("aria-expanded", "false");
    byId("layers-button")?.focus();
  }

  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  state.on(["layers", "view"], draw);
  return {
    draw,
    toggle() {
      root.hidden = !root.hidden;
      byId("layers-button")?.setAttribute("aria-expanded", String(!root.hidden));
      draw();
    },
  };
}
