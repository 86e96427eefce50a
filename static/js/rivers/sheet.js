/**
 * The sheet of a river on one A3: map, the river drawn straight, and what lies along it with owners and volumes.
 * @module rivers/sheet
 */
import { h } from "../dom.js";
import * as format from "../format.js";
import { boundsOf, linesOf } from "../map/geometry.js";
import { volumeWords } from "../tracing/impact_words.js";
import { snapshot } from "../tracing/snapshot.js";
import { said } from "../tracing/trace_shapes.js";
import { t } from "../words.js";
import { numberedRows, people } from "./sheet_rows.js";
import { mark, strip } from "./strip.js";

const WIDTH = 980;

/** @param {any} sheet */
function head(sheet) {
  const facts = [
    [t("sheet_length"), format.distance(sheet.length_m)],
    [t("sheet_area"), typeof sheet.drainage_area_km2 === "number" ? `${format.number(sheet.drainage_area_km2, 0)} km²` : ""],
    [t("sheet_flow"), typeof sheet.mean_annual_flow_m3_per_s === "number" ? `${format.number(sheet.mean_annual_flow_m3_per_s, 2)} m³/s` : ""],
    [t("sheet_volume"), volumeWords(sheet.totals?.emergency_volume_m3)],
    [t("sheet_held"), volumeWords(sheet.totals?.held_back_m3)],
  ].filter(([, value]) => value && value !== "—");
  return h("header", { class: "sheet-title" },
    h("div", null, h("h1", null, t("sheet_of", { river: sheet.river })), h("p", { class: "sheet-internal" }, said(sheet, "internal"))),
    h("dl", { class: "sheet-facts" }, facts.map(([title, value]) => h("div", null, h("dt", null, title), h("dd", null, value)))),
    sheet.chiefs?.length > 0 && h("p", { class: "sheet-chiefs" }, h("b", null, t("sheet_chiefs")), sheet.chiefs.map((one) => h("span", null, [one.name, one.post, one.tel].filter(Boolean).join(" ")))));
}

/** How high the map is: as the river lies, within what the sheet has room for. @param {number[]} box west, south, east, north */
const mapHeight = ([west, south, east, north]) => Math.round(Math.min(720, Math.max(430, (WIDTH * (north - south)) / Math.max(0.01, (east - west) * Math.cos((south * Math.PI) / 180)))));

/** What the signs mean. */
const key = () =>
  h("ul", { class: "sheet-key" }, [["risk", "sheet_key_risk"], ["protect", "sheet_key_protect"], ["gate", "sheet_key_gate"], ["room", "sheet_key_room"]].map(([look, words]) => h("li", null, h("i", { class: `key-${look}`, "aria-hidden": "true" }), t(words))));

/** @param {any[]} rows */
const table = (rows) =>
  h("table", { class: "sheet-table" },
    h("thead", null, h("tr", null, ["paper_n", "sheet_km", "sheet_kind", "sheet_name", "sheet_owner"].map((words, i) => h("th", { scope: "col", class: i < 2 ? "is-number" : null }, t(words))))),
    h("tbody", null, rows.map((row) => h("tr", null,
      h("td", { class: "is-number" }, h("i", { class: `number key-${row.look}` }, row.n)),
      h("td", { class: "is-number" }, row.chainage_m === null ? "—" : format.number(row.chainage_m / 1000, 1)),
      h("td", null, said(row, "group")),
      h("td", null, h("strong", null, row.name), h("span", null, [said(row, "detail"), typeof row.volume_m3 === "number" ? volumeWords(row.volume_m3) : ""].filter(Boolean).join(t("semicolon")))),
      h("td", null, [row.owner, people(row.contacts, row.owner)].filter(Boolean).map((words) => h("span", null, words)), !row.owner && row.district && h("span", { class: "soft" }, row.district))))));

/** @param {any} sheet @param {any[]} around reaches nearby, drawn quietly */
export function sheetFace(sheet, around) {
  const rows = numberedRows(sheet.rows);
  const listed = rows.filter((row) => row.n !== null);
  const box = boundsOf([sheet.geometry]) ?? [115, 36, 116, 37];
  const quiet = { reaches: () => around.map((one) => ({ geometry: one.geometry, how: "none", section: null, grade: 0 })), sections: () => [] };
  return h("article", { class: "river-sheet" },
    head(sheet),
    h("div", { class: "sheet-drawings" },
      h("div", { class: "strip-box", tabindex: "0", role: "group", "aria-label": t("sheet_map", { river: sheet.river }) }, snapshot(quiet, {
        box, width: WIDTH, height: mapHeight(box), label: t("sheet_map", { river: sheet.river }),
        lines: linesOf(sheet.geometry).map((line) => ({ line, look: "sheet-river", width: 5 })),
        signs: listed.filter((row) => row.place).map((row) => ({ place: row.place, size: 20, spread: true, weight: row.look === "risk" ? 1 : 2, parts: mark(row), label: row.look === "protect" || row.look === "gate" ? row.name.slice(0, 14) : "" })),
      })),
      key(),
      h("div", { class: "strip-box", tabindex: "0", role: "group", "aria-label": t("strip_title") }, strip(rows, sheet.length_m, sheet.river))),
    h("div", { class: "sheet-list" }, listed.length ? table(listed) : h("p", { class: "soft" }, t("sheet_nothing"))),
    h("p", { class: "sheet-foot" }, t("sheet_made", { time: format.time(sheet.made_at) }), sheet.totals?.volumes_unknown > 0 ? t("sheet_unknown_volumes", { n: sheet.totals.volumes_unknown }) : ""));
}
