/**
 * The month's report as text to paste: paragraph by paragraph, or all of it.
 * @module assessment/report
 */
import { address, get } from "../api.js";
import { h, icon } from "../dom.js";
import { empty } from "../frame/faces.js";
import { toast } from "../frame/toasts.js";
import { t, titleOf } from "../words.js";

/** Puts text into the clipboard. @param {string} text */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("text_copied"), { kind: "done" });
  } catch {
    toast(t("text_not_copied"));
  }
}

/** The paragraphs of an answer, each with its title. @param {any} answer @returns {{title: string, text: string}[]} */
export const paragraphsOf = (answer) =>
  (answer.paragraphs ?? answer.rows ?? []).map((one) => (typeof one === "string" ? { title: "", text: one } : { title: one.title_zh ?? one.title ?? "", text: one.zh ?? one.text_zh ?? one.text ?? "" })).filter((one) => one.text);

/** @param {any} view */
export async function reportFace({ month }) {
  const answer = await get("/api/assessment/report", { month });
  const paragraphs = paragraphsOf(answer);
  if (!paragraphs.length) return empty(t("empty_month"), t("empty_month_hint"));
  const whole = paragraphs.map(({ title, text }) => (title ? `${title}\n${text}` : text)).join("\n\n");
  const copyButton = (text, words) => h("button", { type: "button", class: "tool", on: { click: () => copyText(text) } }, icon("copy"), words);
  return h("article", { class: "report", lang: "zh-CN" },
    h("div", { class: "tools" }, copyButton(whole, t("copy_all")),
      h("a", { class: "tool", href: address("/api/assessment/report", { month, f: "docx" }), download: "" }, icon("download"), ".docx"),
      h("button", { type: "button", class: "tool", on: { click: () => print() } }, icon("print"), t("print"))),
    paragraphs.map(({ title, text }) => h("section", { class: "paragraph" }, h("div", { class: "paragraph-head" }, title && h("h2", null, title), copyButton(text, t("copy"))), text.split("\n").map((line) => h("p", null, line)))),
    (answer.notes ?? []).length > 0 && h("ul", { class: "notes" }, answer.notes.map((one) => h("li", null, titleOf(one)))));
}
