/**
 * The numbers of the report, each with the view of the page that it can be traced to. Pure.
 * @module assessment/report_facts
 */

/**
 * The text of a paragraph in pieces: plain text, and facts with where each comes from. Lines stay apart.
 * @param {{zh: string, facts: {start: number, end: number, source: string}[]}} paragraph
 * @returns {({text: string, source: string|null})[][]} lines of pieces
 */
export function pieces({ zh, facts }) {
  /** @type {{text: string, source: string|null}[][]} */
  const lines = [[]];
  const add = (text, source) => text.split("\n").forEach((part, i) => {
    if (i) lines.push([]);
    if (part) lines.at(-1).push({ text: part, source });
  });
  let at = 0;
  for (const { start, end, source } of [...facts].sort((a, b) => a.start - b.start)) {
    if (start < at) continue;
    add(zh.slice(at, start), null);
    add(zh.slice(start, end), source);
    at = end;
  }
  add(zh.slice(at), null);
  return lines;
}

const named = (source, kind) => new RegExp(`^${kind}\\[([^\\]]+)\\](?:\\.\\w+\\[([^\\]]+)\\])?`).exec(source);

/**
 * What the page must show for a number to be seen where it comes from; null where it names nothing of the page.
 * @param {string} source as the report names it, such as `sections[千户营].over_3[氨氮].multiple`
 * @param {{sections: Map<string, string>, indicators: Map<string, string>}} codes codes by name
 * @returns {{view?: Record<string, any>, path?: string}|null}
 */
export function tracedTo(source, { sections, indicators }) {
  const all = { tab: "table", river: "", district: "", attainment: "", level: "", section: null };
  const section = named(source, "(?:sections|exemptions)");
  if (section && sections.has(section[1])) return { view: { section: sections.get(section[1]), indicator: indicators.get(section[2] ?? "") ?? null } };
  const river = named(source, "(?:rivers|lakes)");
  if (river) return { view: { ...all, river: river[1] } };
  const district = named(source, "districts");
  if (district) return { view: { ...all, district: district[1] } };
  const attainment = /^sections\.attainment == (\w+)$/.exec(source);
  if (attainment) return { view: { ...all, attainment: attainment[1] } };
  if (source.startsWith("rankings[")) return { path: "/assessment/ranking" };
  return /overall|sections/.test(source) ? { view: all } : null;
}
