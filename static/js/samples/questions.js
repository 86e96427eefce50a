/**
 * What a person must answer: names that no site bears, the year, and how the values count.
 * @module samples/questions
 */
import { get } from "../api.js";
import { h, replace } from "../dom.js";
import { toast } from "../frame/toasts.js";
import { t, titleOf } from "../words.js";
import { choice } from "./dialog.js";

const SKIP = "skip";
export const LEVELS = ["", "county", "city", "province", "national"];
export const STATUSES = ["raw", "reviewed", "reported", "final"];
export const SOURCES = ["", "manual", "automatic", "field"];

/** Needs the year of a person. @param {any} upload */
export const needsYear = (upload) => upload.faults.some((one) => one.code === "year_needed") || Boolean(upload.options.year);

/**
 * @param {{upload: any, change: (given: any) => Promise<void>, open: (place: any) => void}} given
 */
export function questions({ upload, change, open }) {
  const apply = (given) => change(given).catch((error) => toast(error.message));
  const { unknown_sites: asked, options } = upload;
  const left = asked.filter((one) => !one.answer).length;
  return h("section", { class: "card questions", "aria-label": t("samples_questions") },
    h("h2", null, t("samples_questions"), left > 0 && h("span", { class: "count-badge" }, left)),
    needsYear(upload) && yearQuestion(upload, apply),
    asked.length > 0 && h("p", { class: "soft small" }, t(left ? "samples_unknown_hint" : "samples_unknown_done")),
    asked.map((one) => siteQuestion(upload, one, apply, open)),
    asked.length > 0 && h("label", { class: "check" }, h("input", { type: "checkbox", checked: Boolean(options.remember_names), on: { change: (event) => apply({ remember_names: event.target.checked }) } }), h("span", null, t("samples_remember_names"), h("small", { class: "soft" }, t("samples_remember_names_hint")))),
    !asked.length && !needsYear(upload) && h("p", { class: "good-line" }, t("samples_nothing_asked")),
    h("div", { class: "choices-row" },
      [["status", STATUSES, "status_"], ["level", LEVELS, "samples_level_"], ["source", SOURCES, "samples_source_"]].map(([name, values, prefix]) =>
        h("label", null, h("span", null, t(`samples_${name}`)), choice(name, values.map((value) => [value, t(value ? `${prefix}${value}` : `samples_${name}_none`)]), options[name] ?? "", { on: { change: (event) => apply({ [name]: event.target.value || null }) } })))));
}

function yearQuestion(upload, apply) {
  const input = h("input", { type: "number", id: "year-asked", min: "1950", max: "2199", step: "1", inputmode: "numeric", value: upload.options.year ?? "" });
  const send = () => /^\d{4}$/.test(input.value) && Number(input.value) !== upload.options.year && apply({ year: Number(input.value) });
  input.addEventListener("change", send);
  return h("div", { class: upload.options.year ? "question is-answered" : "question" }, h("label", { for: "year-asked" }, h("b", null, t("samples_year")), h("span", { class: "soft small" }, t("samples_year_hint"))),
    h("div", { class: "answer-row" }, input, h("button", { type: "button", class: "button button-quiet", on: { click: send } }, t("samples_apply"))));
}

function siteQuestion(upload, one, apply, open) {
  const answer = (code) => apply({ sites: { [one.key]: code } });
  const line = (code, words, sub) =>
    h("button", { type: "button", class: "site-choice", "aria-pressed": String(one.answer === code), on: { click: () => answer(one.answer === code ? null : code) } }, h("b", null, words), sub && h("small", null, sub));
  const found = h("div", { class: "site-found" });
  const search = h("input", { type: "search", placeholder: t("samples_site_search"), "aria-label": t("samples_site_search_for", { name: one.name }), autocomplete: "off" });
  let number = 0;
  search.addEventListener("input", async () => {
    const mine = (number += 1);
    const words = search.value.trim();
    if (!words) return replace(found);
    await new Promise((done) => setTimeout(done, 150));
    if (mine !== number) return undefined;
    try {
      const { sites } = await get(`/api/samples/uploads/${upload.id}/sites`, { q: words, limit: 8 });
      if (mine === number) replace(found, sites.length ? sites.map((site) => line(site.code, site.name ?? site.code, [site.river, site.code].filter(Boolean).join(" · "))) : h("p", { class: "soft small" }, t("samples_nothing_found")));
    } catch (error) {
      toast(error.message);
    }
    return undefined;
  });
  const chosen = one.answer && one.answer !== SKIP && !one.choices.some((site) => site.code === one.answer);
  return h("fieldset", { class: one.answer ? "question is-answered" : "question" },
    h("legend", null, h("b", null, [one.river, one.name].filter(Boolean).join(" · ")), h("button", { type: "button", class: "link-button small", on: { click: () => open({ sheet: one.sheet, row: one.row }) } }, t("samples_at_row", { n: one.row })), h("small", { class: "soft" }, t("samples_n_values", { n: one.count }))),
    h("div", { class: "site-choices" },
      chosen && line(one.answer, one.answer, t("samples_chosen")),
      one.choices.slice(0, 4).map((site) => line(site.code, site.name ?? site.code, [site.river, titleOf({ zh: site.why_zh, en: site.why_en })].filter(Boolean).join(" · "))),
      line(SKIP, t("samples_skip"), t("samples_skip_hint"))),
    search, found);
}
