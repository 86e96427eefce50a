/**
 * The faces of what is not there yet, or not at all: loading, failed, empty.
 * @module frame/faces
 */
import { h } from "../dom.js";
import { t } from "../words.js";
import { signInHere } from "./account.js";

/** What loads. */
export const skeleton = () => h("div", { class: "skeleton", role: "status", "aria-label": t("loading") }, h("i"), h("i"), h("i"), h("i"));

/**
 * What failed: the sentence, and what to do.
 * @param {Error & {status?: number}} error @param {() => void} again
 */
export const failure = (error, again) =>
  h("div", { class: "state state-failed", role: "alert" },
    h("h2", null, t("failed")),
    h("p", null, error.message),
    h("div", { class: "state-acts" },
      error.status === 401
        ? h("a", { class: "button", href: signInHere() }, t("sign_in"))
        : h("button", { type: "button", class: "button", on: { click: again } }, t("again"))));

/** What is empty, and what to do. @param {string} title @param {string} hint @param {...any} acts */
export const empty = (title, hint, ...acts) =>
  h("div", { class: "state" }, h("h2", null, title), h("p", null, hint), acts.length > 0 && h("div", { class: "state-acts" }, acts));
