/**
 * The bar: view switch, language, theme and account; on a phone its parts move into the sheet and the search pill.
 * @module frame/bar
 */
import { change } from "../api.js";
import { byId, h, icon, replace } from "../dom.js";
import { language, t, titleOf } from "../words.js";
import { VIEWS } from "../url.js";
import { switchLanguage } from "./language.js";
import { nextTheme, themeNow } from "./theme.js";

/** @param {{state: any, data: any, failed: (error: Error) => void}} context */
export function createBar({ state, data, failed }) {
  let open = false;

  function drawViews() {
    replace(byId("views"), h("div", { class: "segments", role: "group", "aria-label": t("view") },
      VIEWS.map((view) => h("button", {
        type: "button", "aria-pressed": String(state.get().view === view), on: { click: () => state.set({ view }) },
      }, t(`view_${view}`)))));
  }

  async function signOut() {
    try {
      await change("DELETE", "/api/session");
      location.assign("/");
    } catch (error) {
      failed(error);
    }
  }

  const here = () => `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;

  function menu() {
    const { name, role, role_title_zh: zh, role_title_en: en } = data.session();
    const other = language() === "zh" ? "en" : "zh";
    return h("div", { class: "menu", id: "account-menu" },
      name && h("p", { class: "menu-who" }, h("strong", null, name), h("span", null, titleOf({ zh, en }))),
      ["gis", "admin"].includes(role) && h("a", { href: "/upload" }, t("upload_layer")),
      h("button", { type: "button", lang: other === "en" ? "en" : "zh-CN", on: { click: () => switchLanguage(other) } }, t("other_language")),
      h("button", { type: "button", on: { click: () => { nextTheme(); draw(); } } }, t(`theme_${themeNow()}`)),
      h("a", { href: "/api", target: "_blank", rel: "noopener" }, t("open_api")),
      name ? h("button", { type: "button", on: { click: signOut } }, t("sign_out")) : h("a", { href: here() }, t("sign_in")));
  }

  function draw() {
    drawViews();
    const { name } = data.session();
    const other = language() === "zh" ? "en" : "zh";
    replace(byId("bar-end"),
      h("button", { type: "button", class: "bar-button bar-language", lang: other === "en" ? "en" : "zh-CN", on: { click: () => switchLanguage(other) } }, t("other_language")),
      h("button", {
        type: "button", class: "bar-button bar-account", "aria-expanded": String(open), "aria-controls": "account-menu",
        title: name ? t("account_of", { name }) : t("account"), on: { click: () => { open = !open; draw(); } },
      }, icon("person"), h("span", null, name ?? t("sign_in"))),
      open && menu());
  }

  document.addEventListener("click", (event) => {
    if (open && !event.composedPath().includes(byId("bar-end"))) {
      open = false;
      draw();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    open = false;
    draw();
    byId("bar-end").querySelector(".bar-account").focus();
  });

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
  state.on(["view"], drawViews);
  return { draw, arrange };
}
