/**
 * The small dialogue of a column's filter, below its funnel.
 * @module table/filter_box
 */
import { h, replace } from "../dom.js";
import { t } from "../words.js";
import { filterFace } from "./head.js";

/**
 * @param {HTMLElement} frame what it stands in
 * @param {Map<string, any>} filters @param {() => void} changed
 */
export function createFilterBox(frame, filters, changed) {
  const popover = h("div", { class: "filter-box", role: "dialog", hidden: true });
  frame.append(popover);
  let isOpen = false;
  /** @type {HTMLElement|null} */
  let opener = null;

  function close() {
    popover.hidden = true;
    isOpen = false;
  }

  document.addEventListener("click", (event) => isOpen && !event.composedPath().includes(popover) && close());
  popover.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
    if (opener?.isConnected) opener.focus();
  });

  return {
    /** @param {import("./rows.js").Column} column @param {any[]} rows @param {HTMLElement} button */
    open(column, rows, button) {
      const set = (value) => {
        value === null ? filters.delete(column.id) : filters.set(column.id, value);
        changed();
      };
      opener = button;
      replace(popover, filterFace(column, rows, filters.get(column.id), { set, close }));
      popover.setAttribute("aria-label", t("table_filter", { name: column.title }));
      const [around, place] = [frame.getBoundingClientRect(), button.getBoundingClientRect()];
      popover.hidden = false;
      popover.style.left = `${Math.max(8, Math.min(place.left - around.left - 8, around.width - popover.offsetWidth - 8))}px`;
      popover.style.top = `${place.bottom - around.top + 6}px`;
      popover.querySelector("input")?.focus();
      setTimeout(() => (isOpen = true));
    },
  };
}
