/**
 * The navigation of a narrow page: the nearest places in a bar at the bottom, the rest in a sheet above it.
 * @module work/navigation
 */
import { byId, h, icon, replace } from "../dom.js";
import { pageHere, pages, t } from "../words.js";

const SIGNS = { map: "pin", assessment: "grid", ranking: "rank", tracing: "up_stream", sites: "drop", accountability: "letter", targets: "list", samples: "upload" };
const BESIDE_MORE = 4;

/** @param {() => any} menuItems what the account's menu holds */
export function createNavigation(menuItems) {
  const root = byId("bottom-nav");
  const all = [{ id: "map", path: "/" }, ...pages()];
  const sheet = h("dialog", { class: "more-sheet", "aria-label": t("nav_more"), on: { click: (event) => event.target === sheet && sheet.close() } });
  document.body.append(sheet);

  function openMore() {
    replace(sheet, h("div", { class: "menu menu-sheet" }, menuItems()));
    sheet.showModal();
  }

  replace(root,
    all.slice(0, BESIDE_MORE).map((one) => h("a", { href: one.path, "aria-current": one.id === pageHere() ? "page" : null }, icon(SIGNS[one.id] ?? "list"), h("span", null, t(`nav_${one.id}`)))),
    h("button", { type: "button", "aria-haspopup": "dialog", on: { click: openMore } }, icon("more"), h("span", null, t("nav_more"))));
}
