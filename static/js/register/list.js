/**
 * The list of a register: states with counts, words to look for, the table, its exports, and a new entry.
 * @module register/list
 */
import { h, icon, replace } from "../dom.js";
import { empty } from "../frame/faces.js";
import { createTable } from "../table/table.js";
import { exportLinks, tableTools } from "../table/tools.js";
import { language, t, titleOf } from "../words.js";
import { createForm } from "./form.js";
import { codeNames, enter, entriesOf, registers } from "./registers.js";
import { shownValue } from "./values.js";

/** The field of the deadline that counts in an entry's state. @param {import("./values.js").Spec} spec @param {any} entry */
const deadlineOf = (spec, entry) => spec.states.find((state) => state.id === entry.state)?.deadline ?? spec.deadline_field;

/** The columns of a register for the table: its listed fields, then the state. @param {import("./values.js").Spec} spec @param {any} known @param {string[]} [leave] fields that are left out */
export function registerColumns(spec, known, leave = []) {
  const columns = spec.fields.filter((field) => field.in_list && !leave.includes(field.name)).map((field) => ({
    id: field.name, title: titleOf(field), kind: ["number", "integer", "money_fen"].includes(field.kind) ? "number" : "text", names: `col-${field.kind} col-${field.name}`,
    value: (entry) => (Array.isArray(entry.content[field.name]) ? entry.content[field.name].join(" ") : (entry.content[field.name] ?? null)),
    text: (entry) => shownValue(field, entry.content[field.name], known),
    show: (entry) => [shownValue(field, entry.content[field.name], known), field.name === deadlineOf(spec, entry) && entry.overdue && h("span", { class: "tag tag-missed tag-late" }, t("register_overdue"))],
    filter: field.kind === "choice" ? "choice" : "text",
    choiceText: field.kind === "choice" ? (value) => shownValue(field, value) || "—" : undefined,
  }));
  const stateOf = (entry) => spec.states.find((state) => state.id === entry.state);
  const place = new Map(spec.states.map((state, i) => [state.id, i]));
  return [...columns, {
    id: "state", title: t("register_state"), value: (entry) => place.get(entry.state), text: (entry) => titleOf(stateOf(entry)), filter: "choice",
    choiceText: (value) => titleOf(spec.states[value]),
    show: (entry) => h("span", { class: `tag state-tag${stateOf(entry).closed ? " is-closed" : ""}${stateOf(entry).void ? " is-void" : ""}` }, titleOf(stateOf(entry))),
  }];
}

/** The form of a new entry. @param {import("./values.js").Spec} spec @param {{content?: any, done: (entry: any) => void, cancel: () => void}} given */
export const newEntryForm = (spec, { content = {}, done, cancel }) =>
  createForm(spec.fields.filter((field) => !field.by_transition), {
    content, title: t("register_new_of", { name: titleOf(spec) }), act: t("register_enter"), cancel,
    lead: h("p", { class: "soft small" }, language() === "zh" ? spec.help_zh : spec.help_en),
    send: async (given) => done(await enter(spec.id, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)))),
  });

/**
 * @param {string} register
 * @param {{query?: Record<string, any>, wanted?: (entry: any) => boolean, content?: any, open: (entry: any) => void, create: (form: any) => void,
 *   done: (entry: any) => void, cancel: () => void, isOpen?: (entry: any) => boolean, leave?: string[], emptyTitle?: string, emptyHint?: string}} given
 *   `content`: what a new entry begins with; `create` shows the form of a new one
 */
export async function registerList(register, { query = {}, wanted = () => true, content = {}, open, create, done, cancel, isOpen = () => false, leave = [], emptyTitle, emptyHint }) {
  const [specs, answer, names] = await Promise.all([registers(), entriesOf(register, query), codeNames()]);
  const spec = specs.get(register);
  const entries = answer.entries.filter(wanted);
  const add = spec.may_write && h("button", { type: "button", class: "tool", on: { click: () => create(newEntryForm(spec, { content, done, cancel })) } }, icon("plus"), t("register_new"));
  if (!entries.length)
    return empty(emptyTitle ?? t("register_empty", { name: titleOf(spec) }), emptyHint ?? (spec.may_write ? t("register_empty_hint") : t("register_empty_hint_reader")),
      spec.may_write && h("button", { type: "button", class: "button", on: { click: () => create(newEntryForm(spec, { content, done, cancel })) } }, t("register_new")));
  const known = { files: answer.files, names };
  const columns = registerColumns(spec, known, leave);
  let [state, words] = ["", ""];
  const table = createTable({
    columns, rows: entries, caption: titleOf(spec), names: "register-table", open, rowNames: (entry) => (isOpen(entry) ? "is-open" : ""),
  });
  const textOfAll = new Map(entries.map((entry) => [entry, spec.fields.map((field) => shownValue(field, entry.content[field.name], known)).join(" ").toLowerCase()]));
  const look = () => table.show(entries.filter((entry) => (!state || entry.state === state) && words.split(/\s+/).every((word) => textOfAll.get(entry).includes(word))));
  const states = h("div", { class: "segments", role: "group", "aria-label": t("register_state") });
  const drawStates = () => replace(states, [{ id: "", zh: t("all"), en: t("all") }, ...spec.states].map((one) => {
    const count = entries.filter((entry) => !one.id || entry.state === one.id).length;
    return (count > 0 || !one.id) && h("button", { type: "button", "aria-pressed": String(state === one.id), on: { click: () => { state = one.id; drawStates(); look(); } } }, titleOf(one), h("small", null, ` ${count}`));
  }));
  drawStates();
  const search = h("input", { type: "search", class: "field", placeholder: t("register_search"), "aria-label": t("register_search"), on: { input: () => { words = search.value.trim().toLowerCase(); look(); } } });
  return [
    h("div", { class: "filters" }, states, search, tableTools(table, { more: add, exports: exportLinks(`/api/registers/${register}`, query) })),
    table.element,
  ];
}
