/**
 * The answers about rankings and peaks, read once and given the page's own names. Pure.
 * @module assessment/ranking_shapes
 */
import { titleOf } from "../words.js";

const list = (value) => (Array.isArray(value) ? value : []);
const named = (one) => titleOf({ zh: one.name_zh ?? one.zh, en: one.name_en ?? one.en }) || one.name || one.code;

/**
 * @typedef {{code: string, name: string, value: number, percent: number|null}} Part
 * @typedef {{rank: number|null, key: string, name: string, index: number|null, text: string, change: number|null, base: number|null, parts: Part[], partial: boolean}} RankedRow
 * @typedef {{count: number, partial: boolean, names: string[], missing: string[], rows: RankedRow[]}} Group
 */

/** What each indicator adds to an index. @param {any} row @returns {Part[]} */
export const partsOf = (row) =>
  list(row.items).filter((one) => typeof one.item_index === "number").map((one) => ({ code: one.code, name: named(one), value: one.item_index, percent: one.contribution_percent ?? null }));

/** @param {any} row @param {Map<string, any>} whole what else is known of a row, by its key @returns {RankedRow} */
const rowOf = (row, whole) => {
  const more = whole.get(row.key) ?? row;
  return {
    rank: row.rank ?? null, key: String(row.key), name: String(row.name ?? row.key), index: row.index ?? null, text: typeof row.index_shown === "number" ? row.index_shown.toFixed(4) : "—",
    change: row.change_percent ?? null, base: row.base_index ?? null, parts: partsOf(more), partial: Boolean(more.partial),
  };
};

/** @param {any} answer @param {Map<string, any>} whole @returns {Group[]} */
const groupsOf = (answer, whole) =>
  list(answer?.groups).map((group) => {
    const first = whole.get(list(group.rows)[0]?.key);
    return {
      count: group.n_items ?? list(group.item_set).length, partial: Boolean(group.partial),
      names: list(first?.items).map(named), missing: list(first?.missing).map(named), rows: list(group.rows).map((row) => rowOf(row, whole)),
    };
  });

const leftOut = (answer) => [...list(answer?.unranked), ...list(answer?.good)].map((one) => ({ name: one.name ?? one.key, reason: titleOf({ zh: one.reason_zh ?? one.zh, en: one.reason_en ?? one.en }) }));

/** @param {any} answer */
export function rankingOf(answer) {
  const whole = new Map(list(answer.indices).map((one) => [one.key, one]));
  const { ranking, changes } = answer;
  const troubles = list(answer.troubles).map((one) => ({ name: one.name ?? one.key, reason: titleOf({ zh: one.reason_zh, en: one.reason_en }) }));
  return {
    groups: groupsOf(ranking, whole), leftOut: [...leftOut(ranking), ...troubles], changes: groupsOf(changes, whole), changesLeftOut: leftOut(changes), common: list(answer.common_items).map(named), notes: list(answer.notes).map((one) => titleOf(one)),
  };
}

/** Bars of contributions, the ranked first. @param {Group[]} groups */
export const barsOf = (groups) => groups.flatMap((group) => group.rows).filter((row) => row.parts.length).map((row) => ({ name: row.name, parts: row.parts }));

/** The peaks, rivers and lakes apart; a set without sections is left out. @param {any} answer */
export const peaksOf = (answer) =>
  ["river", "lake_or_reservoir"].filter((kind) => answer[kind]).map((kind) => ({
    kind,
    peaks: list(answer[kind].peaks).map((one) => ({
      key: String(one.section), section: String(one.section_name ?? one.section), code: one.code, indicator: named(one), unit: one.unit ?? "",
      value: one.value, limit: one.limit, multiple: one.multiple ?? null, fall: one.fall ?? null, share: one.share_percent ?? null, contribution: one.contribution_percent ?? null,
    })),
    leading: list(answer[kind].leading_within_limit).map((one) => titleOf(one)),
  }));
