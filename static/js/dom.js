/**
 * Builds elements. Data reaches the page through here only, as text nodes and plain attributes, never as markup.
 * @module dom
 */

const SVG = "http://www.w3.org/2000/svg";
const BARRED = /^(on|srcdoc|style$)/i;

/**
 * @typedef {Node|string|number|null|undefined|false|Child[]} Child
 * @param {Element} element
 * @param {Record<string, any>} given `class`, `on` (listeners), `style` (custom properties), else attributes
 * @param {Child[]} children
 */
function fill(element, given, children) {
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "style") for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
    else if (BARRED.test(name)) throw new Error(`attribute ${name} is not set here`);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

/** @param {Element} element @param {Child[]} children */
function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child instanceof Node) element.append(child);
    else if (child !== null && child !== undefined && child !== false) element.append(String(child));
  }
}

/**
 * An HTML element.
 * @param {string} tag @param {Record<string, any>|null} [given] @param {...Child} children
 * @returns {HTMLElement}
 */
export const h = (tag, given = null, ...children) => fill(document.createElement(tag), given, children);

/**
 * An SVG element.
 * @param {string} tag @param {Record<string, any>|null} [given] @param {...Child} children
 * @returns {SVGElement}
 */
export const s = (tag, given = null, ...children) => fill(document.createElementNS(SVG, tag), given, children);

/** Puts the children in place of what an element holds. @param {Element} element @param {...Child} children */
export function replace(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/** @param {string} id @returns {HTMLElement} */
export const byId = (id) => document.getElementById(id);

const ICONS = {
  search: "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM15.3 15.3L20 20",
  locate: "M12 8.2a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 0 0 0-7.6zM12 2v4M12 18v4M2 12h4M18 12h4",
  layers: "M12 3.5l9 5-9 5-9-5zM3.5 12.7L12 17.5l8.5-4.8M3.5 16.7L12 21.5l8.5-4.8",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  left: "M14.5 5.5L8 12l6.5 6.5",
  right: "M9.5 5.5L16 12l-6.5 6.5",
  down: "M5.5 9.5L12 16l6.5-6.5",
  close: "M6 6l12 12M18 6L6 18",
  up_stream: "M12 20V5M6 10.5L12 4.5l6 6",
  down_stream: "M12 4v15M6 13.5l6 6 6-6",
  link: "M10 14a4 4 0 0 0 5.7 0l3.3-3.3a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0L5 13.3a4 4 0 0 0 5.7 5.7L12 17.7",
  print: "M7 8V4h10v4M7 17H4V9.5A1.5 1.5 0 0 1 5.5 8h13A1.5 1.5 0 0 1 20 9.5V17h-3M7 14h10v6H7z",
  person: "M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6",
  home: "M4 11.5L12 5l8 6.5V20h-5.5v-5h-5v5H4z",
  pin: "M12 21s6.5-6.2 6.5-11a6.5 6.5 0 0 0-13 0c0 4.8 6.5 11 6.5 11zM12 7.7a2.3 2.3 0 1 0 0 4.6a2.3 2.3 0 0 0 0-4.6",
  grid: "M4 5h16v14H4zM4 9.7h16M4 14.3h16M9.3 5v14M14.7 5v14",
  rank: "M5 20v-6h4v6zM10 20V5h4v15zM15 20v-9.5h4V20z",
  drop: "M12 3.5c3.6 4.6 6 7.6 6 10.8a6 6 0 0 1-12 0c0-3.2 2.4-6.2 6-10.8z",
  letter: "M4 6h16v12.5H4zM4 6.5l8 6.5 8-6.5",
  list: "M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01",
  upload: "M12 15.5V4.5M7.5 8.5L12 4l4.5 4.5M4.5 15v4.5h15V15",
  more: "M4.5 7h15M4.5 12h15M4.5 17h15",
  copy: "M9 8.5h10.5V20H9zM15 8.5V4H4.5v11.5H9",
  filter: "M4.5 5.5h15l-6 7v6l-3-1.5v-4.5z",
  sort: "M8 4.5v15M4.5 8L8 4.5 11.5 8M16 19.5v-15M12.5 16l3.5 3.5 3.5-3.5",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  download: "M12 4v11M7.5 11L12 15.5 16.5 11M4.5 16v3.5h15V16",
};

/** One of the icons, 24 px box, drawn in the colour of the text. @param {string} name */
export const icon = (name) =>
  s("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, s("path", { d: ICONS[name] }));

/**
 * A button with an icon and a name for those who do not see it.
 * @param {string} sign @param {string} name @param {(event: Event) => void} press @param {Record<string, any>} [more]
 */
export const iconButton = (sign, name, press, more = {}) =>
  h("button", { type: "button", class: "icon-button", "aria-label": name, title: name, on: { click: press }, ...more }, icon(sign));
