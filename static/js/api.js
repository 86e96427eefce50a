/**
 * The one module that fetches. Every answer that is not well becomes a `Problem` with a sentence for the reader.
 * @module api
 */
import { language, t } from "./words.js";

/** What went wrong, in words: what, where, what to do. */
export class Problem extends Error {
  /** @param {string} sentence @param {{status?: number, faults?: any[], parameter?: string, retryAfter?: number}} [more] */
  constructor(sentence, more = {}) {
    super(sentence);
    this.status = more.status ?? 0;
    this.faults = more.faults ?? [];
    this.parameter = more.parameter ?? null;
    this.retryAfter = more.retryAfter ?? null;
  }
}

/** Answers kept by address with their ETag, so that what has not changed is not sent again. */
const kept = new Map();
const KEPT_AT_MOST = 80;

/**
 * @param {string} path @param {Record<string, any>} [query] empty values are left out
 * @returns {string}
 */
export function address(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length ? `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : path;
}

/** @param {Response} response */
async function problemOf(response) {
  const body = await response.json().catch(() => null);
  const sentence = body?.detail || body?.title || t("failed_status", { status: response.status });
  return new Problem(sentence, {
    status: response.status,
    faults: body?.faults ?? body?.errors ?? [],
    parameter: body?.parameter,
    retryAfter: Number(response.headers.get("Retry-After")) || null,
  });
}

/**
 * @param {string} url @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
async function send(url, options = {}) {
  try {
    return await fetch(url, {
      credentials: "same-origin",
      ...options,
      headers: { "Accept-Language": language(), ...(options.headers ?? {}) },
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(t("failed_network"));
  }
}

/**
 * The JSON of an address; the same object as before where the server says that nothing changed.
 * @param {string} path @param {Record<string, any>} [query] @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function get(path, query = {}, signal = undefined) {
  const url = address(path, query);
  const before = kept.get(url);
  const headers = { Accept: "application/geo+json, application/json" };
  if (before) headers["If-None-Match"] = before.etag;
  const response = await send(url, { headers, signal });
  if (response.status === 304 && before) return before.body;
  if (!response.ok) throw await problemOf(response);
  const body = await response.json();
  const etag = response.headers.get("ETag");
  if (etag) {
    kept.delete(url);
    kept.set(url, { etag, body });
    if (kept.size > KEPT_AT_MOST) kept.delete(kept.keys().next().value);
  }
  return body;
}

/**
 * Sends JSON or a form; gives the answer's JSON, or null where it has none.
 * @param {"POST"|"PUT"|"PATCH"|"DELETE"} method @param {string} path @param {any} [body] FormData, or what JSON can say
 * @param {Record<string, string>} [more] further headers, such as `If-Match`
 * @returns {Promise<any>}
 */
export async function change(method, path, body = undefined, more = {}) {
  const form = body instanceof FormData;
  const response = await send(path, {
    method,
    headers: { Accept: "application/json", ...(body === undefined || form ? {} : { "Content-Type": "application/json" }), ...more },
    body: body === undefined ? undefined : form ? body : JSON.stringify(body),
  });
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

/**
 * All features of a box, page after page, at most so many.
 * @param {string} layer @param {string|null} bbox @param {number} [most] @param {AbortSignal} [signal]
 * @returns {Promise<any[]>}
 */
export async function items(layer, bbox, most = 5000, signal = undefined) {
  const features = [];
  let page = await get(`/api/collections/${encodeURIComponent(layer)}/items`, { bbox, limit: Math.min(1000, most) }, signal);
  features.push(...page.features);
  while (features.length < most) {
    const next = page.links?.find((link) => link.rel === "next")?.href;
    if (!next) break;
    const { pathname, search } = new URL(next, location.href);
    page = await get(pathname + search, {}, signal);
    features.push(...page.features);
  }
  return features;
}

/** One feature. @param {string} layer @param {string} key */
export const item = (layer, key) => get(`/api/collections/${encodeURIComponent(layer)}/items/${encodeURIComponent(key)}`);
