/**
 * What an import will do: values, months, states, and what is doubtful, each leading to its cell.
 * @module samples/outcome
 */
import { h } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { correctLink } from "./official.js";

const SHOWN = 60;

/**
 * @param {{upload: any, names: Map<string, string>, open: (place: any) => void, send: () => void, discard: () => void}} given
 */
export function outcome({ upload, names, open, send, discard }) {
  const { counts, months, states, faults, flags, official, blockers, earlier } = upload;
  const errors = faults.filter((one) => one.severity === "error");
  const others = faults.filter((one) => one.severity !== "error");
  const named = (one) => ({ site: siteName(upload, one.site_code), name: names.get(one.indicator) ?? one.indicator });
  const nothing = !blockers.length && counts.new === 0 && counts.states_new === 0;
  return h("section", { class: "card outcome", "aria-label": t("samples_outcome") },
    h("h2", null, t("samples_outcome")),
    h("dl", { class: "outcome-counts" }, [["new", counts.new], ["known", counts.known], ["sites", counts.sites], ["states_new", counts.states_new], ["skipped", counts.skipped]].map(([name, number]) =>
      (number > 0 || ["new", "sites"].includes(name)) && h("div", { class: `outcome-${name}` }, h("dt", null, t(`samples_count_${name}`)), h("dd", null, format.count(number))))),
    months.length > 0 && h("p", { class: "small month-list" }, months.slice(0, 24).map((one) => h("span", { class: "tag" }, t("samples_month_values", { month: format.month(one.month), n: one.values }))), months.length > 24 && h("span", { class: "soft" }, t("samples_and_more", { n: months.length - 24 }))),
    states.length > 0 && h("p", { class: "small" }, h("b", null, t("samples_states")), states.slice(0, 12).map((one) => h("span", { class: "tag" }, `${siteName(upload, one.site_code)} ${format.shortMonth(one.month)} ${one.state}`))),
    nothing && !official.length && h("p", { class: "good-line" }, t("samples_all_known")),
    earlier.length > 0 && h("p", { class: "soft small" }, t("samples_earlier", { id: earlier[0].id, who: earlier[0].who, at: format.time(earlier[0].made_at), n: earlier[0].standing })),
    official.length > 0 && details(t("samples_official", { n: counts.official }), official, (one) => t("samples_official_line", { ...named(one), value: one.raw_text, there: one.official.raw_text }), open, "is-warning", counts.official, false, (one) => correctLink(upload, one, named(one))),
    errors.length > 0 && details(t("samples_errors", { n: counts.errors }), errors, titleOf, open, "is-error", counts.errors, true),
    flags.length > 0 && details(t("samples_flags", { n: counts.flags }), flags, (one) => `${siteName(upload, one.site_code)} ${names.get(one.indicator) ?? one.indicator} ${one.raw_text}${t("colon")}${one.flags.map((flag) => t(`samples_flag_${flag}`)).join(t("comma"))}`, open, "is-warning", counts.flags),
    others.length > 0 && details(t("samples_notes", { n: counts.warnings + counts.repaired }), others, titleOf, open, "", counts.warnings + counts.repaired),
    h("div", { class: "import-bar" },
      blockers.length > 0 && h("p", { class: "blocker", id: "blocker" }, blockers.map((one) => h("span", null, titleOf(one)))),
      h("div", { class: "import-acts" },
        h("button", { type: "button", class: "button import-button", id: "import", disabled: blockers.length > 0, "aria-describedby": blockers.length ? "blocker" : null, on: { click: send } }, nothing ? t("samples_import_nothing") : t("samples_import", { n: counts.new })),
        h("button", { type: "button", class: "button button-quiet", on: { click: discard } }, t("samples_discard")))));
}

/** The name of a site by its code. @param {any} upload @param {string} code */
const siteName = (upload, code) => upload.sites.find((one) => one.code === code)?.name ?? code;

/** A list that opens; each line leads to its cell, and with `beside` elsewhere. */
function details(title, list, words, open, kind, total, isOpen = false, beside = (_one) => null) {
  return h("details", { class: `told ${kind}`, open: isOpen }, h("summary", null, title),
    h("ul", null, list.slice(0, SHOWN).map((one) => h("li", { class: "told-item" }, one.row
      ? h("button", { type: "button", class: "told-line", on: { click: () => open({ sheet: one.sheet, row: one.row, column: one.column }) } }, h("span", { class: "told-place" }, `${one.column ?? ""}${one.row}`), h("span", null, words(one)))
      : h("span", { class: "told-line" }, h("span", { class: "told-place" }, "—"), h("span", null, words(one))), beside(one)))),
    total > SHOWN && h("p", { class: "soft small" }, t("samples_and_more", { n: total - SHOWN })));
}
