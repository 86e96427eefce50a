/**
 * What the map shows: class, target, change against last year, or one indicator. Buttons where there is room, else one list.
 * @module frame/views
 */
import { byId, h, replace } from "../dom.js";
import { shownIndicators } from "../map/views.js";
import { VIEWS } from "../url.js";
import { t } from "../words.js";

const FAVOURED = ["w21003", "w21011", "w01018", "w01019"];

/** @param {{state: any, data: any}} context */
export function createViews({ state, data }) {
  const wide = matchMedia("(min-width: 1180px)"); // below, buttons and list would not fit beside each other
  const root = () => byId("views");

  /** The indicators to choose from; the chosen one is among them. */
  function indicators() {
    const shown = shownIndicators(data.sections());
    const { indicator } = state.get();
    if (!indicator || shown.some((one) => one.code === indicator)) return shown;
    const known = data.indicators().get(indicator);
    return [...shown, { code: indicator, name: known?.zh ?? indicator }];
  }

  /** @param {string} view @param {string|null} [code] */
  function choose(view, code = null) {
    const all = indicators().map((one) => one.code);
    const indicator = view === "indicator" ? (code ?? state.get().indicator ?? FAVOURED.find((one) => all.includes(one)) ?? all[0] ?? null) : state.get().indicator;
    state.set({ view, indicator });
  }

  const options = (shown, code) => shown.map((one) => h("option", { value: one.code, selected: one.code === code }, one.name));

  function draw() {
    const { view, indicator } = state.get();
    const shown = indicators();
    if (view === "indicator" && !indicator && shown.length) return choose("indicator"); // an address that names none
    if (!wide.matches) {
      replace(root(), h("select", { class: "view-select", "aria-label": t("view"), on: { change: (event) => (VIEWS.includes(event.target.value) ? choose(event.target.value) : choose("indicator", event.target.value)) } },
        VIEWS.filter((one) => one !== "indicator").map((one) => h("option", { value: one, selected: one === view }, t(`view_${one}`))),
        h("optgroup", { label: t("view_indicator") }, options(shown, view === "indicator" ? indicator : null))));
      return null;
    }
    const focus = root().contains(document.activeElement) ? [...root().querySelectorAll("button, select")].indexOf(document.activeElement) : -1;
    replace(root(),
      h("div", { class: "segments", role: "group", "aria-label": t("view") },
        VIEWS.map((one) => h("button", { type: "button", "aria-pressed": String(one === view), on: { click: () => choose(one) } }, t(`view_${one}`)))),
      view === "indicator" && h("select", { class: "view-select", "aria-label": t("view_which"), on: { change: (event) => choose("indicator", event.target.value) } }, options(shown, indicator)));
    if (focus >= 0) root().querySelectorAll("button, select")[focus]?.focus();
    return null;
  }

  wide.addEventListener("change", draw);
  state.on(["view", "indicator"], draw);
  return { draw };
}
