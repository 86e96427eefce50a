/**
 * Mounts the page of rankings: by water-quality index and by its change, what makes the indices, and where to cut.
 * @module assessment/ranking
 */
import { get } from "../api.js";
import { figure } from "../chart/figure.js";
import { stackOption } from "../chart/stack.js";
import { h, replace } from "../dom.js";
import { empty, failure } from "../frame/faces.js";
import * as format from "../format.js";
import { exportLinks } from "../table/tools.js";
import { t } from "../words.js";
import { nothingYet } from "../work/nothing.js";
import { openWork } from "../work/work.js";
import { periodWords } from "./period_words.js";
import { barsOf, peaksOf, rankingOf } from "./ranking_shapes.js";
import { changeRanking, indexRanking, peaksTable } from "./ranking_tables.js";

const PERIODS = ["month", "quarter", "year", "cumulative"];
const SUBJECTS = ["district", "river", "section"];
const ITEMS = ["own", "common"];
const SHAPE = { by: { first: "district", allowed: SUBJECTS }, period: { first: "month", allowed: PERIODS }, items: { first: "own", allowed: ITEMS }, district: { first: "" } };
const BAR_PX = 26;

const work = await openWork({ shape: SHAPE, title: (view) => t("ranking_title", { period: periodWords(view) }) });
const { state } = work;

/** A choice among a few. @param {string} name @param {string[]} all @param {string} title */
const segments = (name, all, title) =>
  h("div", { class: "segments", role: "group", "aria-label": title },
    all.map((one) => h("button", { type: "button", "aria-pressed": String(state.get()[name] === one), on: { click: () => state.set({ [name]: one }) } }, t(`${name === "period" ? "ranked_over" : name}_${one}`))));

const toSection = (row) => location.assign(`/assessment?month=${state.get().month}&section=${encodeURIComponent(row.key)}`);

/** Which items all are ranked on, and that no rule asks for it. @param {ReturnType<typeof rankingOf>} ranking */
const commonLine = ({ common }) =>
  common.length > 0 && h("p", { class: "common-line" }, t("ranking_common", { n: common.length, names: common.join(t("comma")) }), " ", h("span", { class: "soft" }, t("ranking_common_note")));

/** The ranking; where what was asked makes none, the sentence that says why. @param {any} query */
async function rankingFor(query) {
  try {
    return { answer: await get("/api/assessment/ranking", query), refused: null };
  } catch (error) {
    if (error?.status !== 422) throw error;
    return { answer: null, refused: error };
  }
}

/** @param {string} title @param {any} note @param {any} children */
const block = (title, note, children) => h("section", { class: "block" }, h("div", { class: "block-head" }, h("h2", null, title), note && h("p", null, note)), children);

/** Where a value at its limit would lower the index most. @param {any} view */
function peaksBlock({ month, district }) {
  const body = h("div");
  const query = { month, district };
  async function load() {
    try {
      const sets = peaksOf(await get("/api/assessment/peaks", query)).filter((one) => one.peaks.length || one.leading.length);
      replace(body, sets.map((one, i) => h("div", { class: "group" }, sets.length > 1 && h("p", { class: "group-head" }, h("strong", null, t(`water_${one.kind}`))), peaksTable(one, i ? null : exportLinks("/api/assessment/peaks", query), toSection))),
        !sets.length && h("p", { class: "state-line" }, t("peaks_nothing")));
    } catch (error) {
      replace(body, failure(error, load));
    }
  }
  load();
  return block(t("peaks_title"), `${format.month(month)} · ${t("peaks_note")}`, body);
}

work.face(["month", "by", "period", "items", "district"], async (view) => {
  const head = h("header", { class: "page-head" }, h("h1", null, t("ranking_title", { period: periodWords(view) })),
    segments("by", SUBJECTS, t("ranking_of")), segments("period", PERIODS, t("ranking_period")), segments("items", ITEMS, t("ranking_items")));
  if (!view.month) return nothingYet(work.session());
  const query = { month: view.month, period: view.period, by: view.by, items: view.items };
  const { answer, refused } = await rankingFor(query);
  if (refused) return [head, h("p", { class: "common-line", role: "status" }, refused.message), peaksBlock(view)];
  const ranking = rankingOf(answer);
  if (!ranking.groups.length) return [head, empty(t("ranking_nothing"), t("ranking_nothing_hint"))];
  const subject = t(`by_${view.by}`);
  const open = view.by === "section" ? toSection : null;
  const bars = barsOf(ranking.groups);
  return [
    head, commonLine(ranking),
    h("div", { class: "two" },
      block(t("ranking_by_index"), t("ranking_smaller"), indexRanking(ranking, { subject, open, exports: exportLinks("/api/assessment/ranking", query) })),
      block(t("ranking_by_change"), t("ranking_fall_first"), ranking.changes.length || ranking.changesLeftOut.length ? changeRanking({ groups: ranking.changes, leftOut: ranking.changesLeftOut, common: ranking.common }, { subject, open }) : h("p", { class: "state-line" }, t("ranking_no_base")))),
    bars.length > 0 && block(t("contributions_title"), t("contributions_note"), figure({
      title: null, label: t("contributions_label", { period: periodWords(view), n: bars.length }), height: Math.max(180, 60 + bars.length * BAR_PX),
      option: (tokens) => stackOption({ bars }, tokens),
      heads: [subject, t("indicator"), t("item_index"), t("share_of_index")],
      rows: () => bars.flatMap((bar) => [...bar.parts].sort((a, b) => b.value - a.value).map((part) => [bar.name, part.name, format.number(part.value, 4, true), part.percent === null ? "—" : `${format.number(part.percent, 1, true)}%`])),
    })),
    peaksBlock(view),
    ranking.notes.length > 0 && h("ul", { class: "notes" }, ranking.notes.map((line) => h("li", null, line))),
  ];
});
