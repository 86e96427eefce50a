/**
 * Mounts the sheet of a river (一河一策一图): which river, the sheet, its table as a file, the printer.
 * @module rivers/main
 */
import { get, items } from "../api.js";
import { h, icon } from "../dom.js";
import { empty } from "../frame/faces.js";
import { boundsOf } from "../map/geometry.js";
import { openWork } from "../work/work.js";
import { t } from "../words.js";
import { sheetFace } from "./sheet.js";

const work = await openWork({ shape: { river: { first: "", pattern: /^.{1,100}$/ } }, months: false, title: ({ river }) => (river ? t("sheet_of", { river }) : t("page_river_sheet")) });
const { state } = work;

/** The reaches around a river, for its map. @param {any} geometry */
async function around(geometry) {
  const box = boundsOf([geometry]);
  return box ? items("reaches", box.map((one, i) => (one + (i < 2 ? -0.1 : 0.1)).toFixed(4)).join(","), 2000).catch(() => []) : [];
}

await work.face(["river"], async ({ river }) => {
  const { rivers } = await get("/api/rivers");
  if (!rivers.length) return empty(t("sheets_empty"), t("sheets_empty_hint"));
  const name = river || rivers[0].river;
  const sheet = await get(`/api/rivers/${encodeURIComponent(name)}/sheet`);
  return [
    h("header", { class: "page-head sheet-tools" },
      h("a", { class: "tool", href: "/tracing?tab=sheets" }, "‹ ", t("page_tracing")),
      h("label", { class: "sheet-choose" }, h("span", { class: "unseen" }, t("sheet_river")),
        h("select", { class: "field", on: { change: (event) => state.set({ river: event.target.value }) } }, rivers.map((one) => h("option", { value: one.river, selected: one.river === sheet.river }, one.river)))),
      h("span", { class: "tools" },
        h("a", { class: "tool", href: `/api/rivers/${encodeURIComponent(name)}/sheet?f=xlsx`, download: "" }, icon("download"), ".xlsx"),
        h("button", { type: "button", class: "tool", on: { click: () => print() } }, icon("print"), t("sheet_print")))),
    sheetFace(sheet, await around(sheet.geometry)),
  ];
});
