/**
 * What was recognised: the sheets as they are in the file, with what every row and column is taken for.
 * @module samples/recognised
 */
import { h, replace } from "../dom.js";
import { toast } from "../frame/toasts.js";
import { t, titleOf } from "../words.js";
import { openColumnMenu } from "./column_menu.js";
import { createGrid } from "./grid.js";
import { labelOf, numberOf, placeOf, roleOf, rowOf, tablesOf, withColumn, withMonth, withRow, withUse } from "./roles.js";
import { createWindows } from "./windows.js";

/**
 * @param {{upload: any, indicators: any[], names: Map<string, string>, change: (given: any) => Promise<void>, sheet?: string|null}} given
 */
export function recognised({ upload, indicators, names, change, sheet: wanted = null }) {
  let [now, table, grid] = [upload, 0, /** @type {any} */ (null)];
  const units = new Map(indicators.map((one) => [one.code, one.unit ?? ""]));
  const first = now.sheets.find((one) => now.mapping.sheets[one.name]?.use) ?? now.sheets[0];
  let sheet = (now.sheets.find((one) => one.name === wanted) ?? first)?.name ?? "";
  const [tabs, strip, frame] = [h("div", { class: "sheet-tabs", role: "tablist", "aria-label": t("samples_sheets") }), h("div", { class: "sheet-strip" }), h("div", { class: "grid-frame", role: "tabpanel", "aria-label": t("samples_sheet_cells") })];
  const mapped = () => now.mapping.sheets[sheet];
  const tableNow = () => tablesOf(mapped())[table] ?? tablesOf(mapped())[0];
  let [cells, byRow] = [new Map(), new Map()];

  /** Where faults and doubts stand on this sheet. */
  function collect() {
    cells = new Map();
    for (const [list, kind] of [[now.flags, "has-flag"], [now.official, "has-official"], [now.faults, "has-fault"]])
      for (const one of list ?? []) {
        if ((one.sheet ?? "") !== sheet || !one.row || !one.column) continue;
        const words = one.zh ? titleOf(one) : kind === "has-official" ? t("samples_official_cell", { value: one.official.raw_text }) : one.flags.map((flag) => t(`samples_flag_${flag}`)).join(t("comma"));
        cells.set(`${one.row},${numberOf(one.column)}`, { kind: one.severity === "error" ? "has-error" : kind, words });
      }
    byRow = new Map();
  }
  const rowNow = (row) => byRow.get(row) ?? byRow.set(row, rowOf(mapped(), row, now.row_reasons)).get(row);

  async function apply(given) {
    try {
      await change(given);
    } catch (error) {
      toast(error.message);
    }
  }

  function drawTabs() {
    replace(tabs, now.sheets.map((one) => {
      const told = now.mapping.sheets[one.name];
      return h("button", { type: "button", role: "tab", class: told?.use ? "sheet-tab" : "sheet-tab is-unread", "aria-selected": String(one.name === sheet), tabindex: one.name === sheet ? "0" : "-1", title: one.name,
        on: { click: () => choose(one.name), keydown: (event) => {
          const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (!by) return;
          const all = [...tabs.children];
          const next = all[(all.indexOf(event.currentTarget) + by + all.length) % all.length];
          next.click();
          tabs.children[all.indexOf(next)]?.focus();
        } } },
      h("span", null, one.name || t("samples_the_table")), !told?.use && h("small", null, t(one.visible ? "samples_unread" : "samples_hidden")));
    }));
  }

  function drawStrip() {
    const told = mapped();
    const size = now.sheets.find((one) => one.name === sheet);
    const tables = tablesOf(told);
    const month = h("input", { type: "month", id: "sheet-month", disabled: now.state !== "ready", value: /^\d{4}-\d\d$/.test(told?.month ?? "") ? told.month : "", on: { change: (event) => apply({ mapping: withMonth(now.mapping, sheet, event.target.value || null) }) } });
    replace(strip,
      h("label", { class: "strip-check" }, h("input", { type: "checkbox", checked: Boolean(told?.use), disabled: !told?.tables?.length || now.state !== "ready", on: { change: (event) => apply({ mapping: withUse(now.mapping, sheet, event.target.checked) }) } }), t("samples_read_sheet")),
      told?.use && h("label", { class: "strip-field", for: "sheet-month" }, h("span", null, t("samples_sheet_month")), month),
      told?.month_clash && h("span", { class: "tag tag-missed" }, t("samples_month_clash", { months: told.month_clash.join(" / ") })),
      tables.length > 1 && h("label", { class: "strip-field" }, h("span", null, t("samples_table")), h("select", { on: { change: (event) => { table = Number(event.target.value); grid?.redraw(); } } },
        tables.map((one, number) => h("option", { value: number, selected: number === table }, t("samples_table_rows", { n: number + 1, first: one.first_row, last: one.last_row }))))),
      h("span", { class: "soft strip-size" }, t("samples_sheet_size", { rows: size?.rows ?? 0, columns: size?.columns ?? 0 })));
  }

  function drawGrid() {
    const size = now.sheets.find((one) => one.name === sheet);
    grid = null;
    if (!size?.rows || !size.columns) return replace(frame, h("p", { class: "state-line" }, t("samples_sheet_empty")));
    const windows = createWindows(`/api/samples/uploads/${now.id}/cells`, sheet, (error) => toast(error.message));
    const editable = now.state === "ready";
    grid = createGrid({
      rows: size.rows, columns: size.columns, windows, name: t("samples_grid_name", { sheet: sheet || t("samples_the_table") }),
      headOf: (column) => roleOf(tableNow()?.columns[labelOf(column)], names, units), rowOf: rowNow,
      cellNames: (row, column) => cells.get(`${row},${column}`)?.kind ?? "",
      titleOfCell: (row, column) => cells.get(`${row},${column}`)?.words ?? "",
      onHead: editable && tableNow() ? (column) => openHead(column, windows) : null,
      onRow: editable ? (row) => apply({ mapping: withRow(now.mapping, sheet, rowNow(row).table, row) }) : null,
    });
    replace(frame, grid.element);
    windows.first();
  }

  function openHead(column, windows) {
    const [label, here] = [labelOf(column), tableNow()];
    const role = here.columns[label];
    const heading = role?.heading ?? here.heading_rows.map((row) => windows.text(row, column)).filter(Boolean).join(" ");
    openColumnMenu({ label, heading, role, indicators, names, send: (chosen) => change({ mapping: withColumn(now.mapping, sheet, mapped().tables.indexOf(here), label, chosen) }) });
  }

  function choose(name) {
    [sheet, table] = [name, 0];
    collect();
    drawTabs();
    drawStrip();
    drawGrid();
  }
  choose(sheet);

  return {
    element: h("section", { class: "recognised", "aria-label": t("samples_recognised") }, h("div", { class: "block-head" }, h("h2", null, t("samples_recognised")), h("p", null, t("samples_recognised_hint"))), tabs, strip, frame, gridKey()),
    /** Shows the upload as it is now. @param {any} upload */
    show(upload) {
      const ended = now.state !== upload.state;
      now = upload;
      collect();
      drawTabs();
      drawStrip();
      if (ended) drawGrid();
      else grid?.redraw();
    },
    /** Opens a cell. @param {{sheet?: string|null, row: number, column?: string|null}} place */
    open(place) {
      if ((place.sheet ?? "") !== sheet) choose(place.sheet ?? "");
      grid?.mark(placeOf(`${place.column || "A"}${place.row}`) ?? { row: 1, column: 1 });
      frame.scrollIntoView({ block: "nearest" });
    },
  };
}

/** What the tints mean. */
const gridKey = () =>
  h("ul", { class: "key" }, ["heading", "ignored", "field", "result", "flag", "error"].map((kind) => h("li", null, h("i", { class: `key-${kind}` }), t(`samples_key_${kind}`))));
