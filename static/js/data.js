/**
 * What was fetched for the page as a whole: catalogue, months, indicators, the chosen month's classes, who is signed in.
 * @module data
 */
import { get, Problem } from "./api.js";
import { indicatorsOf, layersOf, reachesOf, sectionsOf } from "./shapes.js";

/** Makes the page's data. */
export function createData() {
  /** @type {import("./shapes.js").Layer[]} */
  let layers = [];
  /** @type {import("./shapes.js").SectionMonth[]} */
  let sections = [];
  let reaches = [];
  let months = [];
  let indicators = new Map();
  /** @type {{name?: string|null, role?: string|null, role_title_zh?: string, role_title_en?: string}} */
  let session = {};
  let asked = 0;
  return {
    layers: () => layers,
    /** @param {string} id */
    layer: (id) => layers.find((one) => one.id === id),
    sections: () => sections,
    /** @param {string} key */
    section: (key) => sections.find((one) => one.key === key),
    reaches: () => reaches,
    months: () => months,
    indicators: () => indicators,
    session: () => session,
    /** Catalogue, months, indicators and session; the two last are not worth failing for. */
    async loadPage() {
      const [catalogue, monthAnswer, indicatorAnswer, who] = await Promise.all([
        get("/api/layers"),
        get("/api/months").catch(onlyUnless401),
        get("/api/indicators").catch(onlyUnless401),
        get("/api/session").catch(() => ({})),
      ]);
      layers = layersOf(catalogue);
      months = [...(monthAnswer?.months ?? [])].sort();
      indicators = indicatorsOf(indicatorAnswer ?? {});
      session = who;
    },
    /** The catalogue alone; whether a layer has another revision than before. */
    async refreshLayers() {
      const before = JSON.stringify(layers.map((one) => [one.id, one.revision]));
      layers = layersOf(await get("/api/layers"));
      return before !== JSON.stringify(layers.map((one) => [one.id, one.revision]));
    },
    /** Classes of a month. False where another month was asked for meanwhile. @param {string|null} month */
    async loadMonth(month) {
      const number = (asked += 1);
      const [sectionAnswer, reachAnswer] = await Promise.all([
        month ? get("/api/assessment/sections", { month }) : get("/api/collections/sections/items", { limit: 1000 }),
        month ? get("/api/assessment/reaches", { month }) : get("/api/collections/reaches/items", { limit: 1000 }),
      ]);
      if (number !== asked) return false;
      sections = sectionsOf(sectionAnswer);
      reaches = reachesOf(reachAnswer);
      return true;
    },
  };
}

/** A page that may not be read is a failure; a part that is missing is not. @param {Error} error */
function onlyUnless401(error) {
  if (error instanceof Problem && error.status === 401) throw error;
  return null;
}
