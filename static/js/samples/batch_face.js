/**
 * The file of a batch as it came, with the cell that a number was read from marked.
 * @module samples/batch_face
 */
import { get } from "../api.js";
import { h, replace } from "../dom.js";
import { empty } from "../frame/faces.js";
import { toast } from "../frame/toasts.js";
import * as format from "../format.js";
import { t } from "../words.js";
import { askUndo } from "./batches.js";
import { createGrid } from "./grid.js";
import { placeOf } from "./roles.js";
import { createWindows } from "./windows.js";

/**
 * @param {any} view @param {{head: (title: string, more?: any) => any, may: boolean, undone: () => void}} given
 */
export async function batchFace({ batch: id, sheet: wanted, cell }, { head, may, undone }) {
  const batch = await get(`/api/samples/batches/${id}`);
  const lead = [t("samples_batch_number", { id: batch.id }), batch.who, format.time(batch.made_at), t("samples_n_values", { n: format.count(batch.added) }),
    batch.withdrawn > 0 && t("samples_withdrawn_n", { n: format.count(batch.withdrawn) })].filter(Boolean).join(" · ");
  const acts = may && batch.standing > 0 && h("button", { type: "button", class: "tool act-void", on: { click: () => askUndo(batch, undone) } }, t("samples_undo"));
  const top = head(batch.file_name ?? t("samples_batch_number", { id: batch.id }), lead);
  if (acts) top.append(acts);
  if (!batch.sheets?.length) return [top, empty(t("samples_not_kept"), t("samples_not_kept_hint"))];
  const [tabs, frame] = [h("div", { class: "sheet-tabs", role: "tablist", "aria-label": t("samples_sheets") }), h("div", { class: "grid-frame is-whole", role: "tabpanel", "aria-label": t("samples_sheet_cells") })];
  let now = batch.sheets.find((one) => one.name === (wanted ?? "")) ?? batch.sheets[0];

  function draw(place) {
    replace(tabs, batch.sheets.map((one) => h("button", { type: "button", role: "tab", class: "sheet-tab", "aria-selected": String(one === now), title: one.name, on: { click: () => { now = one; draw(null); } } }, h("span", null, one.name || t("samples_the_table")))));
    if (!now.rows || !now.columns) return replace(frame, h("p", { class: "state-line" }, t("samples_sheet_empty")));
    const windows = createWindows(`/api/samples/batches/${id}/cells`, now.name, (error) => toast(error.message));
    const grid = createGrid({ rows: now.rows, columns: now.columns, windows, name: t("samples_grid_name", { sheet: now.name || t("samples_the_table") }), headOf: () => ({ kind: "none", text: "", sub: "" }), rowOf: () => ({ kind: "plain", why: "" }), cellNames: () => "" });
    grid.element.classList.add("is-plain");
    replace(frame, grid.element);
    windows.first();
    if (place) requestAnimationFrame(() => grid.mark({ row: Math.min(place.row, now.rows), column: Math.min(place.column, now.columns) }));
  }
  const place = placeOf(cell);
  draw(place);
  return [top, place && h("p", { class: "marked-line" }, t("samples_marked", { cell, sheet: now.name || t("samples_the_table") })), tabs, frame];
}
