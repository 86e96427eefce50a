/**
 * One sheet of A4 for an analysis: what is on the screen gives way to it when the page is printed.
 * @module tracing/print_page
 */
import { h, replace } from "../dom.js";
import * as format from "../format.js";
import { readConfig, t } from "../words.js";
import { createPrintHeads } from "../work/print.js";

/**
 * @param {any} context of the page; keeps the sheet and who made it
 * @param {{title: string, madeBy: string, draw: () => any}} given `draw` is asked when the page is printed, so that it shows what is shown
 */
export function printPage(context, { title, madeBy, draw }) {
  context.printed = { title, madeBy, draw };
  if (context.paper) return;
  const paper = (context.paper = h("article", { class: "paper", hidden: true }));
  document.body.append(paper);
  const heads = createPrintHeads({
    title: () => context.printed?.title ?? document.title, maker: () => context.printed?.madeBy ?? context.data.session().name ?? t("name"), notice: readConfig().print_notice,
  });

  /** The sheet as it is now; without an analysis the map prints as ever. */
  function write() {
    const { analysis, task, over } = context.state.get();
    const shows = Boolean(analysis && !task && over !== "feature" && context.printed);
    document.body.classList.toggle("prints-paper", shows);
    paper.hidden = !shows;
    if (shows) replace(paper, context.printed.draw());
    heads.write();
  }
  addEventListener("beforeprint", write);
  matchMedia("print").addEventListener("change", ({ matches }) => matches && write());
  context.state.on(["analysis"], ({ analysis }) => {
    if (!analysis) context.printed = null;
    if (!analysis) paper.hidden = true;
    document.body.classList.toggle("prints-paper", Boolean(analysis));
  });
}

/** Title and caveat of the sheet. @param {string} title @param {any} sub @param {string} caveat */
export const paperHead = (title, sub, caveat) => [
  h("header", { class: "paper-head" }, h("h1", null, title), h("p", null, sub)),
  h("p", { class: "paper-caveat" }, caveat),
];

/** A table of the sheet. @param {string} title @param {string[]} heads @param {any[][]} rows @param {{numbers?: number[], more?: number}} [how] `more`: how many rows there are beyond these */
export const paperTable = (title, heads, rows, { numbers = [], more = 0 } = {}) =>
  h("section", { class: "paper-part" }, h("h2", null, title),
    rows.length
      ? h("table", { class: "paper-table" },
        h("thead", null, h("tr", null, heads.map((head, i) => h("th", { scope: "col", class: numbers.includes(i) ? "is-number" : null }, head)))),
        h("tbody", null, rows.map((row) => h("tr", null, row.map((cell, i) => h("td", { class: numbers.includes(i) ? "is-number" : null }, cell ?? "—"))))))
      : h("p", { class: "soft" }, t("paper_none")),
    more > 0 && h("p", { class: "soft small" }, t("paper_more", { n: more })));

/** The foot inside the sheet: when it was made. @param {string} made */
export const paperFoot = (made) => h("p", { class: "paper-foot" }, t("paper_made", { made: format.time(made), printed: format.time(new Date()) }));

/** A name with what is said beside it. @param {string} name @param {...any} details */
export const detailed = (name, ...details) => {
  const detail = details.filter(Boolean).join(t("comma"));
  return detail ? t("paper_detail", { name, detail }) : name;
};

/** A name that takes one line of a table, however long it is. @param {string} name */
export const oneLine = (name) => h("span", { class: "one-line", title: name }, name);
