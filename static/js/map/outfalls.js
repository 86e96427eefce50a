/**
 * Outfalls: quiet clusters made by the server below zoom 12, then one shape each by type.
 * @module map/outfalls
 */
import { get } from "../api.js";
import { count } from "../format.js";
import { t } from "../words.js";
import { createBoxLayer } from "./boxes.js";
import { pointMarker } from "./points.js";
import { cluster, outfall, outfallShape } from "./symbols.js";
import { clusterCells } from "../shapes.js";

const L = globalThis.L;
export const CLUSTERS_BELOW = 12;
const MOST = 1500;

/**
 * @param {any} map
 * @param {{choose: Function, hover: Function, failed: (error: Error) => void, words: (layer: string, properties: any) => string}} act
 */
export function createOutfalls(map, act) {
  const layer = L.layerGroup();
  const clusters = L.layerGroup();
  const single = L.layerGroup();
  let features = [];
  let chosen = null;
  let shown = false;
  let asked = 0;

  function drawSingle() {
    single.clearLayers();
    for (const feature of features) addOutfall(feature.id, feature.geometry?.coordinates, feature.properties, single);
  }

  /** @param {string} key @param {number[]} place @param {any} properties @param {any} group */
  function addOutfall(key, place, properties, group) {
    if (!place || typeof place[0] !== "number") return;
    const symbol = outfall(outfallShape(properties.outfall_type), properties.remediation_state, chosen === `outfalls/${key}`);
    group.addLayer(
      pointMarker({
        lat: place[1],
        lon: place[0],
        symbol,
        words: act.words("outfalls", properties),
        pane: "outfalls",
        choose: () => act.choose("outfalls", key),
        hover: act.hover,
      }),
    );
  }

  const boxes = createBoxLayer(map, {
    id: "outfalls",
    most: MOST,
    fromZoom: CLUSTERS_BELOW,
    failed: act.failed,
    draw(found) {
      features = found;
      drawSingle();
    },
  });

  async function drawClusters() {
    const number = (asked += 1);
    if (!shown || map.getZoom() >= CLUSTERS_BELOW) return clusters.clearLayers();
    const view = map.getBounds().pad(0.25);
    const bbox = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map((v) => v.toFixed(4)).join(",");
    try {
      const answer = await get("/api/clusters", { layer: "outfalls", bbox, zoom: Math.floor(map.getZoom()) });
      if (number !== asked) return null;
      clusters.clearLayers();
      for (const cell of clusterCells(answer)) drawCell(cell);
    } catch (error) {
      act.failed(error);
    }
    return null;
  }

  /** @param {ReturnType<typeof clusterCells>[number]} cell */
  function drawCell(cell) {
    if (cell.count === 1 && cell.key) return addOutfall(cell.key, [cell.lon, cell.lat], cell.properties ?? {}, clusters);
    const radius = 10 + Math.min(9, Math.log10(cell.count) * 4.5);
    const words = t("cluster_words", { n: count(cell.count), m: count(cell.problems) });
    return clusters.addLayer(
      pointMarker({
        lat: cell.lat,
        lon: cell.lon,
        symbol: cluster(cell.count > 9999 ? `${Math.round(cell.count / 1000)}k` : String(cell.count), cell.problems / cell.count, radius),
        words,
        pane: "outfalls",
        size: 32,
        choose: () => map.setView([cell.lat, cell.lon], Math.min(CLUSTERS_BELOW + 1, map.getZoom() + 2)),
        hover: act.hover,
      }),
    );
  }

  map.on("moveend", drawClusters);
  layer.addLayer(clusters).addLayer(single);
  return {
    layer,
    /** @param {boolean} now */
    show(now) {
      shown = now;
      boxes.show(now);
      drawClusters();
    },
    /** @param {string|null} feature */
    mark(feature) {
      chosen = feature;
      drawSingle();
    },
    /** @param {any} revision */
    at(revision) {
      boxes.at(revision);
      drawClusters();
    },
    /** Features drawn one by one. */
    list: () => (map.getZoom() >= CLUSTERS_BELOW ? features : []),
  };
}
