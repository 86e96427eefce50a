/**
 * The bar of the map: view switch, the ways to the other pages, account; on a phone its parts move into the sheet and
 * the search pill.
 * @module frame/bar
 */
import { byId, h, replace } from "../dom.js";
import { pages, t } from "../words.js";
import { createAccount } from "./account.js";
import { createViews } from "./views.js";

/** @param {{state: any, data: any, failed: (error: Error) => void}} context */
export function createBar({ state, data, failed }) {
  const account = createAccount(byId("bar-end"), { session: data.session, failed });

  const views = createViews({ state, data });

  function draw() {
    views.draw();
    drawNavigation();
    account.draw();
  }

  /** The pages open with the month that the map shows. */
  const drawNavigation = () => replace(byId("bar-nav"), pages().map((one) => h("a", { href: state.get().month ? `${one.path}?month=${state.get().month}` : one.path }, t(`nav_${one.id}`))));
  state.on(["month"], drawNavigation);

  /** Puts the parts where the width wants them. */
  const wide = matchMedia("(min-width: 960px)");
  function arrange() {
    const small = !wide.matches;
    (small ? byId("sheet-head") : byId("bar-middle")).append(byId("months"), byId("views"));
    const badge = document.querySelector(".bar-name ~ .badge, .search > .badge");
    if (badge) small ? byId("search").append(badge) : byId("bar").querySelector(".bar-name").after(badge);
    (small ? byId("search") : byId("bar")).append(byId("bar-end"));
    document.body.classList.toggle("is-small", small);
  }
  wide.addEventListener("change", arrange);
  return { draw, arrange, drawViews: views.draw };
}
