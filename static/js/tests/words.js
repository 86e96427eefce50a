/** The words of the pages for the tests, in one language. */
import { readFileSync } from "node:fs";
import { useConfig } from "../words.js";

const table = JSON.parse(readFileSync(new URL("../../words.json", import.meta.url), "utf-8"));

/** @param {"zh"|"en"} language */
export const speak = (language) =>
  useConfig({ language, demonstration: false, words: Object.fromEntries(Object.entries(table).map(([key, pair]) => [key, pair[language]])) });
