/**
 * What an import did, and where to go from here.
 * @module samples/done
 */
import { h } from "../dom.js";
import * as format from "../format.js";
import { pages, t } from "../words.js";

/**
 * @param {{upload: any, undo: (batch: number) => void}} given
 */
export function done({ upload, undo }) {
  const { done: told, months } = upload;
  const last = months.at(-1)?.month ?? upload.states?.at(-1)?.month;
  const links = [["assessment", "/assessment"], ["ranking", "/assessment/ranking"], ["accountability", "/accountability"]].filter(([id]) => pages().some((one) => one.id === id));
  const nothing = !told.added && !told.states;
  return h("section", { class: "card done", role: "status" },
    h("h2", null, t(nothing ? "samples_done_nothing" : "samples_done", { n: format.count(told.added) })),
    h("p", null, [
      told.known > 0 && t("samples_done_known", { n: format.count(told.known) }),
      told.states > 0 && t("samples_done_states", { n: told.states }),
      told.names > 0 && t("samples_done_names", { n: told.names }),
      told.batch_id && t("samples_done_batch", { id: told.batch_id }),
    ].filter(Boolean).map((words) => h("span", null, words))),
    h("div", { class: "done-acts" },
      last && links.map(([id, path], number) => h("a", { class: number ? "button button-quiet" : "button", href: `${path}?month=${last}` }, t(`samples_to_${id}`))),
      h("a", { class: "button button-quiet", href: "/samples" }, t("samples_another")),
      told.batch_id && h("button", { type: "button", class: "tool act-void", on: { click: () => undo(told.batch_id) } }, t("samples_undo"))));
}
