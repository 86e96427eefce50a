/**
 * Sections: discs with the numeral of their class, ringed by attainment.
 * @module map/sections
 */
import { pointMarker } from "./points.js";
import { disc } from "./symbols.js";
import { viewWords } from "./views.js";

const L = globalThis.L;

/** How much of the map a section's symbol takes [px]. @param {import("../shapes.js").SectionMonth} section */
export const discRadius = ({ grade, level, attainment }) => (grade === 0 ? 9 : (/国/.test(level) ? 14 : 11) + (attainment === "missed" ? 8 : 5));

/**
 * @param {any} map
 * @param {{choose: (layer: string, key: string) => void, hover: (event: any, words: string|null) => void}} act
 */
export function createSections(map, act) {
  const layer = L.layerGroup();
  let [sections, how] = [[], { view: "class", indicator: null, chosen: null }];
  const scaleNow = () => (map.getZoom() < 8.5 ? 0.7 : map.getZoom() < 9.5 ? 0.85 : 1);
  let scale = scaleNow();

  function draw() {
    layer.clearLayers();
    scale = scaleNow();
    for (const section of sections) if (section.place) layer.addLayer(markerOf(section));
  }

  /** @param {import("../shapes.js").SectionMonth} section */
  const markerOf = (section) =>
    pointMarker({
      lat: section.place[1],
      lon: section.place[0],
      symbol: disc({ ...section, ...how, chosen: how.chosen === `sections/${section.key}`, scale }),
      words: viewWords(section, how.view, how.indicator),
      pane: "sections",
      size: 36,
      names: "point-section",
      choose: () => act.choose("sections", section.key),
      hover: act.hover,
      zIndex: section.attainment === "missed" ? 200 : section.grade * 10,
    });

  map.on("zoomend", () => scale !== scaleNow() && draw());
  return {
    layer,
    /** @param {import("../shapes.js").SectionMonth[]} given @param {{view: string, indicator: string|null, chosen: string|null}} as */
    show(given, as) {
      [sections, how] = [given, as];
      draw();
    },
  };
}
