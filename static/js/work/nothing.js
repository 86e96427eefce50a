/**
 * What a page of months says where the store has no month at all: what to bring in first, and where.
 * @module work/nothing
 */
import { h } from "../dom.js";
import { empty } from "../frame/faces.js";
import { signInHere } from "../frame/account.js";
import { t } from "../words.js";

const MAY = ["analyst", "gis", "admin"];

/** @param {{name?: string|null, role?: string|null}} session */
export function nothingYet({ name, role }) {
  const acts = MAY.includes(role ?? "")
    ? [h("a", { class: "button", href: "/samples" }, t("import_data")), h("a", { class: "tool", href: "/upload" }, t("upload_layer"))]
    : name ? [] : [h("a", { class: "button", href: signInHere() }, t("sign_in"))];
  return empty(t("empty_months"), t(acts.length && name ? "empty_months_hint" : "empty_months_ask"), ...acts);
}
