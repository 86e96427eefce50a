/**
 * The parts of an analysis as tabs: arrows move between them, the chosen one stands in the address.
 * @module tracing/tabs
 */
import { h, replace } from "../dom.js";

/**
 * @param {{label: string, parts: {id: string, title: string, count?: number|null, draw: () => any}[], chosen: string|null, choose: (id: string) => void}} given
 */
export function createTabs({ label, parts, chosen, choose }) {
  let now = parts.find((one) => one.id === chosen) ?? parts[0];
  const body = h("div", { class: "tab-body", id: "tab-body", role: "tabpanel", tabindex: "-1", "aria-labelledby": `tab-${now.id}` });
  const buttons = parts.map((part) =>
    h("button", {
      type: "button", id: `tab-${part.id}`, role: "tab", "aria-controls": "tab-body",
      on: { click: () => open(part, false), keydown: (event) => step(event, part) },
    }, part.title, typeof part.count === "number" && h("small", null, part.count)));

  /** @param {typeof now} part @param {boolean} focus */
  function open(part, focus) {
    now = part;
    draw();
    choose(part.id);
    if (focus) buttons[parts.indexOf(part)].focus();
  }

  /** @param {KeyboardEvent} event @param {typeof now} part */
  function step(event, part) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    open(parts[(parts.indexOf(part) + by + parts.length) % parts.length], true);
  }

  function draw() {
    parts.forEach((part, i) => {
      buttons[i].setAttribute("aria-selected", String(part === now));
      buttons[i].tabIndex = part === now ? 0 : -1;
    });
    body.setAttribute("aria-labelledby", `tab-${now.id}`);
    replace(body, now.draw());
  }
  draw();
  return { element: h("div", { class: "analysis-parts" }, h("div", { class: "part-tabs", role: "tablist", "aria-label": label }, buttons), body), redraw: draw, now: () => now.id };
}
