/**
 * The ecological flow of sections in a month: target, lowest value, what is lacking, and the answer in words.
 * @module sluices/flow_table
 */
import { h } from "../dom.js";
import { empty } from "../frame/faces.js";
import { createTable } from "../table/table.js";
import { tableTools } from "../table/tools.js";
import { language, t } from "../words.js";
import { both } from "./flow_cells.js";

const ORDER = ["missed", "undetermined", "met_on_n", "met"];
const TAGS = { missed: "tag-missed", met: "tag-met" };

/** @param {any[]} sections */
export function flowTable(sections) {
  if (!sections.length) return empty(t("flow_none"), t("flow_none_hint"));
  const rows = [...sections].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.code.localeCompare(b.code));
  const columns = [
    { id: "name", title: t("flow_section"), value: (row) => row.name, show: (row) => [h("a", { href: `/?feature=sections/${encodeURIComponent(row.code)}` }, row.name), h("small", { class: "soft" }, ` ${row.river ?? ""}`)], filter: "text" },
    { id: "state", title: t("flow_state"), value: (row) => ORDER.indexOf(row.state), text: (row) => t(`flow_${row.state}`), show: (row) => h("span", { class: `tag ${TAGS[row.state] ?? ""}` }, t(`flow_${row.state}`)), filter: "choice", choiceText: (value) => t(`flow_${ORDER[value]}`) },
    { id: "required", title: t("flow_required"), value: (row) => row.ecological_flow_m3_per_s, text: (row) => both(row, "ecological_flow_m3_per_s", "ecological_level_m") },
    { id: "lowest", title: t("flow_lowest"), value: (row) => row.lowest_flow_m3_per_s, text: (row) => both(row, "lowest_flow_m3_per_s", "lowest_level_m") },
    { id: "short", title: t("flow_short"), value: (row) => row.shortfall_m3_per_s, text: (row) => both(row, "shortfall_m3_per_s", "shortfall_m") },
    { id: "reason", title: t("flow_reason"), names: "col-reason", value: (row) => (language() === "zh" ? row.reason_zh : row.reason_en) },
  ];
  const table = createTable({ columns, rows, caption: t("sluices_tab_flow"), names: "flow-table" });
  return [h("div", { class: "filters" }, tableTools(table)), table.element];
}
