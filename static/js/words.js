/**
 * The words of the page in its language; the page brings them in its configuration (`static/words.json`).
 * @module words
 */

/**
 * @type {{language: "zh"|"en", map?: string, demonstration: boolean, words: Record<string, string>, may?: boolean,
 *   page?: string, pages?: {id: string, path: string}[], print_notice?: string|null}}
 */
let config = { language: "zh", demonstration: false, words: {} };

/** Takes the page's configuration. @param {typeof config} given */
export const useConfig = (given) => {
  config = given;
};

/** Reads the configuration that stands in the page. */
export function readConfig() {
  useConfig(JSON.parse(document.getElementById("suyuan-config").textContent));
  return config;
}

/** `"zh"` or `"en"`. */
export const language = () => config.language;

/** Whether the store is the demonstration. */
export const isDemonstration = () => config.demonstration;

/** The pages of the office that stand. */
export const pages = () => config.pages ?? [];

/** The page that is open, by its id; `map` for the map. */
export const pageHere = () => config.page ?? "";

/**
 * The words of a key, `{name}` replaced by the values given; the key itself where there are none.
 * @param {string} key @param {Record<string, string|number>} [values]
 */
export function t(key, values = {}) {
  const text = Object.hasOwn(config.words, key) ? config.words[key] : key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

/** The one of a thing's two titles that is read here. @param {{zh?: string, en?: string}|null|undefined} thing */
export const titleOf = (thing) => thing?.[config.language] || thing?.zh || thing?.en || "";
