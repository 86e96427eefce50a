/**
 * The sign-in page.
 * @module sign_in
 */
import { change } from "./api.js";
import { byId } from "./dom.js";
import { switchLanguage } from "./frame/language.js";
import { applyTheme } from "./frame/theme.js";
import { language, readConfig, t } from "./words.js";
import { localPath } from "./url.js";

applyTheme();
readConfig();
const [name, password, fault, go] = ["name", "password", "fault", "go"].map((id) => /** @type {HTMLInputElement} */ (byId(id)));

/** @param {string} sentence */
function say(sentence) {
  fault.hidden = !sentence;
  fault.textContent = sentence;
}

byId("show-password").addEventListener("change", (event) => {
  password.type = /** @type {HTMLInputElement} */ (event.target).checked ? "text" : "password";
});
byId("language").addEventListener("click", () => switchLanguage(language() === "zh" ? "en" : "zh"));

byId("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!name.value.trim() || !password.value) {
    say(t("sign_in_missing"));
    (name.value.trim() ? password : name).focus();
    return;
  }
  say("");
  go.disabled = true;
  go.textContent = t("signing_in");
  try {
    await change("POST", "/api/session", { name: name.value.trim(), password: password.value });
    location.assign(localPath(new URLSearchParams(location.search).get("next")));
    return;
  } catch (error) {
    say(error.message);
    password.select();
  }
  go.disabled = false;
  go.textContent = t("sign_in");
});
