/**
 * A dialog over the page: a title, what is asked, and what can be done.
 * @module samples/dialog
 */
import { h, iconButton } from "../dom.js";
import { t } from "../words.js";

/**
 * Opens a dialog; `send` gets its form when it is sent and may throw a sentence that is then shown in it.
 * @param {{title: string, children: any, act: string, danger?: boolean, send: (form: FormData) => any, more?: any}} given
 */
export function openDialog({ title, children, act, danger = false, send, more = null }) {
  const problem = h("p", { class: "form-problem", role: "alert", hidden: true });
  const button = h("button", { type: "submit", class: danger ? "button button-danger" : "button" }, act);
  const before = /** @type {HTMLElement|null} */ (document.activeElement);
  const dialog = /** @type {HTMLDialogElement} */ (h("dialog", { class: "ask", "aria-label": title, on: { close: () => { dialog.remove(); before?.isConnected && before.focus(); }, click: (event) => event.target === dialog && dialog.close() } },
    h("form", { class: "ask-form", novalidate: true, on: { submit: async (event) => {
      event.preventDefault();
      problem.hidden = true;
      button.disabled = true;
      try {
        await send(new FormData(event.target));
        dialog.close();
      } catch (error) {
        problem.hidden = false;
        problem.textContent = error.message;
      } finally {
        button.disabled = false;
      }
    } } },
    h("header", null, h("h2", null, title), iconButton("close", t("close"), () => dialog.close())),
    children, problem, h("div", { class: "form-acts" }, button, more))));
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * A field with its label. @param {string} label @param {HTMLElement} input @param {string} [help]
 */
export function field(label, input, help = "") {
  if (!input.id) input.id = `f-${Math.random().toString(36).slice(2, 9)}`;
  return h("div", { class: "ask-field" }, h("label", { for: input.id }, label), input, help && h("p", { class: "soft small" }, help));
}

/** A choice of values and their words. @param {string} name @param {[string, string][]} choices @param {string} now @param {Record<string, any>} [more] */
export const choice = (name, choices, now, more = {}) =>
  h("select", { name, ...more }, choices.map(([value, words]) => h("option", { value, selected: value === now }, words)));
