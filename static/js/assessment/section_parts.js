/**
 * Parts of a section's face: exemptions with both results, changes, outlook, the water that comes in, total nitrogen,
 * and which sources were used.
 * @module assessment/section_parts
 */
import { className, toAttainment, toClass } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { chip } from "../map/symbols.js";
import { t, titleOf } from "../words.js";
import { sourceWord } from "./indicator_table.js";

const list = (value) => (Array.isArray(value) ? value : value ? [value] : []);

/** The words of a comparison, wherever the answer has them. @param {any} one */
export const wording = (one) => titleOf({ zh: one?.wording_zh ?? one?.change?.zh ?? one?.zh, en: one?.wording_en ?? one?.change?.en ?? one?.en }) || (typeof one?.wording === "string" ? one.wording : "");

/** An attainment as a tag. @param {any} value */
export const tagOf = (value) => h("span", { class: `tag tag-${toAttainment(value)}` }, t(`attainment_${toAttainment(value)}`));

/** A result: class and attainment. @param {string} title @param {any} one */
const result = (title, one) =>
  h("div", { class: "result-cell" }, h("span", { class: "soft" }, title), chip(toClass(one?.class)), tagOf(one?.attainment ?? "none"));

/** Both results, before and after; always shown, also where nothing holds and they are the same. @param {any} section */
export function exemptionBlock({ before, after, exemptions, indicators }) {
  if (!before) return null;
  const papers = list(exemptions);
  const nameOf = (code) => nameIn(indicators, code);
  return h("section", { class: "both" },
    h("div", { class: "both-results" }, result(t("before_exemptions"), before), h("span", { class: "soft", "aria-hidden": "true" }, "→"), result(t("after_exemptions"), after ?? before)),
    papers.length
      ? h("ul", { class: "papers" }, papers.map((one) => {
        const what = list(one.indicators).map(nameOf).join(t("comma")) || t("all_indicators");
        const value = typeof one.approved_value === "number" ? t("approved_value", { value: one.approved_value }) : "";
        return h("li", null, [`${t(`exemption_${one.kind === "deduction" ? "deduction" : "exemption"}`)}${t("colon")}${what}`, value, one.reason, one.document_number, one.approver].filter(Boolean).join(" · "));
      }))
      : h("p", { class: "soft" }, t("no_exemptions")));
}

/** The name of an indicator among those of a section. @param {any[]} indicators @param {string} code */
const nameIn = (indicators, code) => {
  const known = list(indicators).find((one) => one.code === code);
  return titleOf({ zh: known?.name_zh, en: known?.name_en }) || code;
};

/** What it was before, and how that is said. @param {any} section */
export function changes({ change }) {
  const lines = [["month", t("against_month")], ["year", t("against_year")]].filter(([name]) => change?.[name]).map(([name, title]) => {
    const one = change[name];
    const before = toClass(one.class_before);
    return h("div", { class: "change-cell" }, h("dt", null, title), h("dd", { class: `is-${one.change?.direction ?? "unknown"}` }, before > 0 && [chip(before), " "], wording(one) || "—"));
  });
  return lines.length > 0 && h("dl", { class: "changes" }, lines);
}

/** The trend of one indicator in words. @param {any[]} trends @param {string} code */
export function trendLine(trends, code) {
  const one = list(trends).find((each) => each.code === code);
  if (!one) return null;
  const numbers = typeof one.rs === "number" ? ` rs = ${format.number(one.rs, 3, true)}${typeof one.critical === "number" ? `，Wp = ${one.critical}` : ""}` : "";
  return h("p", { class: "soft small" }, `${t("trend")}${t("colon")}`, h("span", { class: `is-${one.direction}` }, titleOf(one)), numbers);
}

/** A light with its word. @param {any} one */
export const light = (one) =>
  h("span", { class: `light light-${one.light}` }, h("i", { "aria-hidden": "true" }), titleOf({ zh: one.light_zh, en: one.light_en }));

/** Whether the month will attain, and what decides. @param {any} outlook */
export function outlookLine(outlook) {
  if (!outlook?.light || outlook.light === "unknown") return null;
  const reasons = list(outlook.indicators).filter((one) => list(outlook.deciding).includes(one.code)).map((one) => `${titleOf({ zh: one.name_zh, en: one.name_en })}${t("colon")}${titleOf({ zh: one.reason_zh, en: one.reason_en })}`);
  return h("p", { class: "outlook-line" }, h("span", { class: "soft" }, t("outlook_on", { day: format.day(outlook.as_of) })), light(outlook), reasons.length > 0 && h("span", { class: "soft" }, reasons.join(" ")));
}

/** What comes in from upstream, with its own result and target beside it. @param {any} section */
export function upstreamBlock({ upstream, indicators }) {
  if (!upstream) return null;
  const rows = list(upstream.indicators).filter((one) => typeof one.upstream === "number" && typeof one.here === "number" && list(indicators).find((each) => each.code === one.code)?.judged);
  const where = [t(`upstream_${upstream.how === "border" ? "border" : "nearest"}`), typeof upstream.distance_m === "number" && format.distance(upstream.distance_m)].filter(Boolean).join(t("comma"));
  const signed = (value) => `${value > 0 ? "+" : value < 0 ? "−" : ""}${format.concentration(Math.abs(value))}`;
  const isBetter = (one) => (list(indicators).find((each) => each.code === one.code)?.direction === "ge" ? one.added > 0 : one.added < 0);
  return h("section", { class: "block" }, h("h2", { class: "part-title" }, t("upstream_title")),
    h("div", { class: "beside" },
      h("p", null, h("strong", null, upstream.name ?? upstream.code), " ", chip(toClass(upstream.result?.class)), " ", tagOf(upstream.result?.attainment), upstream.target_class ? h("span", { class: "soft" }, ` ${t("target_of", { target: className(toClass(upstream.target_class)) })}`) : null, h("span", { class: "soft small" }, ` ${where}`)),
      rows.length > 0 && h("table", { class: "raw-table" },
        h("thead", null, h("tr", null, [t("indicator"), t("upstream_value"), t("own_value"), t("increment")].map((words, i) => h("th", { scope: "col", class: i ? "number" : "" }, words)))),
        h("tbody", null, rows.map((one) => h("tr", null,
          h("th", { scope: "row" }, nameIn(indicators, one.code)), h("td", { class: "number" }, format.concentration(one.upstream)), h("td", { class: "number" }, format.concentration(one.here)),
          h("td", { class: `number ${one.added && one.code !== "w01001" ? (isBetter(one) ? "good" : "bad") : ""}` }, typeof one.added === "number" ? signed(one.added) : "—")))))),
    h("p", { class: "soft small" }, t("upstream_note")));
}

/** Total nitrogen, by concentration year on year. @param {any} nitrogen */
export function nitrogenBlock(nitrogen) {
  if (!nitrogen || (typeof nitrogen.after !== "number" && typeof nitrogen.value !== "number")) return null;
  const [now, before] = [nitrogen.after ?? nitrogen.value, nitrogen.before];
  return h("section", { class: "block" }, h("h2", { class: "part-title" }, t("nitrogen_title")),
    h("p", null, h("strong", null, format.concentration(now)), h("small", { class: "soft" }, ` ${nitrogen.unit ?? "mg/L"}`),
      typeof before === "number" && h("span", { class: "soft" }, t("nitrogen_before", { value: format.concentration(before) })),
      typeof nitrogen.percent === "number" && h("span", { class: nitrogen.percent > 0 ? "bad" : "good" }, ` ${nitrogen.percent > 0 ? "+" : ""}${format.number(nitrogen.percent, 1, true)}%`)),
    h("p", { class: "soft small" }, t("nitrogen_note")));
}

/** By which rule manual and automatic values were joined, and what was kept out. @param {any} section */
export function sourcesBlock({ sources, required_set: set, judged, required, missing, indicators, water_type_assumed: type, required_set_assumed: assumed }) {
  const used = Object.entries(sources?.used ?? {}).map(([source, codes]) => `${sourceWord(source)}${t("colon")}${codes.map((code) => nameIn(indicators, code)).join(t("comma"))}`);
  const lines = [
    list(required).length > 0 && t("judged_as", { set: set ?? "—", n: list(judged).length, m: list(required).length }),
    list(missing).length > 0 && t("missing_indicators", { names: list(missing).map((one) => titleOf({ zh: one.name_zh, en: one.name_en }) || nameIn(indicators, one)).join(t("comma")) }),
    titleOf({ zh: sources?.reconciliation_zh, en: sources?.reconciliation_en }),
    ...(used.length > 1 ? used : []),
    sources?.reconciliation_source && t("target_source", { source: sources.reconciliation_source }),
    ...Object.entries(sources?.not_counted ?? {}).map(([state, n]) => t("not_counted", { state, n })),
    type === true && t("water_type_assumed"), assumed === true && t("required_set_assumed"),
  ].filter(Boolean);
  return lines.length > 0 && h("section", { class: "block" }, h("h2", { class: "part-title" }, t("basis")), h("ul", { class: "notes" }, lines.map((line) => h("li", null, line))));
}
