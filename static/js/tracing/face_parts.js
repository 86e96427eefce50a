/**
 * What the faces of traces and impacts have in common: the bar, the caveat, exports, and a refusal in plain words.
 * @module tracing/face_parts
 */
import { h, iconButton } from "../dom.js";
import { signInHere } from "../frame/account.js";
import { empty } from "../frame/faces.js";
import { toast } from "../frame/toasts.js";
import { backBar } from "../panel/panel.js";
import { t } from "../words.js";

/** Copies the address of this view. */
async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    toast(t("link_copied"), { kind: "done" });
  } catch {
    toast(t("link_not_copied"));
  }
}

/** The way back, the files, the link, the printer. @param {any} context @param {string} [path] of the analysis in the API */
export const analysisBar = (context, path = "") => backBar(context, path && exportActs(path), iconButton("link", t("copy_link"), copyLink), iconButton("print", t("print_one_page"), () => print()));

/** The sentence that stands beside every lead. @param {string} caveat */
export const caveatLine = (caveat) => h("p", { class: "caveat", role: "note" }, caveat || t("tracing_caveat"));

/** The files of an analysis. @param {string} path of it in the API */
export const exportActs = (path) =>
  h("span", { class: "export-acts" },
    h("a", { class: "tool", href: `${path}/features`, download: "", title: t("export_features") }, "GeoJSON"),
    h("a", { class: "tool", href: `${path}/document`, download: "", title: t("export_document") }, ".docx"));

/** Said to whoever may not see it; null where the failure is another. @param {any} context @param {any} error @param {"trace"|"impact"|"scenario"} kind */
export function refusal(context, error, kind) {
  if (error.status === 401) return [backBar(context), empty(t("analysis_sign_in"), t(`${kind}_not_for_you_hint`), h("a", { class: "button", href: signInHere() }, t("sign_in")))];
  if (error.status === 403) return [backBar(context), empty(t(`${kind}_not_for_you`), t(`${kind}_not_for_you_hint`))];
  if (error.status === 404) return [backBar(context), empty(t("analysis_absent"), error.message)];
  return null;
}

/** A row of facts: what, how much. @param {[string, any][]} pairs */
export const factList = (pairs) => h("dl", { class: "fact-list" }, pairs.filter(([, value]) => value !== null && value !== "").map(([title, value]) => h("div", null, h("dt", null, title), h("dd", null, value))));

/** A part without anything in it. @param {string} title @param {string} [hint] */
export const nothingHere = (title, hint = "") => h("div", { class: "state state-small" }, h("h2", null, title), hint && h("p", null, hint));
