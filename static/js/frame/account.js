/**
 * Who is signed in, language, appearance, and the ways to the other pages: one menu, on every page.
 * @module frame/account
 */
import { change } from "../api.js";
import { h, icon, replace } from "../dom.js";
import { language, pageHere, pages, t, titleOf } from "../words.js";
import { switchLanguage } from "./language.js";
import { nextTheme, themeNow } from "./theme.js";

/** The address of signing in that leads back here. */
export const signInHere = () => `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;

/**
 * @param {HTMLElement} root where the buttons stand
 * @param {{session: () => any, failed: (error: Error) => void}} context
 */
export function createAccount(root, { session, failed }) {
  let open = false;

  async function signOut() {
    try {
      await change("DELETE", "/api/session");
      location.assign("/");
    } catch (error) {
      failed(error);
    }
  }

  const otherLanguage = (name) => {
    const other = language() === "zh" ? "en" : "zh";
    return h("button", { type: "button", class: name, lang: other === "en" ? "en" : "zh-CN", on: { click: () => switchLanguage(other) } }, t("other_language"));
  };

  /** What the menu holds; on a narrow page it stands in a sheet of its own. */
  function menuItems() {
    const { name, role, role_title_zh: zh, role_title_en: en } = session();
    const others = pages().filter((one) => one.id !== pageHere());
    return [
      name && h("p", { class: "menu-who" }, h("strong", null, name), h("span", null, titleOf({ zh, en }))),
      h("div", { class: "menu-pages" }, others.map((one) => h("a", { href: one.path }, t(`page_${one.id}`))), pageHere() !== "map" && h("a", { href: "/" }, t("map"))),
      ["gis", "admin"].includes(role) && h("a", { href: "/upload" }, t("upload_layer")),
      otherLanguage(null),
      h("button", { type: "button", on: { click: (event) => { nextTheme(); event.currentTarget.textContent = t(`theme_${themeNow()}`); } } }, t(`theme_${themeNow()}`)),
      h("a", { href: "/api", target: "_blank", rel: "noopener" }, t("open_api")),
      name ? h("button", { type: "button", on: { click: signOut } }, t("sign_out")) : h("a", { href: signInHere() }, t("sign_in")),
    ];
  }

  function draw() {
    const { name } = session();
    replace(root,
      otherLanguage("bar-button bar-language"),
      h("button", {
        type: "button", class: "bar-button bar-account", "aria-expanded": String(open), "aria-controls": "account-menu",
        title: name ? t("account_of", { name }) : t("account"), on: { click: () => { open = !open; draw(); } },
      }, icon("person"), h("span", null, name ?? t("sign_in"))),
      open && h("div", { class: "menu", id: "account-menu" }, menuItems()));
  }

  document.addEventListener("click", (event) => {
    if (open && !event.composedPath().includes(root)) {
      open = false;
      draw();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    open = false;
    draw();
    root.querySelector(".bar-account").focus();
  });
  return { draw, menuItems };
}
