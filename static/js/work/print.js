/**
 * Head and foot of printed pages: title, month, maker, date, page n of m, and the notice of the setting.
 * @module work/print
 */
import * as format from "../format.js";
import { isDemonstration, language, t } from "../words.js";

/** A text as a CSS string. @param {string} text */
export const cssString = (text) => `"${text.replace(/["\\]/g, "\\$&").replace(/[\n\r\f]/g, " ")}"`;

/**
 * The rule of the printed page's margins.
 * @param {{title: string, maker: string, date: string, notice: string|null, language: "zh"|"en"}} given
 */
export function pageRule({ title, maker, date, notice, language: spoken }) {
  const page = spoken === "zh" ? `"第 " counter(page) " 页 共 " counter(pages) " 页"` : `"Page " counter(page) " of " counter(pages)`;
  const face = "font: 9pt 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; color: #444;";
  return `@page {
    @top-left { content: ${cssString(title)}; ${face} }
    @top-right { content: ${cssString(notice ?? "")}; ${face} font-weight: 600; }
    @bottom-left { content: ${cssString(`${maker}  ${date}`)}; ${face} }
    @bottom-right { content: ${page}; ${face} }
  }`;
}

/**
 * Keeps head and foot of the printed pages true to what is shown.
 * @param {{title: () => string, maker: () => string, notice: string|null|undefined}} given
 */
export function createPrintHeads({ title, maker, notice }) {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const write = () =>
    sheet.replaceSync(pageRule({
      title: `${title()}${isDemonstration() ? `（${t("demonstration")}）` : ""}`,
      maker: t("print_maker", { name: maker() }),
      date: t("print_date", { date: format.day(new Date()) }),
      notice: notice ?? null,
      language: language(),
    }));
  addEventListener("beforeprint", write);
  write();
  return { write };
}
