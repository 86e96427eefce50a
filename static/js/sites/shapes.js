/**
 * The answers about sites, put in the order of the page. Pure.
 * @module sites/shapes
 */

const list = (value) => (Array.isArray(value) ? value : []);

/** What has to be done first: overdue, then missed, then what cannot be told; equals as they were. @param {any[]} rows */
export function overdueFirst(rows) {
  const rank = (row) => (row.is_overdue ? 0 : row.attainment === "missed" ? 1 : row.is_overdue === null ? 2 : row.state === "due" ? 3 : 4);
  return rows.map((row, i) => ({ row, i })).sort((a, b) => rank(a.row) - rank(b.row) || (b.row.days_overdue ?? 0) - (a.row.days_overdue ?? 0) || a.i - b.i).map((one) => one.row);
}

const STANDING = ["missed", "undetermined", "met_on_n", "met"];

/** Missed first, then the worst class. @param {any[]} rows */
export const missedFirst = (rows) =>
  rows.map((row, i) => ({ row, i })).sort((a, b) => STANDING.indexOf(a.row.attainment) - STANDING.indexOf(b.row.attainment) || (b.row.class ?? 0) - (a.row.class ?? 0) || a.i - b.i).map((one) => one.row);

export const GRADES = ["heavy", "black", "light", "undetermined", "not_black"];

/** The blackest first; waters that rebounded before their equals. @param {any[]} rows */
export const blackestFirst = (rows) =>
  rows.map((row, i) => ({ row, i })).sort((a, b) => GRADES.indexOf(a.row.grade) - GRADES.indexOf(b.row.grade) || Number(Boolean(b.row.rebound)) - Number(Boolean(a.row.rebound)) || a.i - b.i).map((one) => one.row);

/** The points along a water, in their order, each with whether it lies in a stretch and is its first or last. @param {any} row */
export function stripOf(row) {
  const stretches = list(row.stretches);
  return list(row.points).map((point) => {
    const at = stretches.find((one) => one.points.includes(point.point));
    return { ...point, stretch: Boolean(at), first: at?.points[0] === point.point, last: at?.points.at(-1) === point.point };
  });
}

/** How many rows have each value. @param {any[]} rows @param {(row: any) => any} of @returns {Record<string, number>} */
export function counted(rows, of) {
  const counts = {};
  for (const row of rows) counts[of(row)] = (counts[of(row)] ?? 0) + 1;
  return counts;
}

/** What is looked at first when it rains: nutrients and what consumes oxygen. */
export const LEADING = ["w21003", "w21011", "w21001", "w01018", "w01019", "w01017"];

/**
 * Sections by indicators: a row a section, a cell an indicator; the leading indicators first, the most flushed sections first.
 * @param {any[]} rows @returns {{indicators: {code: string, zh: string, en: string, symbol: string}[], sections: {code: string, name: string, river: string, cells: Map<string, any>, flushed: number}[]}}
 */
export function seasonMatrix(rows) {
  const [indicators, sections] = [new Map(), new Map()];
  for (const row of rows) {
    if (!sections.has(row.section)) sections.set(row.section, { code: row.section, name: row.section_name, river: row.river ?? "", cells: new Map(), flushed: 0 });
    const section = sections.get(row.section);
    section.cells.set(row.code, row);
    if (row.answer === "unknown") continue;
    indicators.set(row.code, { code: row.code, zh: row.name_zh, en: row.name_en, symbol: row.symbol });
    if (row.answer === "flushed" && LEADING.includes(row.code)) section.flushed += 1;
  }
  const place = (code) => (LEADING.includes(code) ? LEADING.indexOf(code) : LEADING.length);
  return {
    indicators: [...indicators.values()].sort((a, b) => place(a.code) - place(b.code)),
    sections: [...sections.values()].sort((a, b) => b.flushed - a.flushed || a.name.localeCompare(b.name, "zh")),
  };
}

/** How deep a ratio is tinted, 0 to 4: 1.0 is none, 2.0 and more (or 0.5 and less) is deepest. @param {number|null} ratio */
export const depthOf = (ratio) => (typeof ratio !== "number" || ratio <= 0 ? 0 : Math.min(4, Math.round(4 * Math.abs(Math.log2(ratio)))));

/** An item's name, unit, value, limit and how it stands, whichever list it is from. @param {any} item @param {number|null} target */
export function itemOf(item, target = null) {
  const limit = item.limit !== undefined ? item.limit : target ? (item.limits?.[target - 1] ?? null) : null;
  return {
    code: item.code, zh: item.name_zh, en: item.name_en, unit: item.unit ?? "", value: item.value ?? null, limit, least: item.direction === "ge",
    grade: item.class ?? null, missed: Boolean(item.missed ?? item.state === "missed"), multiple: item.multiple ?? null, exempted: Boolean(item.exempted),
    judged: item.judged !== false, undeterminable: Boolean(item.undeterminable), count: item.count ?? null, table: item.table ?? null, decimals: item.decimals ?? null,
    presence: (item.kind ?? item.direction) === "presence",
  };
}
