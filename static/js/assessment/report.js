/**
 * The month's report as text to paste, paragraph by paragraph or all of it; its numbers lead to where they come from.
 * @module assessment/report
 */
import { address, get } from "../api.js";
import { h, icon } from "../dom.js";
import { empty } from "../frame/faces.js";
import { toast } from "../frame/toasts.js";
import { t } from "../words.js";
import { pieces, tracedTo } from "./report_facts.js";

/** Puts text into the clipboard. @param {string} text */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("text_copied"), { kind: "done" });
  } catch {
    toast(t("text_not_copied"));
  }
}

/** Codes of sections and indicators by their Chinese names, for the report is Chinese. @param {string} month */
async function codesByName(month) {
  const answer = await get("/api/assessment/sections", { month, months: 1 });
  return {
    sections: new Map(answer.sections.map((one) => [one.name, one.code])),
    indicators: new Map(Object.entries(answer.indicators ?? {}).map(([code, one]) => [one.name_zh, code])),
  };
}

/** @param {any} view @param {any} page */
export async function reportFace({ month }, { state, addressOf }) {
  const [answer, codes] = await Promise.all([get("/api/assessment/report", { month }), codesByName(month)]);
  const paragraphs = answer.paragraphs.filter((one) => one.zh);
  if (!paragraphs.length) return empty(t("empty_month"), t("empty_month_hint"));
  const whole = [answer.title, ...paragraphs.map((one) => `${one.title_zh}\n${one.zh}`)].join("\n\n");
  const copyButton = (text, words) => h("button", { type: "button", class: "tool", on: { click: () => copyText(text) } }, icon("copy"), words);

  /** A number, leading to where it can be seen. */
  const fact = ({ text, source }) => {
    const to = source && tracedTo(source, codes);
    if (!to) return text;
    if (to.path) return h("a", { class: "report-fact", href: `${to.path}?month=${month}` }, text);
    const show = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      state.set(to.view);
    };
    return h("a", { class: "report-fact", href: addressOf(to.view), title: t("report_traced"), on: { click: show } }, text);
  };

  return h("article", { class: "report", lang: "zh-CN" },
    h("div", { class: "tools" }, copyButton(whole, t("copy_all")),
      h("a", { class: "tool", href: address("/api/assessment/report", { month, f: "docx" }), download: "" }, icon("download"), ".docx"),
      h("button", { type: "button", class: "tool", on: { click: () => print() } }, icon("print"), t("print")),
      h("span", { class: "soft small" }, t("report_hint"))),
    h("h2", { class: "report-title" }, answer.title),
    paragraphs.map((one) => h("section", { class: "paragraph" },
      h("div", { class: "paragraph-head" }, h("h3", null, one.title_zh), copyButton(one.zh, t("copy"))),
      pieces(one).map((line) => h("p", null, line.map(fact))))));
}
