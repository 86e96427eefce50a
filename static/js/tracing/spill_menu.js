/**
 * A press with the other button, or a long one, on the map: what may be asked of this place.
 * @module tracing/spill_menu
 */
import { byId, h, replace } from "../dom.js";
import * as format from "../format.js";
import { t } from "../words.js";
import { mayImpact, mayTrace } from "./analysis.js";

/** @param {any} leaflet @param {any} context */
export function mountSpillMenu(leaflet, { state, data }) {
  const menu = h("div", { class: "menu spill-menu", id: "spill-menu", role: "menu", hidden: true });
  document.body.append(menu);

  function close() {
    menu.hidden = true;
    replace(menu);
  }

  /** @param {any} event */
  function open(event) {
    const { role } = data.session();
    if (!mayImpact(role)) return;
    event.originalEvent?.preventDefault();
    const { lat, lng } = event.latlng.wrap();
    const ask = (kind) => () => {
      close();
      state.set({ task: `${kind}:point/${lng.toFixed(6)},${lat.toFixed(6)}`, feature: null, over: null });
    };
    replace(menu,
      h("p", { class: "menu-who" }, h("span", null, format.place(lng, lat))),
      h("button", { type: "button", role: "menuitem", on: { click: ask("impact") } }, t("impact_here")),
      mayTrace(role) && h("button", { type: "button", role: "menuitem", on: { click: ask("trace") } }, t("trace_here")));
    menu.hidden = false;
    const { clientX: x, clientY: y } = event.originalEvent ?? { clientX: innerWidth / 2, clientY: innerHeight / 2 };
    menu.style.setProperty("--x", `${Math.min(x, innerWidth - menu.offsetWidth - 8)}px`);
    menu.style.setProperty("--y", `${Math.min(y, innerHeight - menu.offsetHeight - 8)}px`);
    menu.querySelector("button").focus({ preventScroll: true });
  }

  leaflet.on("contextmenu", open);
  leaflet.on("movestart click", close);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    byId("panel-body").focus({ preventScroll: true });
  });
  document.addEventListener("pointerdown", (event) => !menu.hidden && !menu.contains(/** @type {Node} */ (event.target)) && close());
}
