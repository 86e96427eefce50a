/**
 * The bottom sheet of a phone: three stops (96 px, half, full), by finger, by tap and by keyboard.
 * @module frame/sheet
 */
import { byId } from "../dom.js";
import { t } from "../words.js";
import { nearestStop, STOPS } from "./sheet_stops.js";

/** Makes the sheet; on a wide window it is the panel and does nothing. */
export function createSheet() {
  const panel = byId("panel");
  const grip = byId("grip");
  let stop = "low";
  let drag = null;

  /** @param {string} to */
  function go(to) {
    stop = to;
    panel.dataset.stop = to;
    panel.style.removeProperty("--sheet");
    document.body.dataset.sheet = to;
    grip.setAttribute("aria-label", `${t("sheet_grip")}：${t(`sheet_${to}`)}`);
  }

  const start = (event) => {
    if (event.target.closest("button:not(.grip), a, input")) return;
    drag = { y: event.clientY, height: panel.getBoundingClientRect().height, last: event.clientY, at: event.timeStamp, speed: 0, moved: false };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event) => {
    if (!drag) return;
    const px = drag.height + drag.y - event.clientY;
    drag.moved ||= Math.abs(event.clientY - drag.y) > 5;
    drag.speed = (drag.last - event.clientY) / Math.max(1, event.timeStamp - drag.at);
    [drag.last, drag.at] = [event.clientY, event.timeStamp];
    if (drag.moved) {
      panel.classList.add("is-dragged");
      panel.style.setProperty("--sheet", `${Math.max(72, Math.min(innerHeight - 60, px))}px`);
    }
  };
  const end = () => {
    if (!drag) return;
    panel.classList.remove("is-dragged");
    const { moved, speed } = drag;
    drag = null;
    if (moved) go(nearestStop(panel.getBoundingClientRect().height, speed, innerHeight));
    else go(STOPS[(STOPS.indexOf(stop) + 1) % STOPS.length]);
  };
  for (const handle of [grip, byId("sheet-head")]) {
    handle.addEventListener("pointerdown", start);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  }
  grip.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by) go(STOPS[Math.max(0, Math.min(2, STOPS.indexOf(stop) + by))]);
    else if (event.key === "Enter" || event.key === " ") go(STOPS[(STOPS.indexOf(stop) + 1) % STOPS.length]);
    else return;
    event.preventDefault();
  });
  go("low");
  return {
    go,
    /** Opens at least half, for something has been chosen. */
    open: () => stop === "low" && go("half"),
  };
}
