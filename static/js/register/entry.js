/**
 * The face of an entry at the side: its state and the way there, what can be done now, its fields, files, history.
 * @module register/entry
 */
import { h, replace } from "../dom.js";
import { toast } from "../frame/toasts.js";
import { t, titleOf } from "../words.js";
import { fileLink } from "./files.js";
import { createForm } from "./form.js";
import { historyList } from "./history.js";
import { amend, codeNames, entryOf, eventsOf, move, registers } from "./registers.js";
import { entryTitle, shownValue } from "./values.js";

/** The way of a register's states, with where the entry stands; states that count as never made stand only when they are. @param {import("./values.js").Spec} spec @param {any} entry */
export const stateWay = (spec, entry) =>
  h("ol", { class: "state-way", "aria-label": t("register_state") }, spec.states.filter((state) => !state.void || state.id === entry.state).map((state) =>
    h("li", { class: state.void ? "is-void" : null, "aria-current": state.id === entry.state ? "step" : null }, titleOf(state))));

/** One line of the content. @param {any} field @param {any} value @param {any} known */
function line(field, value, known) {
  const shown = field.kind === "file"
    ? (Array.isArray(value) ? value : [value]).map((sha256) => fileLink(sha256, known.files))
    : shownValue(field, value, known);
  return [h("dt", null, titleOf(field)), h("dd", { class: field.multiline ? "is-text" : null }, shown, field.unit && field.kind === "number" && ` ${field.unit}`)];
}

/** The content as a list of titles and values. @param {import("./values.js").Spec} spec @param {any} entry @param {any} known @param {string[]} [leave] */
export const contentList = (spec, entry, known, leave = []) =>
  h("dl", { class: "entry-content" }, spec.fields.filter((field) => entry.content[field.name] !== undefined && !leave.includes(field.name)).map((field) => line(field, entry.content[field.name], known)));

/**
 * What can be done with an entry now, as buttons; each opens its form in `place`.
 * @param {import("./values.js").Spec} spec @param {any} entry @param {{place: HTMLElement, done: (entry: any) => void, files: any}} given
 */
export function actions(spec, entry, { place, done, files }) {
  const cancel = () => replace(place);
  /** @param {any} form */
  const open = (form) => {
    replace(place, form);
    form.scrollIntoView({ block: "nearest" });
    form.querySelector("input:not(.unseen), textarea, select, button")?.focus();
  };
  const finish = (next) => {
    toast(t("register_saved"), { kind: "done" });
    done(next);
  };
  const step = (one) => () => {
    const fields = [...one.needs, ...one.takes].map((name) => spec.fields.find((field) => field.name === name));
    open(createForm(fields, {
      content: entry.content, files, needs: one.needs, note: one.note_needed ? "needed" : "may", title: titleOf(one), act: titleOf(one),
      danger: Boolean(spec.states.find((state) => state.id === one.to)?.void), cancel,
      send: async (content, note) => finish(await move(entry, one.to, Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null)), note)),
    }));
  };
  const edit = () =>
    open(createForm(spec.fields.filter((field) => !field.by_transition), {
      content: entry.content, files, note: "may", title: t("register_change"), act: t("register_save"), cancel,
      send: async (content, note) => finish(await amend(entry, content, note)),
    }));
  const steps = entry.transitions.filter((one) => one.may);
  if (!steps.length && !entry.may_change) return null;
  const isVoid = (one) => spec.states.find((state) => state.id === one.to)?.void;
  return h("div", { class: "entry-acts" },
    steps.filter((one) => !isVoid(one)).map((one, i) => h("button", { type: "button", class: i ? "button button-quiet" : "button", on: { click: step(one) } }, titleOf(one))),
    entry.may_change && h("button", { type: "button", class: "button button-quiet", on: { click: edit } }, t("register_change")),
    steps.filter(isVoid).map((one) => h("button", { type: "button", class: "link-button act-void", on: { click: step(one) } }, titleOf(one))));
}

/**
 * The whole face of an entry; after a change `changed` is told, or it asks anew by itself.
 * @param {string} register @param {number|string} id @param {{changed?: ((entry: any) => void)|null, more?: (spec: any, entry: any, known: any) => any}} [given]
 *   `more`: what stands between the acts and the fields
 */
export async function entryFace(register, id, { changed = null, more = () => null } = {}) {
  const root = h("article", { class: "entry" });
  async function draw() {
    const [specs, entry, history, names] = await Promise.all([registers(), entryOf(register, id), eventsOf(register, id), codeNames()]);
    const spec = specs.get(register);
    const known = { files: { ...history.files, ...entry.files }, names };
    const place = h("div", { class: "entry-form" });
    const done = (next) => (changed ? changed(next) : draw().catch((error) => toast(error.message)));
    replace(root,
      h("header", { class: "entry-head" }, h("p", { class: "soft small" }, `${titleOf(spec)} · ${t("register_number", { n: entry.id })}`), h("h2", null, entryTitle(spec, entry, known)),
        entry.overdue && h("span", { class: "tag tag-missed" }, t("register_overdue"))),
      stateWay(spec, entry),
      actions(spec, entry, { place, done, files: known.files }), place,
      more(spec, entry, known),
      contentList(spec, entry, known),
      h("section", { class: "block" }, h("h3", null, t("register_history")), historyList(spec, history, names)));
  }
  await draw();
  return root;
}
