/**
 * The way of values: 原始, 审核, 上报, 终版, month by month, counted before it is done, and logged.
 * @module samples/statuses
 */
import { change, get } from "../api.js";
import { h, replace } from "../dom.js";
import { failure } from "../frame/faces.js";
import { toast } from "../frame/toasts.js";
import * as format from "../format.js";
import { t } from "../words.js";
import { choice } from "./dialog.js";
import { LEVELS, STATUSES } from "./questions.js";

/** The first batch of months is offered, newest first. @param {string[]} months */
const monthChoices = (months) => [...months].reverse().map((one) => /** @type {[string, string]} */ ([one, format.month(one)]));

/**
 * @param {{may: boolean, months: string[], changed: () => void}} given
 */
export function statusChanges({ may, months, changed }) {
  const root = h("section", { class: "block statuses", "aria-label": t("samples_statuses") });
  const [count, log] = [h("p", { class: "status-count", role: "status" }), h("ul", { class: "status-log" })];
  const names = (values) => values.map((value) => /** @type {[string, string]} */ ([value, t(`status_${value}`)]));
  const button = h("button", { type: "submit", class: "button", disabled: true }, t("samples_status_do"));
  const document = h("input", { name: "document", maxlength: "200", autocomplete: "off" });
  const form = /** @type {HTMLFormElement} */ (h("form", { class: "status-form", novalidate: true },
    h("label", null, h("span", null, t("samples_head_months")), choice("month", monthChoices(months), months.at(-1) ?? "")),
    h("label", null, h("span", null, t("samples_status_from")), choice("from", names(STATUSES), "raw")),
    h("label", null, h("span", null, t("samples_status_to")), choice("to", names(STATUSES), "final")),
    h("label", null, h("span", null, t("samples_level")), choice("level", LEVELS.map((one) => [one, t(one ? `samples_level_${one}` : "samples_level_keep")]), "")),
    h("label", { class: "status-document" }, h("span", null, t("samples_document_optional")), document), button));
  let asked = 0;

  const body = () => {
    const given = Object.fromEntries(new FormData(form));
    return { from: given.from, to: given.to, month: given.month, level: given.level || null, document: String(given.document).trim() || null };
  };

  async function preview() {
    const mine = (asked += 1);
    button.disabled = true;
    const given = body();
    if (!given.month) return;
    try {
      const answer = await change("POST", "/api/samples/status-changes?preview=true", given);
      if (mine !== asked) return;
      count.textContent = given.from === given.to ? t("samples_status_same") : answer.count ? t("samples_status_count", { n: format.count(answer.count), sites: answer.sites, from: t(`status_${given.from}`), to: t(`status_${given.to}`) }) : t("samples_status_none", { from: t(`status_${given.from}`) });
      button.disabled = !answer.count || given.from === given.to;
    } catch (error) {
      count.textContent = error.message;
    }
  }

  form.addEventListener("change", (event) => event.target !== document && preview());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const { count: n } = await change("POST", "/api/samples/status-changes", body());
      toast(t("samples_status_done", { n: format.count(n) }), { kind: "done" });
      changed();
      await drawLog();
      await preview();
    } catch (error) {
      toast(error.message);
      button.disabled = false;
    }
  });

  async function drawLog() {
    try {
      const { changes } = await get("/api/samples/status-changes", { limit: 8 });
      replace(log, changes.map((one) => h("li", null,
        h("b", null, `${t(`status_${one.from_status}`)} → ${t(`status_${one.to_status}`)}`),
        h("span", null, [one.chosen.month && format.month(one.chosen.month), one.chosen.batch && t("samples_batch_number", { id: one.chosen.batch }), one.chosen.sites && t("samples_n_sites", { n: one.chosen.sites.length })].filter(Boolean).join(" · ")),
        h("span", null, t("samples_n_values", { n: format.count(one.count) })),
        h("small", { class: "soft" }, [one.who, format.time(one.made_at), one.document].filter(Boolean).join(" · ")))));
    } catch (error) {
      replace(log, failure(error, drawLog));
    }
  }
  replace(root, h("div", { class: "block-head" }, h("h2", null, t("samples_statuses")), h("p", null, t("samples_statuses_hint"))),
    may && months.length > 0 && [form, count], log);
  drawLog();
  if (may && months.length) preview();
  return { element: root, preview };
}
