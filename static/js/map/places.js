/**
 * The other layers: areas, lines and points fetched by box, drawn by class names so that the style sheet colours them.
 * @module map/places
 */
import { toClass } from "../classes.js";
import { createBoxLayer } from "./boxes.js";
import { linesOf, nearestOn } from "./geometry.js";
import { pointMarker } from "./points.js";
import { dot, sluice } from "./symbols.js";

const L = globalThis.L;
const CLOSED = ["销号", "长效巡查"];
const TIERS = { 1: "tier-1", 2: "tier-2", quasi: "tier-quasi" };

/** From which zoom on a layer is fetched; the others always. */
const FROM_ZOOM = { villages: 11, drains: 13, channels: 11, dischargers: 10, sluices: 9, emergency_sites: 9, levees: 10, wells: 9 };

/** Class names of a line or area. @param {string} id @param {any} properties @param {(name: string) => number} lakeClass */
export function lookOf(id, properties, lakeClass) {
  if (id === "protection_zones") return `zone ${TIERS[properties.tier] ?? "tier-2"}`;
  if (id === "lakes") return `lake fill-class-${toClass(lakeClass(properties.name))}`;
  if (id === "black_odorous_waters") {
    const closed = CLOSED.includes(properties.ledger_state);
    const state = closed ? "closed" : properties.ledger_state === "反弹" ? "rebounded" : "open";
    return `odorous odorous-${["heavy", "light"].includes(properties.grade) ? properties.grade : "light"} odorous-${state}`;
  }
  return id === "districts" ? "district" : `line line-${id}`;
}

/** Width of a line [px]. @param {string} id @param {any} properties */
const widthOf = (id, properties) =>
  id === "black_odorous_waters" ? (properties.grade === "heavy" ? 6 : 4) : id === "districts" ? 1 : id === "protection_zones" ? 1.6 : 2;

/**
 * @param {any} map
 * @param {{id: string, key: string}} spec
 * @param {{choose: Function, hover: Function, failed: (error: Error) => void, words: (layer: string, properties: any) => string,
 *   lakeClass: (name: string) => number, reachLines: () => any[][], drawn: () => void}} act
 */
export function createPlaces(map, { id }, act) {
  const layer = L.layerGroup();
  const pane = ["districts", "protection_zones", "lakes", "black_odorous_waters"].includes(id) ? id : "lines";
  let features = [];
  let chosen = null;

  function draw() {
    layer.clearLayers();
    for (const feature of features) {
      if (!feature.geometry) continue;
      if (feature.geometry.type === "Point") drawPoint(feature);
      else drawShape(feature);
    }
    act.drawn();
  }

  /** @param {any} feature */
  function drawPoint({ id: key, geometry, properties }) {
    const [lon, lat] = geometry.coordinates;
    const isChosen = chosen === `${id}/${key}`;
    const symbol = id === "sluices" ? sluice(properties.state, acrossRiver(lon, lat), isChosen) : dot(id, isChosen);
    layer.addLayer(
      pointMarker({ lat, lon, symbol, words: act.words(id, properties), pane: "points", choose: () => act.choose(id, key), hover: act.hover }),
    );
  }

  /** The angle of a bar across the nearest river, as it lies on the map [degree]. @param {number} lon @param {number} lat */
  function acrossRiver(lon, lat) {
    const stretch = 1 / Math.cos((lat * Math.PI) / 180);
    const lines = act.reachLines().map((line) => line.map(([y, x]) => [x, -y * stretch]));
    const near = nearestOn([lon, -lat * stretch], lines);
    return near && near.distance < 0.02 ? (near.angle * 180) / Math.PI : 0;
  }

  /** @param {any} feature */
  function drawShape({ id: key, geometry, properties }) {
    const isLine = geometry.type.endsWith("LineString");
    const names = `${lookOf(id, properties, act.lakeClass)}${isLine ? " is-line" : " is-area"}${chosen === `${id}/${key}` ? " is-chosen" : ""}`;
    const lines = linesOf(geometry).map((line) => line.map(([lon, lat]) => [lat, lon]));
    if (id === "black_odorous_waters" && isLine && names.includes("odorous-closed"))
      layer.addLayer(L.polyline(lines, { pane, interactive: false, className: `${names} under`, weight: widthOf(id, properties) + 2 }));
    const options = { pane, className: names, weight: widthOf(id, properties), interactive: id !== "districts", bubblingMouseEvents: false };
    const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
    const shape = isLine
      ? L.polyline(lines, options)
      : L.polygon(polygons.map((rings) => rings.map((ring) => ring.map(([lon, lat]) => [lat, lon]))), options);
    if (id !== "districts") {
      shape.on("click", () => act.choose(id, key));
      shape.on("mousemove", (event) => act.hover(event, act.words(id, properties)));
      shape.on("mouseout", (event) => act.hover(event, null));
    }
    layer.addLayer(shape);
  }

  const boxes = createBoxLayer(map, {
    id,
    fromZoom: FROM_ZOOM[id] ?? 0,
    failed: act.failed,
    draw(found) {
      features = found;
      draw();
    },
  });
  return {
    layer,
    redraw: draw,
    show: boxes.show,
    at: boxes.at,
    list: () => features,
    /** @param {string|null} feature */
    mark(feature) {
      const touched = [chosen, feature].some((one) => one?.startsWith(`${id}/`));
      chosen = feature;
      if (touched) draw();
    },
  };
}
