/**
 * The registers of the service: their specifications, their entries, and what may be done with them.
 * @module register/registers
 */
import { change, get } from "../api.js";
import { siteName } from "./values.js";

/** @type {Promise<Map<string, import("./values.js").Spec>>|null} */
let asked = null;

/** The specifications by id; asked for once a page. */
export function registers() {
  asked ??= get("/api/registers").then(({ registers: list }) => new Map(list.map((spec) => [spec.id, spec])));
  asked.catch(() => (asked = null));
  return asked;
}

/** Forgets them, so that counts are asked for anew. */
export const forgetRegisters = () => void (asked = null);

const path = (register, id = "") => `/api/registers/${encodeURIComponent(register)}${id === "" ? "" : `/${id}`}`;

/**
 * All entries that a query finds, page after page, with their files.
 * @param {string} register @param {Record<string, any>} [query] @param {number} [most]
 * @returns {Promise<{entries: any[], files: Record<string, any>, counts: Record<string, number>}>}
 */
export async function entriesOf(register, query = {}, most = 5000) {
  const found = { entries: [], files: {}, counts: {} };
  for (let after = 0; after !== null && found.entries.length < most; ) {
    const page = await get(path(register), { ...query, limit: 1000, after: after || null });
    found.entries.push(...page.entries);
    Object.assign(found.files, page.files);
    found.counts = page.counts;
    after = page.next;
  }
  return found;
}

/** One entry. @param {string} register @param {number|string} id */
export const entryOf = (register, id) => get(path(register, id));

/** What happened to an entry. @param {string} register @param {number|string} id */
export const eventsOf = (register, id) => get(`${path(register, id)}/events`);

/** Enters an entry. @param {string} register @param {any} content @param {string} [note] */
export const enter = (register, content, note = "") => change("POST", path(register), { content, note });

/** Changes an entry as it was read. @param {any} entry @param {any} content @param {string} [note] */
export const amend = (entry, content, note = "") => change("PATCH", path(entry.register, entry.id), { content, note }, { "If-Match": `"${entry.version}"` });

/** Moves an entry to another state. @param {any} entry @param {string} to @param {any} fields @param {string} note */
export const move = (entry, to, fields, note) =>
  change("POST", `${path(entry.register, entry.id)}/transitions`, { to, fields, note }, { "If-Match": `"${entry.version}"` });

/** Keeps a file. @param {File} file @returns {Promise<{sha256: string, name: string, size_bytes: number}>} */
export function keepFile(file) {
  const body = new FormData();
  body.append("file", file, file.name);
  return change("POST", "/api/files", body);
}

/** @type {Promise<Map<string, string>>|null} */
let names = null;

/** The names of sections, sluices and indicators by code; empty where they are out of reach. */
export function codeNames() {
  names ??= Promise.all([
    ...["sections", "sluices"].map((layer) => get(`/api/collections/${layer}/items`, { limit: 5000 }).then(({ features }) => features.map((one) => [one.id, siteName(one.properties)])).catch(() => [])),
    get("/api/indicators").then(({ indicators }) => indicators.map((one) => [one.code, document.documentElement.lang === "en" ? one.en : one.zh])).catch(() => []),
  ]).then((lists) => new Map(lists.flat()));
  return names;
}
