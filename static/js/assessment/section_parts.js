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

const list = (value) => (Array.isArray(value) ? value : value ? [value] : []);

/** The words of a comparison, wherever the answer has them. @param {any} one */
export const wording = (one) => titleOf({ zh: one?.wording_zh ?? one?.change?.zh ?? one?.zh, en: one?.wording_en ?? one?.change?.en ?? one?.en }) || (typeof one?.wording === "string" ? one.wording : "");

/** A result: class and attainment. @param {string} title @param {any} one */
const result = (title, one) =>
  h("div", { class: "result-cell" }, h("span", { class: "soft" }, title), chip(toClass(one?.class)), h("span", { class: `tag tag-${toAttainment(one?.attainment)}` }, t(`attainment_${toAttainment(one?.attainment)}`)));

/** Both results, before and after; always shown, also where they are the same. @param {any} section */
export function exemptionBlock({ before, after, exemptions, indicators }) {
  if (!before && !after) return null;
  const papers = list(exemptions);
  return h("section", { class: "both" },
    h("div", { class: "both-results" }, result(t("before_exemptions"), before), h("span", { class: "soft", "aria-hidden": "true" }, "→"), result(t("after_exemptions"), after)),
    papers.length
      ? h("ul", null, papers.map((one) => {
        const said = one.content ?? one;
        const known = list(indicators).find((each) => each.code === said.indicator);
        return h("li", null, [titleOf({ zh: known?.name_zh, en: known?.name_en }) || said.indicator || t("all_indicators"), said.reason_zh ?? said.reason, said.document, said.approver].filter(Boolean).join(" · "));
      }))
      : h("p", { class: "soft" }, t("no_exemptions")));
}

/** What it was before, and how that is said. @param {any} section */
export function changes({ change, trend }) {
  const lines = [["month", t("against_month")], ["year", t("against_year")]]
    .map(([name, title]) => [title, change?.[name], name])
    .filter(([, one]) => one)
    .map(([title, one]) => {
      const direction = one.change?.direction ?? one.direction ?? "unknown";
      const before = toClass(one.class_before ?? one.before_class);
      return h("div", { class: "change-cell" }, h("dt", null, title), h("dd", { class: `is-${direction}` }, before > 0 && [chip(before), " "], wording(one) || "—"));
    });
  const course = trend && wording(trend);
  if (!lines.length && !course) return null;
  return h("dl", { class: "changes" }, lines,
    course && h("div", { class: "change-cell" }, h("dt", null, t("trend")), h("dd", null, course, typeof trend.rs === "number" && h("small", { class: "soft" }, ` rs ${format.number(trend.rs, 3)}${typeof trend.critical === "number" ? ` / ${trend.critical}` : ""}`))));
}

/** A light with its word. @param {any} one */
export const light = (one) =>
  h("span", { class: `light light-${one.light}` }, h("i", { "aria-hidden": "true" }), titleOf({ zh: one.light_zh, en: one.light_en }));

/** Whether the month will attain. @param {any} outlook */
export function outlookLine(outlook) {
  if (!outlook?.light) return null;
  return h("p", { class: "outlook-line" }, light(outlook), h("span", { class: "soft" }, titleOf({ zh: outlook.reason_zh, en: outlook.reason_en })));
}

/** What comes in from upstream, with its own target beside it. @param {any} upstream @param {number} target */
export function upstreamBlock(upstream, target) {
  const all = list(upstream).filter((one) => one && (one.name || one.code));
  if (!all.length) return null;
  return h("section", { class: "block" }, h("h2", { class: "part-title" }, t("upstream_title")),
    all.map((one) => h("div", { class: "beside" },
      h("p", null, h("strong", null, one.name ?? one.code), " ", chip(toClass(one.class)), one.target_class ? h("span", { class: "soft" }, ` ${t("target_of", { target: className(toClass(one.target_class)) })}`) : null),
      list(one.indicators).length > 0 && h("table", { class: "raw-table" },
        h("thead", null, h("tr", null, [t("indicator"), t("upstream_value"), t("own_value"), t("increment")].map((words, i) => h("th", { scope: "col", class: i ? "number" : "" }, words)))),
        h("tbody", null, list(one.indicators).map((each) => {
          const [theirs, own] = [each.upstream_value ?? each.upstream ?? each.value_upstream, each.value ?? each.own];
          const more = typeof theirs === "number" && typeof own === "number" ? own - theirs : null;
          return h("tr", null, h("th", { scope: "row" }, titleOf({ zh: each.name_zh, en: each.name_en })), h("td", { class: "number" }, format.concentration(theirs)), h("td", { class: "number" }, format.concentration(own)),
            h("td", { class: `number ${more > 0 ? "bad" : ""}` }, more === null ? "—" : `${more > 0 ? "+" : more < 0 ? "−" : ""}${format.concentration(Math.abs(more))}`));
        }))))),
    target > 0 && h("p", { class: "soft small" }, t("upstream_note")));
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
export function sourcesBlock({ sources, required_set: set, judged, required, missing, water_type_assumed: type, required_set_assumed: assumed, not_counted: out }) {
  const lines = [
    list(required).length > 0 && t("judged_as", { set: set ?? "—", n: list(judged).length, m: list(required).length }),
    list(missing).length > 0 && t("missing_indicators", { names: list(missing).map((one) => titleOf({ zh: one.name_zh, en: one.name_en }) || one).join(t("comma")) }),
    titleOf({ zh: sources?.rule_zh ?? sources?.zh, en: sources?.rule_en ?? sources?.en }),
    ...list(sources?.notes).map((one) => titleOf(one)),
    ...Object.entries(out ?? {}).map(([state, n]) => t("not_counted", { state, n })),
    type === true && t("water_type_assumed"), assumed === true && t("required_set_assumed"),
  ].filter(Boolean);
  return lines.length > 0 && h("section", { class: "block" }, h("h2", { class: "part-title" }, t("basis")), h("ul", { class: "notes" }, lines.map((line) => h("li", null, line))));
}
