/**
 * The raw values of a site, each with its point and the cell of the file it was read from.
 * @module sites/samples
 */
import { get } from "../api.js";
import { placeText } from "../assessment/raw_values.js";
import { sourceWord } from "../assessment/indicator_table.js";
import { h, replace } from "../dom.js";
import { failure } from "../frame/faces.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";

const SHOWN = 24;
/** @type {Promise<Map<string, any>>|null} */
let known = null;

/** The indicators by code, asked for once. */
const indicators = () => (known ??= get("/api/indicators").then(({ indicators: all }) => new Map(all.map((one) => [one.code, one]))).catch(() => new Map()));

/** @param {any} sample @param {Map<string, any>} names @param {boolean} points */
const rowOf = (sample, names, points) =>
  h("tr", null,
    h("td", null, format.day(sample.sampled_at)),
    points && h("td", null, sample.site_name ?? "—"),
    h("td", null, titleOf(names.get(sample.indicator)) || sample.indicator),
    h("td", { class: "number" }, h("b", null, sample.raw_text ?? sample.value ?? "—"), sample.unit && h("small", { class: "soft" }, ` ${sample.unit}`), sample.state && sample.state !== "正常" && h("span", { class: "tag" }, sample.state)),
    h("td", { class: "soft" }, [sourceWord(sample.source), sample.level, sample.status && t(`status_${sample.status}`)].filter(Boolean).join(" · ")),
    h("td", { class: "place" }, placeText(sample) || "—"));

/**
 * @param {string} site `LAYER/CODE` @param {{month: string, months?: number}} span @returns {HTMLElement}
 */
export function siteSamples(site, { month, months = 1 }) {
  const body = h("div", { class: "raw-body", role: "region", tabindex: "0", "aria-label": t("sites_raw") });
  const root = h("section", { class: "block raw", id: "raw-values" }, h("h2", { class: "part-title" }, t("sites_raw")), body);
  async function load() {
    try {
      const [{ samples }, names] = await Promise.all([get("/api/samples", { site, month, months, limit: 5000 }), indicators()]);
      const newest = [...samples].reverse();
      const points = samples.some((one) => one.site_name);
      let all = newest.length <= SHOWN;
      const heads = [t("sites_day"), points && t("sites_point"), t("indicator"), t("value"), t("source_and_status"), t("place_in_file")].filter(Boolean);
      const draw = () => replace(body,
        newest.length
          ? h("table", { class: "raw-table" },
            h("thead", null, h("tr", null, heads.map((words) => h("th", { scope: "col", class: words === t("value") ? "number" : "" }, words)))),
            h("tbody", null, (all ? newest : newest.slice(0, SHOWN)).map((one) => rowOf(one, names, points))))
          : h("p", { class: "state-line" }, t("no_values")),
        !all && h("button", { type: "button", class: "tool", on: { click: () => { all = true; draw(); } } }, t("show_all_values", { n: newest.length })));
      draw();
    } catch (error) {
      replace(body, failure(error, load));
    }
  }
  load();
  return root;
}
