/**
 * The side of a page of the office: what was chosen in the table; on a phone it covers the page.
 * @module work/side
 */
import { h, iconButton, replace } from "../dom.js";
import { failure, skeleton } from "../frame/faces.js";
import { t } from "../words.js";

const NARROW = "(max-width: 1019px)";

/**
 * @param {{closed: () => void}} act
 */
export function createSide({ closed }) {
  const body = h("div", { class: "side-body", tabindex: "-1" });
  const bar = h("div", { class: "side-bar" });
  const side = h("aside", { class: "work-side", hidden: true, "aria-label": t("side") }, bar, body);
  document.body.append(side);
  let [asked, before] = [0, /** @type {Element|null} */ (null)];
  const covered = () => [document.getElementById("work-main"), document.getElementById("bottom-nav")];
  const narrow = matchMedia(NARROW);

  function cover() {
    const covers = !side.hidden && narrow.matches;
    for (const one of covered()) one.toggleAttribute("inert", covers);
  }
  narrow.addEventListener("change", cover);

  function close() {
    if (side.hidden) return;
    side.hidden = true;
    asked += 1;
    document.body.classList.remove("has-side");
    cover();
    closed();
    if (before?.isConnected) /** @type {HTMLElement} */ (before).focus({ preventScroll: true });
  }

  side.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && close());

  return {
    close,
    isOpen: () => !side.hidden,
    body,
    /**
     * Opens with what `draw` gives; a skeleton until then, the reason where it fails.
     * @param {() => any} draw @param {{head?: any, keepScroll?: boolean, focus?: boolean}} [more]
     */
    async open(draw, { head = null, keepScroll = false, focus = true } = {}) {
      const number = (asked += 1);
      if (side.hidden) before = document.activeElement;
      side.hidden = false;
      document.body.classList.add("has-side");
      cover();
      replace(bar, head, iconButton("close", t("close"), close));
      const timer = setTimeout(() => number === asked && replace(body, skeleton()), 120);
      try {
        const children = await draw();
        if (number === asked) replace(body, children);
      } catch (error) {
        if (number === asked) replace(body, failure(error, () => this.open(draw, { head })));
      } finally {
        clearTimeout(timer);
      }
      if (number !== asked) return;
      if (!keepScroll) body.scrollTop = 0;
      if (focus) body.focus({ preventScroll: true });
    },
  };
}
