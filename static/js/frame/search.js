/**
 * Search by name or code, driven by the keyboard as a combobox: arrows, Enter, Escape.
 * @module frame/search
 */
import { get } from "../api.js";
import { byId, h, icon, iconButton, replace } from "../dom.js";
import { language, t } from "../words.js";
import { symbolOf } from "./tree.js";

const WAIT_MS = 180;
const SHOWN = 14;
const FIRST = ["sections", "lakes", "outfalls", "black_odorous_waters", "dischargers", "sluices"];

/** Sections and outfalls before the many reaches of a river; else as the server has them. @param {any[]} found */
export function inOrder(found) {
  const rank = ({ layer }) => (layer === "reaches" ? 99 : FIRST.includes(layer) ? FIRST.indexOf(layer) : FIRST.length);
  return found.map((one, i) => ({ one, i })).sort((a, b) => rank(a.one) - rank(b.one) || a.i - b.i).map(({ one }) => one);
}

/** @param {{state: any, data: any, goTo: (lon: number, lat: number) => void}} context */
export function createSearch({ state, data, goTo }) {
  const root = byId("search");
  let results = [];
  let at = -1;
  let asked = 0;
  let timer = 0;

  const input = /** @type {HTMLInputElement} */ (h("input", {
    type: "search", id: "search-input", role: "combobox", autocomplete: "off", spellcheck: "false", enterkeyhint: "search", maxlength: 80,
    placeholder: t("search_placeholder"), "aria-label": t("search"), "aria-expanded": "false", "aria-controls": "search-results", "aria-autocomplete": "list",
    on: { input: soon, keydown: press, focus: () => input.value && results.length && draw() },
  }));
  const listing = h("ul", { class: "search-results", id: "search-results", role: "listbox", "aria-label": t("search_results"), hidden: true });
  const clear = iconButton("close", t("clear"), () => { input.value = ""; hide(); input.focus(); }, { class: "icon-button search-clear", hidden: true });
  replace(root, h("div", { class: "search-box" }, icon("search"), input, clear), listing);

  function soon() {
    clearTimeout(timer);
    clear.hidden = !input.value;
    timer = setTimeout(look, WAIT_MS);
  }

  async function look() {
    const q = input.value.trim();
    const number = (asked += 1);
    if (!q) return hide();
    try {
      const answer = await get("/api/search", { q, limit: 100 });
      if (number !== asked) return null;
      results = inOrder(answer.results).slice(0, SHOWN);
      at = results.length ? 0 : -1;
      draw();
    } catch (error) {
      if (number === asked) say(error.message);
    }
    return null;
  }

  /** @param {string} sentence */
  function say(sentence) {
    replace(listing, h("li", { class: "search-none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, sentence));
    show();
  }

  function show() {
    listing.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function hide() {
    listing.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    clear.hidden = !input.value;
  }

  function draw() {
    if (!results.length) return say(t("search_nothing", { q: input.value.trim() }));
    replace(listing, results.map((one, i) => {
      const spec = data.layer(one.layer);
      return h("li", { id: `search-${i}`, role: "option", "aria-selected": String(i === at), on: { mousedown: (event) => event.preventDefault(), click: () => choose(i) } },
        h("span", { class: "search-symbol" }, spec && symbolOf(spec)),
        h("span", { class: "search-name" }, one.name || one.key),
        h("span", { class: "search-layer" }, language() === "zh" ? one.layer_zh : one.layer_en));
    }));
    show();
    input.setAttribute("aria-activedescendant", `search-${at}`);
    listing.children[at]?.scrollIntoView({ block: "nearest" });
    return null;
  }

  /** @param {number} i */
  function choose(i) {
    const one = results[i];
    if (!one) return;
    hide();
    input.blur();
    if (!state.get().layers.includes(one.layer)) state.set({ layers: [...state.get().layers, one.layer] });
    state.set({ feature: `${one.layer}/${one.key}`, nearby: null, trace: null });
    if (Number.isFinite(one.lon) && Number.isFinite(one.lat)) goTo(one.lon, one.lat);
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      if (!listing.hidden) hide();
      else input.value = "";
      event.stopPropagation();
    } else if (event.key === "Enter") {
      if (listing.hidden) look();
      else choose(at);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && results.length) {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + results.length) % results.length;
      draw();
    }
  }

  root.addEventListener("focusout", (event) => {
    if (!root.contains(/** @type {Node} */ (event.relatedTarget))) hide();
  });
}
