/**
 * A form of a register's fields: what is wrong stands beside each field, and the first one gets the keyboard.
 * @module register/form
 */
import { h } from "../dom.js";
import { language, t } from "../words.js";
import { createField } from "./field.js";

const NOTE = { name: "note_of_change", kind: "text", zh: "理由或说明", en: "Reason or note", multiline: true, choices: [], help_zh: "", help_en: "", required: false, many: false, is_open: false, unit: null, by_transition: false, in_list: false };

/**
 * @param {import("./values.js").Field[]} fields
 * @param {{content?: any, files?: any, needs?: string[], note?: "none"|"may"|"needed", title?: string, act: string, danger?: boolean,
 *   send: (content: any, note: string) => Promise<void>, cancel?: (() => void)|null, lead?: any}} given `needs`: fields that this step needs
 */
export function createForm(fields, { content = {}, files = {}, needs = [], note = "none", title = "", act, danger = false, send, cancel = null, lead = null }) {
  const inputs = fields.map((field) => createField(field, { value: content[field.name] ?? null, files, needed: field.required || needs.includes(field.name) }));
  const noteInput = note === "none" ? null : createField(NOTE, { needed: note === "needed" });
  const all = noteInput ? [...inputs, noteInput] : inputs;
  const problem = h("p", { class: "form-problem", role: "alert", hidden: true });
  const button = h("button", { type: "submit", class: danger ? "button button-danger" : "button" }, act);

  /** @param {string|null} sentence */
  function tell(sentence) {
    problem.hidden = !sentence;
    problem.textContent = sentence ?? "";
  }

  /** Reads every field; null where one of them is wrong. */
  function read() {
    const given = {};
    let right = true;
    for (const input of all) {
      try {
        input.say(null);
        given[input.field.name] = input.read();
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        input.say(error.message);
        if (right) input.focus();
        right = false;
      }
    }
    return right ? given : null;
  }

  /** Puts each fault beside its field; those of no field stand at the end. @param {any} error */
  function place(error) {
    const rest = [];
    let first = null;
    for (const fault of error.faults ?? []) {
      const input = all.find((one) => one.field.name === fault.field) ?? (fault.field === "note" ? noteInput : null);
      const sentence = language() === "zh" ? fault.zh : fault.en;
      if (!input) rest.push(sentence);
      else {
        input.say(sentence);
        first ??= input;
      }
    }
    tell(first && !rest.length ? null : rest.join(" ") || error.message);
    first?.focus();
  }

  const form = h("form", { class: "register-form", novalidate: true, on: { submit: async (event) => {
    event.preventDefault();
    tell(null);
    const given = read();
    if (!given) return;
    const { note_of_change: why = "", ...sent } = given;
    button.disabled = true;
    try {
      await send(sent, why ?? "");
    } catch (error) {
      place(error);
    } finally {
      button.disabled = false;
    }
  } } },
  title && h("h2", null, title), lead,
  h("div", { class: "form-grid" }, all.map((input) => input.element)),
  problem,
  h("div", { class: "form-acts" }, button, cancel && h("button", { type: "button", class: "button button-quiet", on: { click: cancel } }, t("register_cancel"))));
  return form;
}
