/**
 * The values that a mean was made of, each with the cell of the file it was read from.
 * @module assessment/raw_values
 */
import { address, get } from "../api.js";
import { h, replace } from "../dom.js";
import { failure } from "../frame/faces.js";
import * as format from "../format.js";
import { t } from "../words.js";
import { sourceWord } from "./indicator_table.js";

const SHOWN = 40;

/** Where a value stood in its file: 文件 · 表 · H17. @param {any} sample */
export function placeText({ file_name: file, sheet, row_number: row, column_label: column }) {
  const cell = row ? (/^[A-Z]{1,3}$/.test(column ?? "") ? `${column}${row}` : [t("row_number", { n: row }), column].filter(Boolean).join(t("comma"))) : "";
  return [file, sheet, cell].filter(Boolean).join(" › ");
}

/** The address of the cell in the kept file, null where the value came without one. @param {any} sample */
export function cellAddress({ batch_id: batch, sheet, row_number: row, column_label: column }) {
  if (!batch || !row) return null;
  return address("/samples", { batch, sheet, cell: /^[A-Z]{1,3}$/.test(column ?? "") ? `${column}${row}` : `A${row}` });
}

/** @param {any} sample */
function placeCell(sample) {
  const [href, text] = [cellAddress(sample), placeText(sample)];
  return href && text ? h("a", { href, title: t("samples_open_cell") }, text) : text || "—";
}

/** @param {any} sample */
const rowOf = (sample) =>
  h("tr", null,
    h("td", null, format.time(sample.sampled_at).replace(/^\d{4}年| \d{4}(?= )/, "")), // the year stands in the title
    h("td", { class: "number" }, h("b", null, sample.raw_text ?? sample.value ?? "—"), sample.state && sample.state !== "正常" && h("span", { class: "tag" }, sample.state), sample.flags?.length > 0 && h("span", { class: "tag tag-missed", title: t("flagged") }, "!")),
    h("td", { class: "soft" }, [sourceWord(sample.source), sample.level, sample.status && t(`status_${sample.status}`)].filter(Boolean).join(" · ")),
    h("td", { class: "place" }, placeCell(sample)));

/**
 * @param {string} code of the section @param {string} month @param {{code: string, name: string, unit: string}} indicator
 * @returns {HTMLElement}
 */
export function rawValues(code, month, indicator) {
  const body = h("div", { class: "raw-body" });
  const root = h("section", { class: "block raw", id: "raw-values" },
    h("div", { class: "block-head" }, h("h2", null, t("raw_title", { name: indicator.name })), h("p", null, [format.month(month), indicator.unit].filter(Boolean).join(" · "))), body);

  async function load() {
    try {
      const answer = await get("/api/samples", { site: `sections/${code}`, month, months: 1, indicator: indicator.code, limit: 2000 });
      const samples = answer.samples.filter((one) => one.indicator === indicator.code && one.month === month);
      let all = samples.length <= SHOWN;
      const draw = () => replace(body,
        samples.length
          ? h("table", { class: "raw-table" },
            h("thead", null, h("tr", null, [t("sampled_at"), t("value"), t("source_and_status"), t("place_in_file")].map((words, i) => h("th", { scope: "col", class: i === 1 ? "number" : "" }, words)))),
            h("tbody", null, (all ? samples : samples.slice(0, SHOWN)).map(rowOf)))
          : h("p", { class: "state-line" }, answer.month_states?.find((one) => one.month === month)?.state ?? t("no_values")),
        !all && h("button", { type: "button", class: "tool", on: { click: () => { all = true; draw(); } } }, t("show_all_values", { n: samples.length })));
      draw();
    } catch (error) {
      replace(body, failure(error, load));
    }
  }
  load();
  return root;
}
