/**
 * Point features as markers that a keyboard can reach; each marker is an element built from data as text.
 * @module map/points
 */
import { h } from "../dom.js";

const L = globalThis.L;

/**
 * A marker with a symbol.
 * @param {{lat: number, lon: number, symbol: Element, words: string, pane: string, size?: number, names?: string,
 *   choose?: (() => void)|null, hover?: (event: any, words: string|null) => void, zIndex?: number}} given
 */
export function pointMarker({ lat, lon, symbol, words, pane, size = 24, names = "", choose = null, hover, zIndex = 0 }) {
  const html = h("span", { class: "symbol-box" }, symbol);
  const marker = L.marker([lat, lon], {
    pane,
    keyboard: Boolean(choose),
    interactive: Boolean(choose),
    riseOnHover: true,
    zIndexOffset: zIndex,
    icon: L.divIcon({ html, className: `point ${names}`, iconSize: [size, size] }),
  });
  marker.on("add", () => {
    const element = marker.getElement();
    if (choose) element.setAttribute("aria-label", words);
    else element.setAttribute("aria-hidden", "true");
  });
  if (choose) {
    marker.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      choose();
    });
    marker.on("keypress", (event) => {
      if (event.originalEvent.key === "Enter") choose();
    });
  }
  if (hover) {
    marker.on("mouseover mousemove", (event) => hover(event, words));
    marker.on("mouseout", (event) => hover(event, null));
  }
  return marker;
}
