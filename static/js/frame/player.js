/**
 * Plays the months on the map: a slider with a play button. Where the reader wants no motion, the button moves one month.
 * @module frame/player
 */
import { byId, h, icon, iconButton, replace } from "../dom.js";
import * as format from "../format.js";
import { t } from "../words.js";

const EVERY_MS = 1100;

/** The month to show next; null at the end. @param {string[]} months @param {string|null} now */
export function nextMonth(months, now) {
  const at = months.indexOf(now ?? "");
  return at < 0 ? (months[0] ?? null) : (months[at + 1] ?? null);
}

/** @param {{state: any, data: any, ready: () => Promise<any>}} context */
export function createPlayer({ state, data, ready }) {
  const root = byId("player");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let timer = 0;

  function stop() {
    clearTimeout(timer);
    timer = 0;
    if (state.get().playing) state.set({ playing: false });
    draw();
  }

  /** Shows the next month once the one before stands. */
  async function advance() {
    await ready().catch(() => null);
    if (!timer) return;
    const next = nextMonth(data.months(), state.get().month);
    if (!next) return stop();
    state.set({ month: next });
    timer = setTimeout(advance, EVERY_MS);
  }

  function play() {
    const months = data.months();
    const next = nextMonth(months, state.get().month) ?? months[0];
    if (still.matches) return state.set({ month: next });
    state.set({ playing: true, month: next });
    timer = setTimeout(advance, EVERY_MS);
    return draw();
  }

  /** Shows a month of the slider; sliding leaves no steps in the history. @param {number} at */
  function slide(at) {
    if (timer) stop();
    state.set({ playing: true, month: data.months()[at] });
    state.set({ playing: false });
  }

  function draw() {
    if (root.hidden) return;
    const months = data.months();
    const { month } = state.get();
    const at = Math.max(0, months.indexOf(month));
    const known = root.querySelector("input");
    const words = timer ? t("player_pause") : still.matches ? t("month_after") : t("player_play");
    const button = iconButton(timer ? "pause" : "play", words, () => (timer ? stop() : play()), { class: "icon-button player-play" });
    const name = h("span", { class: "player-month" }, month ? format.month(month) : "");
    if (known) {
      known.value = String(at);
      known.setAttribute("aria-valuetext", month ? format.month(month) : "");
      const hadFocus = document.activeElement?.classList.contains("player-play");
      root.querySelector(".player-play").replaceWith(button);
      root.querySelector(".player-month").replaceWith(name);
      if (hadFocus) button.focus();
      return;
    }
    replace(root, button,
      h("input", {
        type: "range", min: 0, max: Math.max(0, months.length - 1), step: 1, value: at, "aria-label": t("choose_month"), "aria-valuetext": month ? format.month(month) : "",
        on: { input: (event) => slide(Number(event.target.value)) },
      }), name, iconButton("close", t("close"), toggle));
  }

  function toggle() {
    if (timer) stop();
    root.hidden = !root.hidden;
    byId("player-button").setAttribute("aria-expanded", String(!root.hidden));
    document.body.classList.toggle("has-player", !root.hidden);
    draw();
    (root.hidden ? byId("player-button") : root.querySelector(".player-play")).focus();
  }

  root.addEventListener("keydown", (event) => event.key === "Escape" && toggle());
  state.on(["month"], draw);
  return { button: () => h("button", { type: "button", id: "player-button", class: "round-button", "aria-label": t("player"), title: t("player"), "aria-expanded": "false", "aria-controls": "player", on: { click: toggle } }, icon("play")) };
}
