/**
 * Mounts the map page: folium made the map, the state comes from the address, the data from `/api`.
 * @module main
 */
import { createData } from "./data.js";
import { byId, iconButton, replace } from "./dom.js";
import { createBar } from "./frame/bar.js";
import { failure } from "./frame/faces.js";
import { createFoot } from "./frame/foot.js";
import { createLocate } from "./frame/locate.js";
import { createMonths } from "./frame/months.js";
import { createPlayer } from "./frame/player.js";
import { createSearch } from "./frame/search.js";
import { createSheet } from "./frame/sheet.js";
import { applyTheme } from "./frame/theme.js";
import { toast } from "./frame/toasts.js";
import { createTree } from "./frame/tree.js";
import { createMap } from "./map/map.js";
import { monthOf, openingMonth } from "./months.js";
import { createPanel } from "./panel/panel.js";
import { createState } from "./state.js";
import { mountTracing } from "./tracing/mount.js";
import { readView, writeView } from "./url.js";
import { readConfig, t } from "./words.js";

const SHOWN_AT_FIRST = ["reaches", "sections", "outfalls", "lakes", "black_odorous_waters", "protection_zones", "sluices", "districts"];
const CHECK_EVERY_MS = 60_000;

applyTheme();
const config = readConfig();
const leaflet = globalThis[config.map];
const asked = readView(location.search);
const state = createState({ ...asked, layers: asked.layers ?? SHOWN_AT_FIRST, nearby: null, over: null, playing: false });
const data = createData();
const failed = (error) => toast(error.message);

let monthReady = Promise.resolve();
const context = { state, data, failed, goTo: (...to) => map.goTo(...to), ready: () => monthReady, sheet: createSheet(), map: null };
const map = (context.map = createMap(leaflet, context));

/** Fetches the chosen month and draws it; what was asked for meanwhile waits for it. */
function loadMonth() {
  monthReady = data.loadMonth(state.get().month).then((current) => {
    if (!current) return;
    map.colour();
    bar.drawViews();
  });
  return monthReady;
}
state.on(["month"], () => loadMonth().catch(failed));

const tracing = mountTracing(leaflet, context);
const panel = createPanel(context);
const bar = createBar(context);
const months = createMonths(context);
const foot = createFoot(leaflet, context);
const tree = createTree(leaflet, context);
createSearch(context);
const locate = createLocate(leaflet, context);
const player = createPlayer(context);

replace(byId("map-buttons"),
  iconButton("layers", t("layers_and_legend"), () => tree.toggle(), { id: "layers-button", class: "round-button", "aria-expanded": "false", "aria-controls": "tree" }),
  iconButton("locate", t("locate"), (event) => locate(event.currentTarget), { id: "locate-button", class: "round-button" }),
  player.button(),
  iconButton("plus", t("zoom_in"), () => leaflet.zoomIn(1), { class: "round-button zoom-button" }),
  iconButton("minus", t("zoom_out"), () => leaflet.zoomOut(1), { class: "round-button zoom-button" }));
bar.arrange();

/** The address follows the view: choices make a step of the history, moving the map does not. */
let restoring = true;
function follow(isStep) {
  const at = leaflet.getCenter();
  const { layers, playing, at: _, ...view } = state.get();
  const isDefault = layers.length === SHOWN_AT_FIRST.length && SHOWN_AT_FIRST.every((id) => layers.includes(id));
  const address = writeView({ at: { lat: at.lat, lon: at.lng, zoom: leaflet.getZoom() }, ...view, layers: isDefault ? null : layers });
  if (restoring || address === location.search) return;
  history[isStep && !playing ? "pushState" : "replaceState"](null, "", address);
}

leaflet.on("moveend", () => follow(false));
leaflet.on("click", () => state.get().feature && !state.get().trace && !tracing.isOpen() && state.set({ feature: null }));
state.on(["trace"], ({ trace }) => !trace && map.trace.show(null));
state.on(["month", "view", "indicator", "layers", "feature", "trace", "analysis", "lead", "task"], () => follow(true));
state.on(["part"], () => follow(false));
matchMedia("print").addEventListener("change", () => leaflet.invalidateSize({ animate: false }));
addEventListener("popstate", () => {
  const view = readView(location.search);
  restoring = true;
  state.set({ ...view, at: null, month: view.month ?? state.get().month, layers: view.layers ?? SHOWN_AT_FIRST, over: null });
  if (view.at) leaflet.setView([view.at.lat, view.at.lon], view.at.zoom, { animate: false });
  restoring = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/input|textarea|select/i.test(document.activeElement.tagName)) {
    event.preventDefault();
    byId("search-input").focus();
  }
});

/** A newer revision of a layer is fetched and drawn, without a reload. */
async function catchUp() {
  if (document.hidden || !data.layers().length) return;
  try {
    if (!(await data.refreshLayers())) return;
    await loadMonth();
    map.useCatalogue();
    tree.draw();
    foot.drawDate();
    panel.draw(true);
  } catch {
    // The next look will tell; what is on the screen stays true to its date.
  }
}
setInterval(catchUp, CHECK_EVERY_MS);
addEventListener("focus", catchUp);
document.addEventListener("visibilitychange", catchUp);

/** Loads everything once; again after a failure. */
async function start() {
  try {
    await data.loadPage();
    const known = data.months();
    const before = monthReady;
    state.set({ month: known.includes(asked.month) ? asked.month : openingMonth(known, monthOf(Date.now())) });
    if (monthReady === before) loadMonth().catch(() => {});
    bar.draw();
    months.draw();
    foot.drawDate();
    if (asked.at) leaflet.setView([asked.at.lat, asked.at.lon], asked.at.zoom, { animate: false });
    await panel.draw(true);
    await monthReady;
    const box = !asked.at && map.bounds();
    if (box && !asked.trace && !asked.analysis) map.fit(box, 12, false);
    map.useCatalogue();
    restoring = false;
    follow(false);
    document.documentElement.dataset.ready = "true";
  } catch (error) {
    replace(byId("panel-body"), failure(error, start));
    context.sheet.open();
    document.documentElement.dataset.ready = "failed";
  }
}
start();
