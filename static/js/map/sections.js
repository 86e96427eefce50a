/**
 * Sections: discs with the numeral of their class, ringed by attainment.
 * @module map/sections
 */
import { className } from "../classes.js";
import { t } from "../words.js";
import { pointMarker } from "./points.js";
import { disc } from "./symbols.js";

const L = globalThis.L;

/** One line about a section, for hovering and for a screen reader. @param {import("../shapes.js").SectionMonth} section */
export const sectionWords = (section) => `${section.name} · ${className(section.grade)} · ${t(`attainment_${section.attainment}`)}`;

/**
 * @param {any} map
 * @param {{choose: (layer: string, key: string) => void, hover: (event: any, words: string|null) => void}} act
 */
export function createSections(map, act) {
  const layer = L.layerGroup();
  return {
    layer,
    /** @param {import("../shapes.js").SectionMonth[]} sections @param {{view: string, chosen: string|null}} how */
    show(sections, { view, chosen }) {
      layer.clearLayers();
      for (const section of sections) {
        if (!section.place) continue;
        const isChosen = chosen === `sections/${section.key}`;
        layer.addLayer(
          pointMarker({
            lat: section.place[1],
            lon: section.place[0],
            symbol: disc({ grade: section.grade, attainment: section.attainment, level: section.level, view, chosen: isChosen }),
            words: sectionWords(section),
            pane: "sections",
            size: 36,
            names: "point-section",
            choose: () => act.choose("sections", section.key),
            hover: act.hover,
            zIndex: section.attainment === "missed" ? 200 : section.grade * 10,
          }),
        );
      }
    },
  };
}
