/**
 * A chart as a figure: painted by ECharts, which is loaded when the first one is needed; named for those who do not see
 * it, with its data as a table below; it follows the theme, the width and the printer.
 * @module chart/figure
 */
import { h, replace } from "../dom.js";
import { t } from "../words.js";
import { readTokens } from "./tokens.js";

const ECHARTS = "/static/vendor/echarts/echarts.min.js";
let loading = null;

/** ECharts, loaded once. @returns {Promise<any>} */
const loadEcharts = () => (loading ??= import(ECHARTS).then(() => globalThis.echarts));

/** What every chart has. @param {Record<string, string>} tokens @param {any} option */
const dressed = (tokens, option) => ({
  animation: false,
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: tokens.soft },
  aria: { enabled: false },
  tooltip: {
    renderMode: "richText", confine: true, backgroundColor: tokens.ink, borderWidth: 0, padding: [6, 10],
    textStyle: { color: tokens.surface, fontSize: 13 }, ...option.tooltip,
  },
  ...Object.fromEntries(Object.entries(option).filter(([name]) => name !== "tooltip")),
});

/**
 * @param {{title: any, label: string, height: number, option: (tokens: Record<string, string>) => any, heads: string[], rows: () => any[][],
 *   choose?: ((event: any) => void)|null}} given
 *   `label`: the chart in one sentence; `heads` and `rows`: its data as a table
 * @returns {HTMLElement}
 */
export function figure({ title, label, height, option, heads, rows, choose = null }) {
  const canvas = h("div", { class: "chart-canvas", role: "img", "aria-label": label, style: { height: `${height}px` } });
  const data = h("details", { class: "chart-data" }, h("summary", null, t("chart_data")));
  const element = h("figure", { class: "chart-figure" }, title && h("figcaption", null, title), canvas, data);
  let chart = null;
  const paint = () => chart?.setOption(dressed(readTokens(), option(readTokens())), { notMerge: true });

  data.addEventListener("toggle", () => {
    if (!data.open || data.childElementCount > 1) return;
    data.append(h("div", { class: "chart-table" }, h("table", null,
      h("thead", null, h("tr", null, heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", null, rows().map((row) => h("tr", null, row.map((cell, i) => h(i ? "td" : "th", i ? null : { scope: "row" }, cell ?? "—"))))))));
  });

  const sizes = new ResizeObserver(() => chart?.resize());
  const theme = new MutationObserver(paint);
  const toPrint = () => {
    document.documentElement.dataset.printing = "true";
    chart?.resize({ width: Math.min(canvas.clientWidth, 680) });
    paint();
  };
  const fromPrint = () => {
    delete document.documentElement.dataset.printing;
    chart?.resize({ width: "auto" });
    paint();
  };
  const leaving = setInterval(() => {
    if (element.isConnected) return;
    clearInterval(leaving);
    sizes.disconnect();
    theme.disconnect();
    removeEventListener("beforeprint", toPrint);
    removeEventListener("afterprint", fromPrint);
    chart?.dispose();
    chart = null;
  }, 4000);

  loadEcharts().then((echarts) => {
    chart = echarts.init(canvas, null, { renderer: "canvas" });
    paint();
    if (choose) chart.on("click", choose);
    sizes.observe(canvas);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    addEventListener("beforeprint", toPrint);
    addEventListener("afterprint", fromPrint);
  }).catch(() => {
    replace(canvas, h("p", { class: "soft" }, t("chart_failed")));
    canvas.style.height = "auto";
    data.open = true;
  });
  return element;
}
