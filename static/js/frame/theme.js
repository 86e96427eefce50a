/**
 * Light, dark, or as the system has it; kept in the browser.
 * @module frame/theme
 */
const THEMES = ["auto", "light", "dark"];

/** The theme chosen. @returns {string} */
export function themeNow() {
  const kept = localStorage.getItem("theme");
  return THEMES.includes(kept) ? kept : "auto";
}

/** Puts the chosen theme into force. */
export function applyTheme() {
  const theme = themeNow();
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

/** Chooses the next theme. */
export function nextTheme() {
  localStorage.setItem("theme", THEMES[(THEMES.indexOf(themeNow()) + 1) % THEMES.length]);
  applyTheme();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", applyTheme);
