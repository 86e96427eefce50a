/**
 * The history of an entry as a line of time: who, when, what, why; the latest first.
 * @module register/history
 */
import { h } from "../dom.js";
import * as format from "../format.js";
import { t, titleOf } from "../words.js";
import { fileLink } from "./files.js";
import { shownValue } from "./values.js";

/**
 * @param {import("./values.js").Spec} spec @param {{events: any[], files: any}} answer @param {Map<string, string>} [names]
 */
export function historyList(spec, { events, files }, names = new Map()) {
  const wordOf = (id) => titleOf(spec.states.find((state) => state.id === id));
  const item = (event, before) => {
    const changed = event.action === "made" ? [] : event.changed.map((name) => spec.fields.find((field) => field.name === name)).filter(Boolean);
    return h("li", { class: `event event-${event.action}` },
      h("p", null, h("strong", null, event.action === "moved" ? t("register_moved", { from: wordOf(event.from), to: wordOf(event.to) }) : t(`register_event_${event.action}`)),
        h("span", { class: "soft" }, ` ${event.who} · ${format.time(event.at)}`)),
      event.note && h("p", { class: "event-note" }, event.note),
      changed.length > 0 && h("ul", { class: "event-changes" }, changed.map((field) =>
        h("li", null, h("span", { class: "soft" }, titleOf(field)), " ",
          before && before.content[field.name] !== undefined && h("del", null, shownValue(field, before.content[field.name], { files, names })), " ",
          event.content[field.name] === undefined ? h("span", { class: "soft" }, t("register_taken_out")) : h("ins", null, shownValue(field, event.content[field.name], { files, names }))))),
      event.file_sha256 && fileLink(event.file_sha256, files));
  };
  return h("ol", { class: "events", "aria-label": t("register_history") }, events.map((event, i) => item(event, events[i - 1])).reverse());
}
