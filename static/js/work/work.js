/**
 * The shell of every page of the office: bar, month, account, print, and an address that is the view.
 *
 * `const work = await openWork({ shape, title })`, then `work.face(keys, draw)`: `draw` gives the children of the page's
 * main part and is asked again whenever one of the keys of the state changes; while it waits a skeleton stands there,
 * and when it throws the reason and what to do. `shape` names the parts of the view beside the month
 * (see `work/view.js`); they stand in `work.state` and in the address.
 * @module work/work
 */
import { get, Problem } from "../api.js";
import { byId, replace } from "../dom.js";
import { createAccount } from "../frame/account.js";
import { empty, failure, skeleton } from "../frame/faces.js";
import { createMonths } from "../frame/months.js";
import { applyTheme } from "../frame/theme.js";
import { toast } from "../frame/toasts.js";
import { monthOf, openingMonth } from "../months.js";
import { createState } from "../state.js";
import { readConfig, t } from "../words.js";
import { createNavigation } from "./navigation.js";
import { createPrintHeads } from "./print.js";
import { readView, writeView } from "./view.js";

const SKELETON_AFTER_MS = 120;

/**
 * @param {{shape?: Record<string, import("./view.js").Part>, months?: boolean|(() => Promise<string[]>), opening?: typeof openingMonth, title?: (view: any) => string}} given
 *   `months`: whether the bar has a month, or what gives the months there are (else those with samples); `opening`: the
 *   month to open with; `title`: what a printed page is called
 */
export async function openWork({ shape = {}, months = true, opening = openingMonth, title = () => document.title }) {
  applyTheme();
  const config = readConfig();
  const state = createState(readView(location.search, shape));
  const main = byId("work-main");
  let [known, session] = [/** @type {string[]} */ ([]), /** @type {any} */ ({})];
  /** @type {Error|null} */
  let broken = null;
  const failed = (error) => toast(error.message);
  const account = createAccount(byId("bar-end"), { session: () => session, failed });
  createNavigation(account.menuItems);
  const bar = months ? createMonths({ state, data: { months: () => known } }) : null;
  createPrintHeads({ title: () => title(state.get()), maker: () => session.name ?? t("name"), notice: config.print_notice });

  let restoring = false;
  state.on(["month", ...Object.keys(shape)], () => {
    const address = writeView(state.get(), shape);
    if (!restoring && address !== location.search) history.pushState(null, "", address + location.hash);
  });
  addEventListener("popstate", () => {
    restoring = true;
    const view = readView(location.search, shape);
    state.set({ ...view, month: view.month ?? state.get().month });
    restoring = false;
  });

  const there = () => (typeof months === "function" ? months().then((list) => ({ months: list })) : get("/api/months"));
  const [monthAnswer, who] = await Promise.all([months ? there().catch((error) => void (broken = error)) : null, get("/api/session").catch(() => ({}))]);
  known = [...(monthAnswer?.months ?? [])].sort();
  session = who;
  const { month } = state.get();
  state.set({ month: known.includes(month) ? month : opening(known, monthOf(Date.now())) });
  if (months) history.replaceState(null, "", writeView(state.get(), shape) + location.hash);
  bar?.draw();
  account.draw();

  const work = {
    config, state, main, failed,
    /** Draws the face of the page anew. @type {() => Promise<void>} */
    redraw: async () => {},
    may: config.may !== false,
    session: () => session,
    months: () => known,
    /** The address of this page with some of its view changed. @param {Record<string, any>} patch */
    addressOf: (patch) => location.pathname + writeView({ ...state.get(), ...patch }, shape),
    /**
     * @param {string[]} keys @param {(view: any) => any} draw
     */
    face(keys, draw) {
      let asked = 0;
      const look = async () => {
        const number = (asked += 1);
        const timer = setTimeout(() => number === asked && replace(main, skeleton()), SKELETON_AFTER_MS);
        try {
          if (broken) throw broken;
          const children = work.may ? await draw(state.get()) : empty(t("not_allowed"), t("not_allowed_hint"));
          if (number === asked) replace(main, children);
        } catch (error) {
          if (!(error instanceof Problem)) console.error(error);
          if (number === asked) replace(main, failure(error, broken ? () => location.reload() : look));
        } finally {
          clearTimeout(timer);
          if (number === asked) document.documentElement.dataset.ready = "true";
        }
      };
      state.on(keys, look);
      work.redraw = look;
      return look();
    },
  };
  return work;
}
