/**
 * The batches that were imported: what came, what stands, and taking one back with a reason.
 * @module samples/batches
 */
import { change, get } from "../api.js";
import { h, replace } from "../dom.js";
import { failure } from "../frame/faces.js";
import { toast } from "../frame/toasts.js";
import * as format from "../format.js";
import { t } from "../words.js";
import { field, openDialog } from "./dialog.js";

const AT_ONCE = 12;

/** Asks why, then takes a batch back. @param {{id: number, by_status?: Record<string, number>, file_name?: string|null}} batch @param {() => void} changed */
export function askUndo(batch, changed) {
  const official = (batch.by_status?.final ?? 0) > 0;
  openDialog({
    title: t("samples_undo_title", { id: batch.id }), act: t("samples_undo"), danger: true,
    children: [
      h("p", { class: "soft" }, t(official ? "samples_undo_official" : "samples_undo_hint")),
      field(t("samples_reason"), h("textarea", { name: "reason", rows: "2", required: true, maxlength: "500" })),
      official && field(t("samples_document"), h("input", { name: "document", maxlength: "200", autocomplete: "off" }), t("samples_document_hint")),
    ],
    async send(form) {
      const answer = await change("POST", `/api/samples/batches/${batch.id}/withdraw`, { reason: String(form.get("reason")).trim() || " ", document: String(form.get("document") ?? "").trim() || null });
      toast(t("samples_undone", { n: answer.taken_back.values, states: answer.taken_back.states }), { kind: "done" });
      changed();
    },
  });
}

/** Months as a span. @param {string[]} months */
const span = (months) => (months.length > 1 ? t("samples_span", { first: format.shortMonth(months[0]), last: format.shortMonth(months.at(-1)), n: months.length }) : months.map((one) => format.month(one)).join(""));

/** What stands of a batch, by status. @param {any} one */
function standing(one) {
  if (!one.standing && one.withdrawn) return h("span", { class: "tag" }, t("samples_withdrawn"));
  return Object.entries(one.by_status).map(([status, n]) => h("span", { class: `tag status-${status}` }, `${t(`status_${status}`)} ${format.count(n)}`));
}

/**
 * @param {{may: boolean, changed: () => void}} given
 */
export function batchList({ may, changed }) {
  const root = h("section", { class: "block batches", "aria-label": t("samples_batches") });
  let list = [];

  async function load(before = null) {
    try {
      const answer = await get("/api/samples/batches", { limit: AT_ONCE, before });
      list = before ? [...list, ...answer.batches] : answer.batches;
      draw(answer.next_before);
    } catch (error) {
      replace(root, failure(error, load));
    }
  }

  function row(one) {
    const why = one.withdrawn_for && typeof one.withdrawn_for === "object" ? one.withdrawn_for.reason : one.withdrawn_for;
    return h("tr", { class: one.standing ? "" : "is-gone" },
      h("th", { scope: "row" }, one.file_sha256 && one.file_name ? h("a", { href: `/samples?batch=${one.id}` }, one.file_name) : h("span", null, one.file_name ?? one.note ?? "—"), h("small", { class: "soft" }, t("samples_batch_number", { id: one.id }), one.note && one.file_name ? ` · ${one.note}` : "")),
      h("td", null, one.who, h("small", { class: "soft" }, format.time(one.made_at))),
      h("td", null, span(one.months) || "—"),
      h("td", { class: "cell-number" }, format.count(one.added), one.known > 0 && h("small", { class: "soft" }, t("samples_n_known", { n: format.count(one.known) }))),
      h("td", null, standing(one), one.withdrawn > 0 && h("small", { class: "soft" }, t("samples_withdrawn_line", { who: one.withdrawn_by ?? "", at: format.time(one.withdrawn_at), why: why ?? "" }))),
      may && h("td", { class: "cell-act" }, one.standing > 0 && h("button", { type: "button", class: "tool act-void", "aria-label": t("samples_undo_title", { id: one.id }), on: { click: () => askUndo(one, () => { load(); changed(); }) } }, t("samples_undo"))));
  }

  function draw(next) {
    replace(root, h("div", { class: "block-head" }, h("h2", null, t("samples_batches"))),
      list.length ? h("div", { class: "table-box batch-box", tabindex: "0", role: "region", "aria-label": t("samples_batches") }, h("table", { class: "table batch-table" },
        h("thead", null, h("tr", null, ["file", "by", "months", "values", "standing"].map((name) => h("th", { scope: "col", class: name === "values" ? "cell-number" : "" }, t(`samples_head_${name}`))), may && h("td", null))),
        h("tbody", null, list.map(row))))
        : h("p", { class: "state-line" }, t("samples_no_batches")),
      next && h("button", { type: "button", class: "tool", on: { click: () => load(next) } }, t("samples_more")));
  }
  load();
  return { element: root, load };
}
