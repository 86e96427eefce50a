/**
 * One field of a form: label, input by its kind, help, and what is wrong with it, beside it.
 * @module register/field
 */
import { get } from "../api.js";
import { h, replace } from "../dom.js";
import { language, t, titleOf } from "../words.js";
import { createFileInput } from "./files.js";
import { sentValue, typedValue } from "./values.js";

const LONG_LIST = 12;
const CODES = ["section", "indicator", "feature"];

/** What a code may be, asked for when a form needs it. @param {string} kind @param {string|null} [layer] @returns {Promise<{value: string, text: string}[]>} */
async function codesOf(kind, layer = null) {
  if (kind === "indicator")
    return (await get("/api/indicators")).indicators.map((one) => ({ value: one.code, text: titleOf(one) }));
  const { features } = await get(`/api/collections/${encodeURIComponent(layer ?? "sections")}/items`, { limit: 5000 });
  return features.map((one) => ({ value: one.id, text: [one.properties.river, one.properties.name].filter(Boolean).join(" ") }));
}

/** Many of a list: checkboxes, those chosen first. @param {string} id @param {Promise<{value: string, text: string}[]>} all @param {string[]} now @param {string} name */
function manyCodes(id, all, now, name) {
  const chosen = new Set(now);
  const box = h("div", { class: "code-list", id, role: "group", "aria-label": name, tabindex: "-1" }, h("p", { class: "soft small" }, t("loading")));
  all.then((codes) => {
    const order = [...codes].sort((a, b) => Number(chosen.has(b.value)) - Number(chosen.has(a.value)));
    replace(box, order.map(({ value, text }) =>
      h("label", null, h("input", { type: "checkbox", checked: chosen.has(value), on: { change: (event) => (event.target.checked ? chosen.add(value) : chosen.delete(value)) } }), h("span", null, text))));
  }).catch((error) => replace(box, h("p", { class: "field-fault" }, error.message)));
  return { element: box, read: () => [...chosen] };
}

/** A text with what it may be. @param {string} id @param {string} now @param {Promise<{value: string, text: string}[]>} codes @param {any} given */
function suggested(id, now, codes, given) {
  const list = h("datalist", { id: `${id}-list` });
  const input = h("input", { id, list: `${id}-list`, value: now, autocomplete: "off", ...given });
  codes.then((all) => replace(list, all.map(({ value, text }) => h("option", { value }, text)))).catch(() => {});
  return { element: h("div", { class: "suggested" }, input, list), read: () => input.value };
}

/** The input of a field and how it is read. @param {import("./values.js").Field} field @param {any} value @param {string} id @param {any} files */
function inputOf(field, value, id, files) {
  const given = { "aria-required": field.required ? "true" : null, "aria-describedby": `${id}-help ${id}-fault` };
  const now = typedValue(field, value);
  if (field.kind === "file") return createFileInput(field, value, id, files);
  if (CODES.includes(field.kind)) {
    const codes = codesOf(field.kind, field.layer);
    return field.many ? manyCodes(id, codes, value ?? [], titleOf(field)) : suggested(id, now, codes, given);
  }
  if (field.kind === "choice" && field.is_open)
    return suggested(id, now, Promise.resolve(field.choices.map((one) => ({ value: one.value, text: titleOf(one) }))), given);
  if (field.kind === "choice") {
    const select = h("select", { id, ...given }, h("option", { value: "" }, field.choices.length > LONG_LIST ? t("register_choose") : "—"),
      field.choices.map((one) => h("option", { value: one.value, selected: one.value === now }, titleOf(one))));
    return { element: select, read: () => select.value };
  }
  if (field.multiline || field.kind === "list") {
    const area = h("textarea", { id, rows: field.kind === "list" ? Math.max(2, Math.min(6, (value ?? []).length + 1)) : 4, ...given }, now);
    return { element: area, read: () => area.value };
  }
  const type = { date: "date", month: "month", instant: "datetime-local" }[field.kind] ?? "text";
  const mode = { number: "decimal", money_fen: "decimal", integer: "numeric" }[field.kind] ?? null;
  const input = h("input", { id, type, value: now, inputmode: mode, autocomplete: "off", placeholder: type === "month" ? "YYYY-MM" : null, ...given });
  return { element: input, read: () => input.value };
}

/**
 * @param {import("./values.js").Field} field
 * @param {{value?: any, files?: any, needed?: boolean, prefix?: string}} [given] `needed`: also where the field as such is not
 */
export function createField(field, { value = null, files = {}, needed = field.required, prefix = "field" } = {}) {
  const id = `${prefix}-${field.name}`;
  const input = inputOf({ ...field, required: needed }, value, id, files);
  const fault = h("p", { class: "field-fault", id: `${id}-fault`, hidden: true });
  const help = (language() === "zh" ? field.help_zh : field.help_en) || "";
  const element = h("div", { class: `form-field form-${field.kind}${field.multiline ? " form-wide" : ""}` },
    h("label", { for: id }, titleOf(field), field.unit && h("span", { class: "soft" }, ` ${field.unit}`), needed && h("em", { class: "needed", title: t("register_needed") }, "*")),
    input.element,
    h("p", { class: "soft field-help", id: `${id}-help` }, help),
    fault);
  const control = () => element.querySelector(`#${CSS.escape(id)}`);
  return {
    field, element,
    /** Says what is wrong, or nothing. @param {string|null} sentence */
    say(sentence) {
      fault.hidden = !sentence;
      fault.textContent = sentence ?? "";
      element.classList.toggle("is-wrong", Boolean(sentence));
      control()?.toggleAttribute("aria-invalid", Boolean(sentence));
      if (sentence) control()?.setAttribute("aria-invalid", "true");
    },
    focus: () => control()?.focus(),
    /** What is sent; throws a RangeError with a sentence. */
    read() {
      const given = input.read();
      const sent = typeof given === "string" ? sentValue(field, given) : given;
      const blank = sent === null || (Array.isArray(sent) && !sent.length);
      if (blank && needed) throw new RangeError(t("register_blank", { name: titleOf(field) }));
      return blank ? null : sent;
    },
  };
}
