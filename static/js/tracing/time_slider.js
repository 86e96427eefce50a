/**
 * The slider of an impact's hours, over the map: arrows move an hour, page keys six; a play button where motion is wanted.
 * @module tracing/time_slider
 */
import { h, iconButton, replace } from "../dom.js";
import * as format from "../format.js";
import { t } from "../words.js";
import { clockWords } from "./impact_words.js";

const EVERY_MS = 120;

/** The hour after which there is nothing more to see, rounded up. @param {import("./trace_shapes.js").KeptImpact} impact */
export function lastHour({ reaches }) {
  const hours = reaches.flatMap((one) => [one.end_late_h, one.to_late_h, one.late_h, one.end_probable_h, one.to_probable_h, one.probable_h]).filter(Number.isFinite);
  return Math.max(6, Math.ceil(Math.max(0, ...hours)));
}

/** Where on the slider one arrives, as shares of its length. @param {number[]} hours @param {number} last */
export const marksAt = (hours, last) => hours.filter((hour) => Number.isFinite(hour) && hour > 0 && hour <= last).map((hour) => hour / last);

/**
 * @param {{moment: string, last: number, marks: number[], moved: (hours: number) => void}} given
 */
export function createTimeSlider({ moment, last, marks, moved }) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let [hours, timer] = [0, 0];
  const since = () => t("impact_since", { time: hours === 0 ? t("hours", { n: 0 }) : format.duration(hours) });
  const instant = () => new Date(Date.parse(moment) + hours * 3_600_000).toISOString();
  const name = h("span", { class: "slider-time", "aria-hidden": "true" });
  const input = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: 0, max: last, step: 0.5, value: 0, "aria-label": t("impact_slider"), on: { input: () => to(Number(input.value)), keydown: press } }));
  const playButton = () => iconButton(timer ? "pause" : "play", t(timer ? "impact_pause" : still.matches ? "impact_next" : "impact_play"), toggle, { class: "icon-button player-play" });
  let play = playButton();

  /** @param {number} at @param {boolean} [byHand] */
  function to(at, byHand = true) {
    if (byHand) stop();
    hours = Math.min(last, Math.max(0, at));
    input.value = String(hours);
    input.setAttribute("aria-valuetext", `${since()} · ${format.time(instant())}`);
    replace(name, h("b", null, since()), h("span", null, clockWords(instant(), "")));
    moved(hours);
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 6, PageDown: -6 }[event.key];
    if (!by) return;
    event.preventDefault();
    to(Math.round(hours) + by);
  }

  function stop() {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    drawPlay();
  }

  function drawPlay() {
    const hadFocus = document.activeElement === play;
    const next = playButton();
    play.replaceWith(next);
    play = next;
    if (hadFocus) play.focus();
  }

  function toggle() {
    if (timer) return stop();
    if (still.matches) return to(hours >= last ? 0 : Math.round(hours) + 1);
    if (hours >= last) to(0);
    timer = setInterval(() => (element.isConnected && hours < last ? to(hours + Math.max(0.25, last / 240), false) : stop()), EVERY_MS);
    return drawPlay();
  }

  const element = h("div", { class: "player time-slider", id: "time-slider", role: "group", "aria-label": t("impact_slider") }, play,
    h("div", { class: "slider-track" }, input, h("div", { class: "slider-marks", "aria-hidden": "true" }, marks.map((share) => h("i", { style: { left: `${(share * 100).toFixed(2)}%` } })))), name);
  to(0);
  return { element, to, now: () => hours, stop };
}
