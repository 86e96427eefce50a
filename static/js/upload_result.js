/**
 * What came of an upload: counts, faults with their places, and what can be done next.
 * @module upload_result
 */
import { h } from "./dom.js";
import * as format from "./format.js";
import { t, titleOf } from "./words.js";

const COUNTS = ["read", "added", "changed", "removed", "unchanged"];
const SHOWN_AT_MOST = 200;

/** The faults with row, field and sentence. @param {any[]} faults */
export function faultTable(faults) {
  const rank = (fault) => ["error", "warning", "repaired"].indexOf(fault.severity);
  const sorted = [...faults].sort((a, b) => rank(a) - rank(b) || (a.row ?? 0) - (b.row ?? 0));
  return h("div", { class: "fault-table", tabindex: "0", role: "region", "aria-label": t("faults") },
    h("table", null,
      h("thead", null, h("tr", null, ["fault_row", "fault_field", "fault_severity", "fault_sentence"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", null, sorted.slice(0, SHOWN_AT_MOST).map((fault) => h("tr", null,
        h("td", null, fault.row ?? "—"), h("td", null, fault.field ?? fault.key ?? "—"),
        h("td", { class: `fault-${fault.severity ?? "error"}` }, t(`severity_${fault.severity ?? "error"}`)), h("td", null, titleOf(fault)))))),
    faults.length > SHOWN_AT_MOST && h("p", { class: "soft" }, t("faults_more", { n: faults.length - SHOWN_AT_MOST })));
}

/** @param {Record<string, number>} counts */
const countRow = (counts) =>
  h("dl", { class: "count-row" }, COUNTS.filter((name) => Number.isFinite(counts?.[name])).map((name) => h("div", null, h("dt", null, t(`count_${name}`)), h("dd", null, format.count(counts[name])))));

/** What a state needs said beside its name. @param {any} upload */
function hint(upload) {
  const nothing = upload.counts && !["added", "changed", "removed"].some((name) => upload.counts[name] > 0);
  if (upload.state === "refused") return t("upload_refused_hint");
  if (upload.state === "discarded") return t("upload_discard_done");
  if (["checked", "published"].includes(upload.state) && nothing) return t("upload_unchanged");
  if (upload.state === "published") return t("upload_published_hint", { revision: upload.revision ?? "—" });
  return "";
}

/**
 * @param {any} upload
 * @param {{title: string, publish: () => void, discard: () => void, another: () => void}} acts
 */
export function resultOf(upload, { title, publish, discard, another }) {
  const button = (words, press, quiet = false) => h("button", { type: "button", class: `button${quiet ? " button-quiet" : ""}`, on: { click: press } }, words);
  const message = typeof upload.message === "string" ? upload.message : titleOf(upload.message);
  return [
    h("div", { class: "result-head" }, h("h2", null, t(`upload_state_${upload.state}`)), h("span", { class: "soft" }, `${title} · ${upload.file_name ?? ""}`)),
    upload.state === "reading" && h("div", { class: "progress" }, h("i")),
    hint(upload) && h("p", null, hint(upload)),
    message && h("p", { class: "soft" }, message),
    countRow(upload.counts),
    upload.faults?.length > 0 ? faultTable(upload.faults) : upload.state === "checked" && h("p", { class: "soft" }, t("no_faults")),
    h("div", { class: "result-acts" },
      upload.state === "checked" && [button(t("upload_publish"), publish), button(t("upload_discard"), discard, true)],
      upload.state === "published" && h("a", { class: "button", href: "/" }, t("upload_map")),
      ["published", "refused", "discarded"].includes(upload.state) && button(t("upload_another"), another, true)),
  ];
}

/** The last imports. @param {any[]} uploads @param {any[]} layers */
export const recentList = (uploads, layers) => [
  h("h2", null, t("uploads_recent")),
  h("ul", null, uploads.map((one) => h("li", null,
    h("strong", null, titleOf(layers.find((spec) => spec.id === one.layer)) || one.layer), h("span", null, one.file_name),
    h("span", { class: "soft" }, t(`upload_state_${one.state}`)), h("span", { class: "soft" }, format.time(one.created_at)), h("span", { class: "soft" }, one.who)))),
];
