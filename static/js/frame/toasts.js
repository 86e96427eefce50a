/**
 * Short notices at the edge: what failed, where, what to do.
 * @module frame/toasts
 */
import { byId, h, iconButton } from "../dom.js";
import { t } from "../words.js";

/**
 * @param {string} sentence @param {{kind?: "failed"|"done", again?: (() => void)|null, stay?: boolean}} [more]
 */
export function toast(sentence, { kind = "failed", again = null, stay = false } = {}) {
  const root = byId("toasts");
  if ([...root.children].some((one) => one.dataset.sentence === sentence)) return;
  const close = () => element.remove();
  const element = h("div", { class: `toast toast-${kind}`, "data-sentence": sentence },
    h("span", null, sentence),
    again && h("button", { type: "button", class: "link-button", on: { click: () => { close(); again(); } } }, t("again")),
    iconButton("close", t("close"), close));
  root.append(element);
  if (!stay) setTimeout(close, kind === "done" ? 4000 : 9000);
}
