/**
 * The faces of the page of assessment, side by side.
 * @module assessment/tabs
 */
import { h } from "../dom.js";
import { t } from "../words.js";

const TABS = ["table", "periods", "report", "outlook"];

/** @param {any} state */
export const pageTabs = (state) =>
  h("div", { class: "segments tabs", role: "group", "aria-label": t("page_assessment") },
    TABS.map((tab) => h("button", { type: "button", "aria-pressed": String(state.get().tab === tab), on: { click: () => state.set({ tab }) } }, t(`tab_${tab}`))));
