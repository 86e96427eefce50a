/**
 * The kept traces and impacts as lists, and the rivers that have a sheet.
 * @module tracing/kept_lists
 */
import { get } from "../api.js";
import { h, replace } from "../dom.js";
import { empty } from "../frame/faces.js";
import * as format from "../format.js";
import { codeNames } from "../register/registers.js";
import { splitFeature } from "../url.js";
import { t } from "../words.js";

/** One row that leads to the map. @param {string} address @param {string} title @param {any} facts @param {any} end */
const row = (address, title, facts, end) => h("li", null, h("a", { class: "kept-row", href: address }, h("span", { class: "row-main" }, h("strong", { class: "two-lines", title }, title), h("small", { class: "wraps" }, facts)), h("span", { class: "row-number" }, end)));

/** Who made it, when. @param {any} one */
const made = (one) => [h("b", null, format.day(one.made_at)), h("span", null, one.made_by)];

/**
 * A list that grows page by page.
 * @param {string} path @param {string} name of the rows in the answer @param {(one: any) => any} draw @param {() => any} nothing
 */
async function pagedList(path, name, draw, nothing) {
  const first = await get(path, { limit: 50 });
  if (!first[name].length) return nothing();
  const list = h("ol", { class: "kept-rows" }, first[name].map(draw));
  const foot = h("div");
  const more = (page) => {
    const next = page.links?.find((link) => link.rel === "next")?.href;
    replace(foot, next && h("button", { type: "button", class: "button button-quiet show-more", on: { click: async () => {
      const { pathname, search } = new URL(next, location.href);
      const answer = await get(pathname + search);
      list.append(...answer[name].map(draw));
      more(answer);
    } } }, t("kept_more")));
  };
  more(first);
  return [list, foot];
}

/** @param {any} work */
export async function tracesFace(work) {
  const names = await codeNames();
  return pagedList("/api/traces", "traces",
    (one) => row(`/?analysis=trace/${one.id}`, one.title, [names.get(splitFeature(one.from ?? "").key), names.get(one.indicator)].filter(Boolean).join(" · "), [made(one), h("span", { class: "tag" }, t(`trace_state_${one.state}`))]),
    () => empty(t("traces_empty"), t("traces_empty_hint"), h("a", { class: "button", href: "/" }, t("map"))));
}

/** @param {any} work */
export async function impactsFace(work) {
  const names = await codeNames();
  return pagedList("/api/impacts", "impacts", (one) => row(`/?analysis=impact/${one.id}`, one.title, names.get(one.indicator) ?? "", made(one)), () => empty(t("impacts_empty"), t("impacts_empty_hint"), h("a", { class: "button", href: "/" }, t("map"))));
}

/** @param {any} work */
export async function sheetsFace(work) {
  const { rivers } = await get("/api/rivers");
  if (!rivers.length) return empty(t("sheets_empty"), t("sheets_empty_hint"));
  return h("ol", { class: "kept-rows" }, rivers.map((one) =>
    row(`/rivers/sheet?river=${encodeURIComponent(one.river)}`, one.river, [one.aliases?.length ? one.aliases.join(t("comma")) : "", t("sheet_reaches", { n: one.reaches })].filter(Boolean).join(" · "), h("b", null, format.distance(one.length_m)))));
}
