/**
 * The first face of the panel: how the month stands, and its sections, worst first.
 * @module panel/home
 */
import { get } from "../api.js";
import { className, numeralOf, worstFirst } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { chip } from "../map/symbols.js";
import { t } from "../words.js";

/** The word of an attainment with its sign. @param {string} attainment */
export const attainmentTag = (attainment) => h("span", { class: `tag tag-${attainment}` }, t(`attainment_${attainment}`));

/** How many sections have each class, as one bar. @param {import("../shapes.js").SectionMonth[]} sections */
function classBar(sections) {
  const counts = [0, 1, 2, 3, 4, 5, 6].map((grade) => sections.filter((one) => one.grade === grade).length);
  const order = [1, 2, 3, 4, 5, 6, 0].filter((grade) => counts[grade]);
  return h("div", { class: "class-bar", role: "img", "aria-label": order.map((grade) => `${className(grade)} ${counts[grade]}`).join(t("comma")) },
    order.map((grade) => h("span", { class: `class-part chip-${grade}`, style: { "flex-grow": String(counts[grade]) }, title: `${className(grade)} ${counts[grade]}` },
      h("b", null, numeralOf(grade)), ` ${counts[grade]}`)));
}

/** @param {any} context @param {import("../shapes.js").SectionMonth} section */
function sectionRow({ state }, section) {
  const names = section.deciding.slice(0, 3).join(t("comma"));
  const why = section.grade === 0 ? section.reason || section.state || t("no_values") : names;
  return h("li", null,
    h("button", { type: "button", class: "row", on: { click: () => state.set({ feature: `sections/${section.key}`, over: null }) } },
      chip(section.grade),
      h("span", { class: "row-main" }, h("strong", null, section.name), h("small", null, [section.river || section.lake, why].filter(Boolean).join(" · "))),
      attainmentTag(section.attainment)));
}

/** The numbers a chief looks for; met on what was measured is not met. @param {import("../shapes.js").SectionMonth[]} sections */
function counts(sections) {
  const cell = (kind) =>
    h("div", { class: `count count-${kind}` }, h("strong", null, sections.filter((one) => one.attainment === kind).length), h("span", null, t(`attainment_${kind}`)));
  const exempt = sections.filter((one) => one.measured).length;
  return [h("div", { class: "counts" }, ["met", "missed", "met_on_n", "undetermined"].map(cell)), exempt > 0 && h("p", { class: "soft small counts-note" }, t("counts_exempt", { n: exempt }))];
}

/** What is said where there is nothing to say. @param {any} context */
function nothing({ data, sheet }) {
  const may = ["analyst", "gis", "admin"].includes(data.session().role);
  const what = data.sections().length ? "month" : data.layers().some((one) => one.count) ? "sections" : "store";
  sheet.open(); // on a phone what to do would lie below the edge
  return h("div", { class: "state" },
    h("h2", null, t(`empty_${what}`)),
    h("p", null, t(`empty_${what}_hint`)),
    may && h("div", { class: "state-acts" }, h("a", { class: "button", href: "/upload" }, t("upload_layer"))));
}

/** The way to an inspector's tasks, with their number once it is known. @param {any} context */
function tracingLine({ data }) {
  const { role, name } = data.session();
  if (role !== "inspector") return null;
  const count = h("b", { class: "home-count" });
  get("/api/registers/investigations", { state: "task", limit: 1000 })
    .then(({ entries }) => { count.textContent = String(entries.filter((one) => one.content.inspector === name).length); }).catch(() => {});
  return h("a", { class: "home-tasks", href: "/tracing?tab=tasks" }, h("span", null, t("home_tasks")), count, h("span", { "aria-hidden": "true" }, "›"));
}

/** @param {any} context */
export async function showHome(context) {
  const { state, data } = context;
  const { month } = state.get();
  await context.ready();
  const sections = [...data.sections()].sort(worstFirst);
  const judged = sections.filter((one) => one.items.length || one.grade);
  return [
    h("header", { class: "panel-head" },
      h("h1", null, month ? t("month_title", { month: format.month(month) }) : t("sections_title")),
      sections.length > 0 && h("p", { class: "soft" }, t("sections_counted", { n: sections.length }))),
    tracingLine(context),
    judged.length > 0 && [counts(sections), classBar(sections)],
    month && !judged.length && nothing(context),
    !month && !sections.length && nothing(context),
    sections.length > 0 && h("ul", { class: "rows" }, sections.map((section) => sectionRow(context, section))),
  ];
}
