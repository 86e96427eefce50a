/**
 * Mounts the page of accountability: letters due, money, a section's ladder, the year, publication, open choices.
 * @module accountability/main
 */
import { get } from "../api.js";
import { h, replace } from "../dom.js";
import { empty } from "../frame/faces.js";
import * as format from "../format.js";
import { codeNames, entriesOf, registers } from "../register/registers.js";
import { createSide } from "../work/side.js";
import { nothingYet } from "../work/nothing.js";
import { openWork } from "../work/work.js";
import { pages, t, titleOf } from "../words.js";
import { dueFace } from "./due.js";
import { binds, boundTo, districtsOf, lastFinal } from "./finals.js";
import { figures, pageHead, pageTabs, TABS, trial } from "./head.js";
import { MONTHS } from "./ladder.js";
import { overdueLetters, planOf } from "./shapes.js";

const SHAPE = {
  plan: { first: "", pattern: /^\w{1,40}$/ }, tab: { first: "due", allowed: TABS },
  district: { first: "", pattern: /^[^,]{1,40}$/ }, section: { first: null, pattern: /^.{1,80}$/ }, notice: { first: null, pattern: /^\d{1,9}$/ },
};
const FACES = {
  letters: async (...given) => (await import("./letters.js")).lettersFace(...given),
  money: async (...given) => (await import("./money.js")).moneyFace(...given),
  ladder: async (...given) => (await import("./ladder.js")).ladderFace(...given),
  settlement: async (...given) => (await import("./settlement.js")).settlementFace(...given),
  publication: async (...given) => (await import("./publication.js")).publicationFace(...given),
  choices: async (...given) => (await import("./choices.js")).choicesFace(...given),
};

/** What the page shows now, for its faces. @type {any} */
const page = { plans: [], specs: new Map(), names: new Map(), payments: [], hasFinal: true, follow: null };
const titleOfPage = ({ month, tab }) => (month ? [t("page_accountability"), t(`acc_tab_${tab}`), format.month(month), page.plan && page.short(page.plan)].filter(Boolean).join(" · ") : t("page_accountability"));
const work = await openWork({ shape: SHAPE, title: titleOfPage });
const { state } = work;
const side = createSide({ closed: () => state.set({ notice: null }) });

/** The short name of a plan, as registers know it. @param {any} plan */
const short = (plan) => titleOf(page.specs.get("notices")?.fields.find((one) => one.name === "rule_set")?.choices.find((one) => one.value === plan.id)) || titleOf(plan.title);

/** Classes and attainments from final values alone, up to a month. @param {string} month */
const finals = (month) => get("/api/assessment/sections", { month, months: MONTHS, basis: "final" });

/** Opens the side under a short title. @param {() => any} face @param {string} [title] */
const open = (face, title = "") => side.open(face, { head: h("span", { class: "soft" }, [title, format.month(state.get().month)].filter(Boolean).join(" · ")) });

/** Opens a letter that is due at the side: its entry, or what it rests on. @param {any} notice */
async function openLetter(notice) {
  if (notice.entry) return state.set({ notice: String(notice.entry.id) });
  const { dueFaceAtSide } = await import("./letter_side.js");
  return open(() => dueFaceAtSide(page, page.close, notice), t("acc_tab_due"));
}

/** The letter that the address names, at the side. */
async function showLetter() {
  const { notice } = state.get();
  if (!notice || !work.may) return side.close();
  const { recordFace } = await import("./letter_side.js");
  return open(() => recordFace(page, notice), t("acc_tab_letters"));
}

/** Asks for everything anew and keeps place and focus. */
async function refresh() {
  const [top, key] = [scrollY, document.activeElement?.closest("[data-key]")?.getAttribute("data-key")];
  replace(work.main, await draw(state.get()));
  scrollTo(0, top);
  if (key) /** @type {HTMLElement|null} */ (work.main.querySelector(`[data-key="${CSS.escape(key)}"] button, [data-key="${CSS.escape(key)}"] a`))?.focus({ preventScroll: true });
}

/** No final values of the month: what to do, and the last month that has some. @param {string|null} last */
const noFinal = (last) =>
  empty(t("acc_no_final"), t("acc_no_final_hint"),
    last && h("button", { type: "button", class: "button", on: { click: () => state.set({ month: last }) } }, t("acc_last_final", { month: format.month(last) })),
    pages().some((one) => one.id === "samples") && h("a", { class: "button button-quiet", href: `/samples?month=${state.get().month}` }, t("acc_to_samples")));

/** @param {any} view */
async function draw(view) {
  page.follow = null;
  if (!view.month) return nothingYet(work.session());
  if (!page.plans.length) [page.plans, page.specs, page.names] = await Promise.all([get("/api/accountability/rule-sets").then((answer) => answer.rule_sets), registers(), codeNames()]);
  const plan = boundTo(page.plans.find((one) => one.id === view.plan) ?? planOf(page.plans, view.month), view.district);
  const readable = (register) => (page.specs.get(register)?.may_read ? entriesOf(register, register === "notices" ? { state: "delivered" } : {}).then((answer) => answer.entries) : null);
  const [close, matrix, delivered, payments] = await Promise.all([
    get(`/api/accountability/months/${view.month}`, { rule_set: plan.id, district: view.district }), finals(view.month), readable("notices"), readable("payments"),
  ]);
  const last = lastFinal(matrix);
  Object.assign(page, { plan, close, hasFinal: last === view.month, binds: matrix.sections.some((one) => binds(plan, one)), payments: payments ?? [] });
  const overdue = delivered && overdueLetters(delivered).filter((one) => one.content.rule_set === plan.id);
  const face = view.tab === "due" ? (!page.hasFinal && !close.due.length ? [noFinal(last)] : dueFace(page, close)) : await FACES[view.tab](page, close, plan);
  return [pageHead(page, plan, districtsOf(matrix)), figures(page, close, overdue), trial(close, plan, view.district), pageTabs(state, { due: close.due.length }), h("div", { class: "acc-face" }, face)];
}

Object.assign(page, { state, side, open, finals, short, openLetter, refresh });
state.on(["section"], () => page.follow?.());
state.on(["notice"], showLetter);
addEventListener("beforeprint", () => document.querySelectorAll(".acc-face details:not([open])").forEach((one) => (one.open = true)));
/** The chosen face stays in sight where the faces do not fit side by side. */
const showTab = () => work.main.querySelector(".acc-tabs [aria-pressed=true]")?.scrollIntoView({ block: "nearest", inline: "center" });
new MutationObserver(showTab).observe(work.main, { childList: true });
await work.face(["month", "plan", "tab", "district"], draw);
if (state.get().notice) showLetter();
