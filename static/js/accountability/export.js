/**
 * What the page shows as a table: into the clipboard, or as a file that a spreadsheet opens.
 * @module accountability/export
 */
import { h, icon } from "../dom.js";
import { toast } from "../frame/toasts.js";
import { tsv } from "../table/rows.js";
import { t } from "../words.js";
import { csv } from "./shapes.js";

/** Hands the reader a file. @param {string} name @param {string} text */
function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = h("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** @param {string} name of the file, without its ending @param {() => (string|number|null)[][]} rows */
export function exportTools(name, rows) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(tsv(rows().map((row) => row.map((cell) => String(cell ?? "")))));
      toast(t("table_copied", { n: rows().length - 1 }), { kind: "done" });
    } catch {
      toast(t("table_not_copied"));
    }
  };
  return [
    h("button", { type: "button", class: "tool", on: { click: copy } }, icon("copy"), t("table_copy")),
    h("button", { type: "button", class: "tool", on: { click: () => save(`${name}.csv`, csv(rows())) } }, icon("download"), ".csv"),
  ];
}
