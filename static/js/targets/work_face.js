/**
 * A work at the side: its light and reason, the months' progress, reporting, then the entry itself.
 * @module targets/work_face
 */
import { h, replace } from "../dom.js";
import * as format from "../format.js";
import { toast } from "../frame/toasts.js";
import { entryFace } from "../register/entry.js";
import { fileLink } from "../register/files.js";
import { createForm } from "../register/form.js";
import { amend, enter, entriesOf, registers } from "../register/registers.js";
import { t, titleOf } from "../words.js";
import { lamp, paceTag } from "./ledger.js";

/**
 * The form for the progress of a work in a month; it changes the report there is.
 * @param {any} spec the specification of `progress` @param {any} work @param {string} month @param {any} report
 * @param {{done: (entry: any) => void, cancel: () => void, files: any}} given
 */
export function progressForm(spec, work, month, report, { done, cancel, files }) {
  const fields = spec.fields.filter((field) => !["work", "month"].includes(field.name)).map((field) => (field.name === "value" ? { ...field, unit: work.content.unit ?? null } : field));
  return createForm(fields, {
    content: report?.content ?? {}, files, title: t("targets_report_of", { month: format.month(month) }), act: report ? t("register_save") : t("targets_report"), cancel,
    lead: h("p", { class: "soft small" }, work.content.item, t("colon"), work.content.target),
    send: async (content) => {
      const given = report ? content : Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null));
      done(report ? await amend(report, given) : await enter("progress", { ...given, work: String(work.id), month }));
    },
  });
}

/** @param {any} entry @param {any} work @param {any} files */
const reportLine = (entry, work, files) =>
  h("li", { class: entry.state === "withdrawn" ? "is-withdrawn" : null },
    h("p", null, h("strong", null, format.month(entry.month)), " ", paceTag(entry, work), entry.state === "withdrawn" && h("span", { class: "tag" }, titleOf({ zh: entry.state_zh, en: entry.state_en }))),
    h("p", null, entry.content.text),
    h("p", { class: "soft small" }, [entry.content.reported_by, entry.changed_by, format.time(entry.changed_at)].filter(Boolean).join(" · ")),
    (entry.content.evidence ?? []).map((sha256) => fileLink(sha256, files)));

/**
 * @param {number|string} id @param {string} month
 * @param {{row: any, changed: () => void, reporting?: boolean}} given `row`: the work in the ledger, if it is there; `reporting`: begin with the form
 */
export async function workFace(id, month, { row, changed, reporting = false }) {
  const [specs, progress] = await Promise.all([registers(), entriesOf("progress", { subject: id })]);
  const spec = specs.get("progress");
  const more = (_, work) => {
    const place = h("div", { class: "entry-form" });
    const now = progress.entries.find((entry) => entry.month === month && entry.state === "reported");
    const done = () => {
      toast(t("register_saved"), { kind: "done" });
      changed();
    };
    const openForm = () => {
      replace(place, progressForm(spec, work, month, now, { done, cancel: () => replace(place), files: progress.files }));
      place.scrollIntoView({ block: "nearest" });
      place.querySelector("select, textarea, input")?.focus();
    };
    const latestFirst = [...progress.entries].sort((a, b) => (a.month < b.month ? 1 : -1));
    if (reporting && spec.may_write) queueMicrotask(openForm);
    return h("section", { class: "block work-progress" },
      row && h("p", { class: `light-line light-line-${row.light}` }, lamp(row.light), h("span", null, titleOf(row.reason)), h("small", { class: "soft" }, format.month(month))),
      h("div", { class: "block-head" }, h("h3", null, t("targets_progress_all")),
        spec.may_write && work.state === "open" && h("button", { type: "button", class: "tool", on: { click: openForm } }, now ? t("targets_report_change", { month: format.month(month) }) : t("targets_report_month", { month: format.month(month) }))),
      place,
      latestFirst.length ? h("ol", { class: "reports" }, latestFirst.map((entry) => reportLine(entry, work, progress.files))) : h("p", { class: "soft" }, t("targets_never_reported")));
  };
  return entryFace("works", id, { changed, more });
}
