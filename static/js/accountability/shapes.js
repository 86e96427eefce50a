/**
 * A month's close as the page shows it: letters by rule, payers with their lines, runs, the year's balance. Pure.
 * @module accountability/shapes
 */
import { language } from "../words.js";

/** Kinds of letters, the gravest first. */
export const KINDS = ["accountability", "listing", "interview", "supervision", "circular", "warning", "reminder"];
const rankOf = (kind) => (KINDS.includes(kind) ? KINDS.indexOf(kind) : KINDS.length);

/** The sentences of a list that is there in both languages. @param {any} thing @param {string} name @returns {string[]} */
export const lines = (thing, name) => thing?.[`${name}_${language()}`] ?? thing?.[`${name}_zh`] ?? [];

/** An amount as sentences say it; null while it is not settled. @param {any} amount @returns {string|null} */
export const amountWords = (amount) => (language() === "zh" ? amount?.zh : amount?.en) ?? null;

/** An amount as tables show it. @param {any} amount @returns {string|null} */
export const amountFigure = (amount) => (language() === "zh" ? amount?.yuan : amount?.en) ?? null;

/** @typedef {{rule: string, kind: string, title: any, clause: string, ground: any, issuer: string[], notices: any[]}} LetterGroup */

/** Letters by the rule that asks for them, the gravest kind first. @param {any[]} due @returns {LetterGroup[]} */
export function letterGroups(due) {
  /** @type {Map<string, LetterGroup>} */
  const groups = new Map();
  for (const notice of due) {
    const { rule, kind, title, clause, ground, issuer } = notice;
    if (!groups.has(rule)) groups.set(rule, { rule, kind, title, clause, ground, issuer, notices: [] });
    groups.get(rule).notices.push(notice);
  }
  return [...groups.values()].sort((a, b) => rankOf(a.kind) - rankOf(b.kind));
}

/** Letters that can be drafted at once: not drafted yet, and nothing to judge. @param {any[]} due */
export const draftable = (due) => due.filter((one) => !one.entry && !one.needs_judgement);

/** The figures of a month. @param {any} close */
export const figuresOf = (close) => ({
  letters: close.due.length,
  undrafted: close.due.filter((one) => !one.entry).length,
  judged: close.due.filter((one) => one.needs_judgement && !one.entry).length,
  amount: close.compensation.amount,
  unknown: isUnknown(close.compensation.amount, close.compensation.is_settled),
  waiting: close.compensation.lines.filter((one) => one.needs_manual).length,
});

/** Letters delivered that nobody has answered in time. @param {any[]} entries of the register of letters */
export const overdueLetters = (entries) => entries.filter((one) => one.overdue && one.state === "delivered");

/** Payers with their lines: who owes, the most first, and who does not. @param {any} compensation */
export function payersOf(compensation) {
  const byKey = new Map(compensation.lines.map((line) => [line.key, line]));
  const payers = compensation.totals.map((total) => ({ ...total, lines: total.line_keys.map((key) => byKey.get(key)).filter(Boolean) }));
  const owing = payers.filter((one) => one.lines.length).sort((a, b) => b.amount.fen - a.amount.fen);
  return { owing, free: payers.filter((one) => !one.lines.length) };
}

/** Ways of computing that the lines of one payer share, each once. @param {any[]} lines */
export const ways = (lines) => [...new Map(lines.filter((one) => !one.needs_manual).map((one) => [`${one.clause}|${one.arithmetic.zh}`, one])).values()];

/** A sum of which nothing is known yet: no line of it has its amount. It is not nil. @param {any} amount @param {boolean} isSettled */
export const isUnknown = (amount, isSettled) => !isSettled && !amount.fen;

/** The whole sum written out: 160万元＋50万元＝210万元. @param {any[]} owing @param {any} amount */
export function sumWords(owing, amount) {
  const parts = owing.map((one) => one.amount).filter((one) => one.fen);
  if (parts.length < 2) return amountWords(amount);
  const [plus, equals] = language() === "zh" ? ["＋", "＝"] : [" + ", " = "];
  return `${parts.map(amountWords).join(plus)}${equals}${amountWords(amount)}`;
}

/**
 * The periods a letter rests on, oldest first; those passed over are not counted.
 * @param {any} notice @returns {{month: string, period: string, grade: number, counted: boolean, state: string|null}[]}
 */
export const chainOf = (notice) =>
  (notice.basis ?? []).map((step) => ({ month: step.month, period: step.period, grade: step.reached_class ?? 0, counted: step.state === "exceeds", state: step.site_state ?? null }));

/** Where missed months stand in a row: the first and the last of each run of two and more. @param {{missed_any: boolean}[]} months @returns {[number, number][]} */
export function runsOf(months) {
  /** @type {[number, number][]} */
  const runs = [];
  for (let i = 0; i < months.length; i += 1) {
    let last = i;
    while (months[i].missed_any && months[last + 1]?.missed_any) last += 1;
    if (last > i) runs.push([i, last]);
    i = last;
  }
  return runs;
}

/** Whether anything is known of a month of a ladder. @param {any} month */
export const isKnown = (month) => Boolean(month.class || month.state || month.is_final || month.notices.length);

/** Months from the first of which something is known. @template T @param {T[]} months @param {(month: T, i: number) => boolean} known @returns {T[]} */
export function fromFirst(months, known) {
  const first = months.findIndex(known);
  return first < 0 ? months : months.slice(first);
}

/** What a month of a ladder is as a word: missed, met, met_on_n, undetermined, none. @param {any} month */
export function standing(month) {
  const answers = month.attainments.map((one) => one.attainment).filter(Boolean);
  return ["missed", "undetermined", "met_on_n", "met"].find((one) => answers.includes(one)) ?? "none";
}

/** Lines of the settlement with what is left after each; null from the first that is open on. @param {any[]} given */
export function balances(given) {
  let left = /** @type {number|null} */ (0);
  return given.map((line) => {
    const fen = line.amount?.fen ?? null;
    left = left === null || fen === null ? null : left + fen;
    return { ...line, left };
  });
}

/** The plan to begin with: in force in the month, else the one of the whole area. @param {any[]} plans @param {string} month */
export const planOf = (plans, month) =>
  plans.find((one) => one.valid_from.slice(0, 7) <= month && (!one.valid_to || one.valid_to.slice(0, 7) >= month)) ?? plans.find((one) => one.every_district) ?? plans[0] ?? null;

/** A text as rows of CSV with the mark that spreadsheets need. @param {(string|number|null)[][]} rows */
export const csv = (rows) =>
  `\ufeff${rows.map((row) => row.map((cell) => `"${String(cell ?? "").replace(/^(?=[=@]|[+-](?![\d.]))/, "'").replace(/"/g, '""')}"`).join(",")).join("\r\n")}\r\n`;
