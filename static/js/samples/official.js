/**
 * The way from an official value that an import leaves alone to the place where it is corrected on a document.
 * @module samples/official
 */
import { address, get } from "../api.js";
import { h } from "../dom.js";
import { t } from "../words.js";

const MOST_MONTHS = 240;

/** How many months from the first to the last. @param {string} first @param {string} last */
const span = (first, last) => (Number(last.slice(0, 4)) - Number(first.slice(0, 4))) * 12 + Number(last.slice(5)) - Number(first.slice(5)) + 1;

/** The month of the value that stands. @param {any} one @param {string[]} months of the upload */
async function monthOf({ site_code: code, indicator, official }, months) {
  const last = months.at(-1);
  const { samples } = await get("/api/samples", { site: `sections/${code}`, month: last, months: Math.min(MOST_MONTHS, span(months[0], last)), indicator, limit: 10000 });
  return samples.find((sample) => sample.id === official.id)?.month ?? last;
}

/**
 * A link to the raw values of the section, month and indicator; null where its sites are no sections.
 * @param {any} upload @param {any} one of its official values @param {{site: string, name: string}} words
 */
export function correctLink({ site_kind: kind, months }, one, words) {
  if (kind !== "sections" || !months.length) return null;
  const all = months.map(({ month }) => month).sort();
  const to = (month) => address("/assessment", { month, section: one.site_code, indicator: one.indicator });
  const link = h("a", { class: "told-link", href: to(all.at(-1)), "aria-label": t("samples_official_correct_of", words) }, t("samples_official_correct"));
  if (all.length > 1) link.addEventListener("click", async (event) => {
    event.preventDefault();
    location.assign(to(await monthOf(one, all).catch(() => all.at(-1))));
  });
  return link;
}
