/**
 * The values that a mean was made of, each with the cell of the file it was read from, and the way to correct one.
 * @module assessment/raw_values
 */
import { address, get } from "../api.js";
import { h, replace } from "../dom.js";
import { failure } from "../frame/faces.js";
import * as format from "../format.js";
import { t } from "../words.js";
import { sourceWord } from "./indicator_table.js";

const SHOWN = 40;

/** A value as its laboratory wrote it. @param {any} sample */
export const written = (sample) => String(sample.raw_text ?? sample.value ?? "—");

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

/** @param {any} sample @param {Map<number, string>} notes of batches without a file */
function placeCell(sample, notes) {
  const [href, text] = [cellAddress(sample), placeText(sample)];
  return href && text ? h("a", { href, title: t("samples_open_cell") }, text) : text || notes.get(sample.batch_id) || "—";
}

/** @param {any} sample @param {{correct: ((sample: any) => void)|null, newest: {id: number, sentence: string}|null, notes: Map<number, string>}} given */
const rowOf = (sample, { correct, newest, notes }) =>
  h("tr", { "data-id": sample.id, class: sample.id === newest?.id ? "is-newest" : null },
    h("td", null, format.time(sample.sampled_at).replace(/^\d{4}年| \d{4}(?= )/, "")), // the year stands in the title
    h("td", { class: "number" }, h("b", null, written(sample)), sample.state && sample.state !== "正常" && h("span", { class: "tag" }, sample.state), sample.flags?.length > 0 && h("span", { class: "tag tag-missed", title: t("flagged") }, "!")),
    h("td", { class: "soft" }, [sourceWord(sample.source), sample.level, sample.status && t(`status_${sample.status}`)].filter(Boolean).join(" · ")),
    h("td", { class: "place" }, h("div", { class: "place-line" }, h("span", null, placeCell(sample, notes)),
      correct && h("button", { type: "button", class: "link-button raw-correct", "aria-label": t("correct_value_of", { at: format.time(sample.sampled_at), value: written(sample) }), "aria-describedby": sample.id === newest?.id ? "raw-corrected" : null, on: { click: () => correct(sample) } }, t("correct_value")))));

/** Why values without a file stand: reason and document of the batches that brought them. @param {any[]} samples */
async function notesOf(samples) {
  const batches = [...new Set(samples.filter((one) => one.batch_id && !one.file_name).map((one) => one.batch_id))].slice(0, SHOWN);
  const notes = await Promise.all(batches.map((batch) => get(`/api/samples/batches/${batch}`).then(({ note }) => note, () => null)));
  return new Map(batches.map((batch, i) => /** @type {[number, string]} */ ([batch, notes[i]])).filter(([, note]) => note));
}

/**
 * @param {string} code of the section @param {string} month @param {{code: string, name: string, unit: string}} indicator
 * @param {{may?: boolean, newest?: {id: number, sentence: string, seen?: boolean}|null, corrected?: (newest: {id: number, sentence: string}) => any}} [given]
 *   `may`: whether values may be corrected; `newest`: the one that was just put in another's place
 * @returns {HTMLElement}
 */
export function rawValues(code, month, indicator, { may = false, newest = null, corrected = () => {} } = {}) {
  const [body, place] = [h("div", { class: "raw-body" }), h("div", { class: "entry-form" })];
  const root = h("section", { class: "block raw", id: "raw-values" },
    h("div", { class: "block-head" }, h("h2", null, t("raw_title", { name: indicator.name })), h("p", null, [format.month(month), indicator.unit].filter(Boolean).join(" · "))), place, body);
  const buttonOf = (id) => /** @type {HTMLElement|null} */ (body.querySelector(`tr[data-id="${id}"] .raw-correct`));

  /** Opens the form of one value above the table; leaving it gives the keyboard back. @param {any} sample */
  async function correct(sample) {
    const { correctionForm } = await import("./correction.js");
    const mark = (on) => buttonOf(sample.id)?.closest("tr")?.classList.toggle("is-chosen", on);
    body.querySelector(".is-chosen")?.classList.remove("is-chosen");
    const leave = () => {
      replace(place);
      mark(false);
      buttonOf(sample.id)?.focus();
    };
    replace(place, correctionForm(sample, indicator, { done: corrected, cancel: leave }));
    place.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault(); // the side stays open
      leave();
    };
    mark(true);
    root.scrollIntoView({ block: "start" });
    place.querySelector("input")?.focus({ preventScroll: true });
  }

  async function load() {
    try {
      const answer = await get("/api/samples", { site: `sections/${code}`, month, months: 1, indicator: indicator.code, limit: 2000 });
      const samples = answer.samples.filter((one) => one.indicator === indicator.code && one.month === month);
      const notes = may ? await notesOf(samples) : new Map();
      let all = samples.length <= SHOWN || samples.slice(SHOWN).some((one) => one.id === newest?.id);
      const draw = () => replace(body,
        newest && samples.some((one) => one.id === newest.id) && h("p", { class: "good-line", id: "raw-corrected", role: "status" }, newest.sentence),
        samples.length
          ? h("table", { class: "raw-table" },
            h("thead", null, h("tr", null, [t("sampled_at"), t("value"), t("source_and_status"), t("place_in_file")].map((words, i) => h("th", { scope: "col", class: i === 1 ? "number" : "" }, words)))),
            h("tbody", null, (all ? samples : samples.slice(0, SHOWN)).map((one) => rowOf(one, { correct: may ? correct : null, newest, notes }))))
          : h("p", { class: "state-line" }, answer.month_states?.find((one) => one.month === month)?.state ?? t("no_values")),
        !all && h("button", { type: "button", class: "tool", on: { click: () => { all = true; draw(); } } }, t("show_all_values", { n: samples.length })));
      draw();
      if (!newest || newest.seen || !buttonOf(newest.id)) return;
      newest.seen = true;
      root.scrollIntoView({ block: "start" });
      buttonOf(newest.id).focus();
    } catch (error) {
      replace(body, failure(error, load));
    }
  }
  load();
  return root;
}
