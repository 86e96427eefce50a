/**
 * Fields of the forms that ask for a trace, an impact or a what-if, and how what was typed is read.
 * @module tracing/form_parts
 */
import { h } from "../dom.js";
import { t } from "../words.js";

/** A label, its control, a line of help, a line for what is wrong. @param {string} title @param {HTMLElement} control @param {{help?: string, unit?: string, wide?: boolean, needed?: boolean}} [more] */
export function labelled(title, control, { help = "", unit = "", wide = false, needed = false } = {}) {
  control.id ||= `ask-${control.getAttribute("name")}`;
  const fault = h("p", { class: "field-fault", id: `${control.id}-fault`, hidden: true });
  control.setAttribute("aria-describedby", `${control.id}-fault`);
  return h("div", { class: `form-field${wide ? " form-wide" : ""}` },
    h("label", { for: control.id }, title, unit && h("span", { class: "soft" }, ` ${unit}`), needed && h("em", { class: "needed", title: t("register_needed") }, "*")),
    control, help && h("p", { class: "soft field-help" }, help), fault);
}

/** Says what is wrong with a control, or nothing. @param {HTMLElement} control @param {string|null} sentence */
export function sayFault(control, sentence) {
  const fault = document.getElementById(`${control.id}-fault`);
  if (!fault) return;
  fault.hidden = !sentence;
  fault.textContent = sentence ?? "";
  control.closest(".form-field")?.classList.toggle("is-wrong", Boolean(sentence));
  sentence ? control.setAttribute("aria-invalid", "true") : control.removeAttribute("aria-invalid");
}

/** Full-width digits and signs as plain ones. @param {string} text */
const plain = (text) => text.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/[,\s]/g, "");

/**
 * The number in an input; null where it is empty and need not be given.
 * @param {HTMLInputElement} input @param {{needed?: boolean, least?: number, above?: number, most?: number}} [rule]
 * @throws {RangeError} with the sentence that stands beside the input
 */
export function readNumber(input, { needed = false, least = -Infinity, above = -Infinity, most = Infinity } = {}) {
  const text = plain(input.value);
  const refuse = (sentence) => {
    sayFault(input, sentence);
    input.focus();
    throw new RangeError(sentence);
  };
  sayFault(input, null);
  if (!text) return needed ? refuse(t("ask_needed")) : null;
  const value = Number(text);
  if (!Number.isFinite(value)) return refuse(t("register_not_number"));
  if (value < least || value > most || value <= above) return refuse(most === Infinity ? t("ask_above", { n: above > -Infinity ? above : least }) : t("ask_between", { low: above > -Infinity ? above : least, high: most }));
  return value;
}

/** @param {string} name @param {string|number} [value] @param {Record<string, any>} [more] */
export const numberInput = (name, value = "", more = {}) => /** @type {HTMLInputElement} */ (h("input", { type: "text", name, value: String(value), inputmode: "decimal", autocomplete: "off", ...more }));

/** @param {string} name @param {{value: string, text: string}[]} options @param {string|null} [now] @param {Record<string, any>} [more] */
export const choice = (name, options, now = null, more = {}) =>
  /** @type {HTMLSelectElement} */ (h("select", { name, ...more }, options.map(({ value, text }) => h("option", { value, selected: value === now }, text))));

/** An instant as an input of China's clock holds it: 2026-11-27T08:00. @param {number} at */
export const localInstant = (at) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16);

/** The instant of such an input. @param {string} text @returns {string|null} */
export const sentInstant = (text) => (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? `${text.slice(0, 16)}:00+08:00` : null);

/**
 * A form with its button and a place for what stopped it.
 * @param {{title: string, lead?: any, act: string, fields: any, send: () => Promise<void>}} given
 */
export function askForm({ title, lead = null, act, fields, send }) {
  const problem = h("p", { class: "form-problem", role: "alert", hidden: true });
  const button = /** @type {HTMLButtonElement} */ (h("button", { type: "submit", class: "button ask-go" }, act));
  return h("form", { class: "ask-form", novalidate: true, on: { submit: async (event) => {
    event.preventDefault();
    problem.hidden = true;
    button.disabled = true;
    button.textContent = t("ask_running");
    try {
      await send();
    } catch (error) {
      if (!(error instanceof RangeError)) {
        problem.hidden = false;
        problem.textContent = [error.message, ...(error.faults ?? []).map((one) => one.zh ?? one.msg ?? "")].filter(Boolean).join(" ");
      }
    } finally {
      button.disabled = false;
      button.textContent = act;
    }
  } } }, title && h("header", { class: "panel-head" }, h("h1", null, title), lead), fields, problem, h("div", { class: "form-acts" }, button));
}
