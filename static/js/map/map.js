/**
 * The map: panes in their order, layers by their kind, and what the state says of them.
 * @module map/map
 */
import { byId } from "../dom.js";
import { className } from "../classes.js";
import { t, titleOf } from "../words.js";
import { stopHeight } from "../frame/sheet_stops.js";
import { createLabels } from "./labels.js";
import { namesOn } from "./names.js";
import { createOutfalls } from "./outfalls.js";
import { createPlaces } from "./places.js";
import { createReaches, latLngs } from "./reaches.js";
import { createSections, discRadius } from "./sections.js";
import { createTrace } from "./trace.js";
import { faceOf, viewWords } from "./views.js";
import { boundsOf } from "./geometry.js";

const L = globalThis.L;
const PANES = ["districts", "protection_zones", "lakes", "black_odorous_waters", "lines", "casing", "reaches", "arrows", "touch", "trace", "labels", "points", "outfalls", "sections", "stops", "me"];

/** The box of Leaflet for west, south, east, north. @param {number[]} box */
export const latLngBox = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);

/**
 * @param {any} map the map that folium made
 * @param {{state: any, data: any, failed: (error: Error) => void}} context
 */
export function createMap(map, { state, data, failed }) {
  PANES.forEach((name, i) => (map.createPane(name).style.zIndex = String(410 + i * 10)));
  map.getPane("touch").style.zIndex = "445";
  map.getContainer().setAttribute("aria-label", t("map"));
  const tip = byId("hover");

  /** One line beside the pointer. */
  function hover(event, words) {
    tip.hidden = !words || matchMedia("(hover: none)").matches;
    if (tip.hidden) return;
    tip.textContent = words;
    const { x, y } = event.containerPoint ?? map.mouseEventToContainerPoint(event.originalEvent);
    const box = map.getContainer().getBoundingClientRect();
    tip.style.transform = `translate(${Math.min(box.left + x + 14, innerWidth - tip.offsetWidth - 8)}px, ${box.top + y + 16}px)`;
  }

  /** What a hovered feature says of itself. @param {string} layer @param {any} properties */
  function words(layer, properties) {
    const spec = data.layer(layer);
    const name = properties?.[spec?.titleField ?? "name"] || properties?.[spec?.key ?? "code"] || "";
    return `${name} · ${titleOf(spec) || layer}`;
  }

  /** Brings a box into the part of the map that no panel covers. @param {number[]} box @param {number} [most] @param {boolean} [animate] */
  function fit(box, most = 14, animate = true) {
    const small = matchMedia("(max-width: 959px)").matches;
    const narrow = matchMedia("(max-width: 639px)").matches;
    const below = narrow ? stopHeight(document.body.dataset.sheet === "low" ? "low" : "half", innerHeight) : 0;
    const side = narrow ? 14 : 40;
    const left = small && !narrow && document.body.dataset.sheet !== "low" ? 430 : side;
    map.fitBounds(latLngBox(box), { animate, maxZoom: most, paddingTopLeft: [left, small ? 88 : 40], paddingBottomRight: [side, 30 + below + (document.body.classList.contains("has-player") ? 64 : 0)] });
  }

  /** Brings a place into the middle of the part of the map that no sheet covers. @param {number} lon @param {number} lat @param {number} [zoom] at least */
  function goTo(lon, lat, zoom = 13) {
    const to = Math.max(zoom, map.getZoom());
    const low = document.body.dataset.sheet === "low" || !matchMedia("(max-width: 639px)").matches;
    const beside = matchMedia("(min-width: 640px) and (max-width: 959px)").matches && document.body.dataset.sheet !== "low" ? -212 : 0;
    const middle = map.project([lat, lon], to).add([beside, low ? 0 : stopHeight("half", innerHeight) / 2 - 20]);
    map.setView(map.unproject(middle, to), to);
  }

  const act = {
    choose: (layer, key) => state.set({ feature: `${layer}/${key}`, nearby: null }),
    hover, words, fit, goTo, failed,
    lakeClass: (name) => data.sections().find((one) => one.lake && one.lake === name)?.grade ?? 0,
    reachLines: () => reaches.list().flatMap((reach) => reach.lines),
    drawn: () => labels?.draw(),
    /** What else covers the map, for the names to keep off. @returns {{place: number[], radius: number}[]} */
    covered: () => [],
  };
  const reaches = createReaches(map, act);
  const sections = createSections(map, act);
  const trace = createTrace(map, act);
  const outfalls = createOutfalls(map, act);
  const chosenLine = L.layerGroup().addTo(map);
  /** @type {Map<string, any>} */
  const places = new Map();
  let labels = null;

  const names = () => namesOn(map.getZoom(), { state, data, places, reaches, outfalls });
  const covered = () => [...act.covered(), ...(state.get().layers.includes("sections") ? data.sections() : []).filter((one) => one.place).map((one) => ({ place: one.place, radius: discRadius(one) - 3 }))];
  labels = createLabels(map, names, covered);

  /** Reaches and sections as the chosen month and view colour them. */
  function colour() {
    const { view, indicator, feature } = state.get();
    const bySection = new Map(data.sections().map((one) => [one.key, one]));
    reaches.show(
      data.reaches().map((reach) => {
        const judge = bySection.get(reach.section);
        const none = !reach.section || reach.how === "none";
        const look = view === "attainment" ? `attainment-${judge?.attainment ?? "undetermined"}` : view === "class" || !judge ? `class-${reach.grade}` : faceOf(judge, view, indicator).fill;
        const say = none ? t("reach_unjudged") : view === "class" || !judge ? `${className(reach.grade)} · ${t("judged_by", { name: judge?.name ?? reach.section })}` : t("judged_by", { name: viewWords(judge, view, indicator) });
        return { ...reach, lines: latLngs(reach.geometry), names: none ? "is-none" : look, words: `${reach.name} · ${say}` };
      }),
    );
    sections.show(data.sections(), { view, indicator, chosen: feature });
    for (const one of places.values()) one.redraw();
    labels.draw();
  }

  /** The layers that are switched on. */
  function showLayers() {
    const { layers } = state.get();
    for (const [id, made] of [["reaches", reaches], ["sections", sections], ["outfalls", outfalls], ...places]) {
      const on = layers.includes(id);
      if (on !== map.hasLayer(made.layer)) on ? map.addLayer(made.layer) : map.removeLayer(made.layer);
      if (made !== reaches && made !== sections) made.show(on);
    }
    labels.draw();
  }

  /** Marks the chosen feature. */
  function mark() {
    const { feature } = state.get();
    chosenLine.clearLayers();
    const reach = reaches.list().find((one) => feature === `reaches/${one.key}`);
    if (reach) chosenLine.addLayer(L.polyline(reach.lines, { pane: "arrows", interactive: false, className: "chosen-line", weight: 9 }));
    sections.show(data.sections(), { ...state.get(), chosen: feature });
    for (const made of [outfalls, ...places.values()]) made.mark(feature);
  }

  state.on(["layers"], showLayers);
  state.on(["view", "indicator"], colour);
  state.on(["feature"], mark);
  return {
    map, fit, goTo, colour, mark, trace, act,
    /** Makes a layer of every further one of the catalogue, and fetches those whose revision is another. */
    useCatalogue() {
      for (const spec of data.layers()) {
        if (!["reaches", "sections", "outfalls"].includes(spec.id) && !places.has(spec.id)) places.set(spec.id, createPlaces(map, spec, act));
        (spec.id === "outfalls" ? outfalls : places.get(spec.id))?.at(spec.revision);
      }
      showLayers();
      mark();
    },
    bounds: () => boundsOf([...data.reaches(), ...data.sections()].map((one) => one.geometry)),

  };
}
