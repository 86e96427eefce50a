/**
 * The head of a table: titles in their groups, each sorts; a funnel opens its filter.
 * @module table/head
 */
import { h, icon, replace } from "../dom.js";
import { t } from "../words.js";
import { choices } from "./rows.js";

/** Neighbouring columns of one group under one title. @param {import("./rows.js").Column[]} columns */
export function groupsOf(columns) {
  /** @type {{title: string, span: number}[]} */
  const groups = [];
  for (const column of columns) {
    const last = groups.at(-1);
    if (last && last.title === (column.group ?? "") && last.title) last.span += 1;
    else groups.push({ title: column.group ?? "", span: 1 });
  }
  return groups;
}

/**
 * @param {import("./rows.js").Column[]} columns
 * @param {{order: import("./rows.js").Order, filters: Map<string, any>, sort: (id: string) => void, openFilter: (id: string, button: HTMLElement) => void}} now
 */
export function headRows(columns, { order, filters, sort, openFilter }) {
  const groups = groupsOf(columns);
  const cell = (column) => {
    const isOrder = order?.column === column.id;
    const direction = isOrder ? (order.down ? "descending" : "ascending") : "none";
    return h("th", { scope: "col", class: `head-${column.kind ?? "text"} ${column.names ?? ""}`, "aria-sort": column.sort === false ? null : direction, title: column.hint, "data-title": column.title }, // printed from here: Chromium leaves buttons out of a head that it repeats
      h("span", { class: "head-cell" },
        column.sort === false
          ? h("span", { class: "head-title" }, column.title)
          : h("button", { type: "button", class: "head-title", "aria-label": t("table_sort", { name: column.hint ?? column.title }), on: { click: () => sort(column.id) } }, column.title, isOrder && h("i", { class: `head-arrow ${order.down ? "is-down" : "is-up"}`, "aria-hidden": "true" })),
        column.filter && h("button", {
          type: "button", class: `head-filter${filters.has(column.id) ? " is-on" : ""}`, "aria-label": t("table_filter", { name: column.title }), "aria-haspopup": "dialog",
          on: { click: (event) => openFilter(column.id, event.currentTarget) },
        }, icon("filter"))));
  };
  return [
    groups.some((one) => one.title) && h("tr", { class: "head-groups" }, groups.map(({ title, span }, i) => h(i ? "th" : "td", { colspan: span, scope: i && title ? "colgroup" : null, class: title ? "head-group" : "" }, title && h("span", null, title)))),
    h("tr", { class: "head-titles" }, columns.map(cell)),
  ];
}

/**
 * The filter of a column, in a small dialogue below its funnel.
 * @param {import("./rows.js").Column} column @param {any[]} rows @param {any} now
 * @param {{set: (value: any) => void, close: () => void}} act
 */
export function filterFace(column, rows, now, { set, close }) {
  const clear = h("button", { type: "button", class: "link-button", on: { click: () => { set(null); close(); } } }, t("table_filter_clear"));
  const head = h("p", { class: "filter-head" }, h("strong", null, column.title), clear);
  if (column.filter === "text")
    return [head, h("input", { type: "search", value: now ?? "", placeholder: t("table_filter_contains"), "aria-label": t("table_filter", { name: column.title }), on: { input: (event) => set(event.target.value || null) } })];
  const all = choices(rows, column);
  const chosen = new Set(now ?? all.map(([value]) => value));
  const toggle = (value, on) => {
    on ? chosen.add(value) : chosen.delete(value);
    set(chosen.size === all.length ? null : new Set(chosen));
  };
  const list = h("ul", { class: "filter-list" });
  replace(list, all.map(([value, count]) =>
    h("li", null, h("label", null, h("input", { type: "checkbox", checked: chosen.has(value), on: { change: (event) => toggle(value, event.target.checked) } }), h("span", null, column.choiceText?.(value) ?? (value === "" ? "—" : String(value))), h("small", { class: "soft" }, count)))));
  return [head, list];
}
