/**
 * What can be done with a lead: a task for an inspector, and the way to the task that stands.
 * @module tracing/investigation_acts
 */
import { change } from "../api.js";
import { h, replace } from "../dom.js";
import { toast } from "../frame/toasts.js";
import { createForm } from "../register/form.js";
import { forgetRegisters } from "../register/registers.js";
import { t } from "../words.js";

const field = (name, kind, words, more = {}) => ({
  name, kind, zh: words, en: words, unit: null, required: true, many: false, multiline: false, is_open: false, by_transition: false, in_list: false, help_zh: "", help_en: "", choices: [], ...more,
});

/** So many days from now, as a date of China. @param {number} days */
export const dayAfter = (days, now = Date.now()) => new Date(now + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);

/** The page of a task. @param {number|string} id */
export const taskAddress = (id) => `/tracing?tab=tasks&task=${encodeURIComponent(id)}`;

/** @param {any} context @param {import("./trace_shapes.js").KeptTrace} trace @param {any} lead */
export function investigationActs(context, trace, lead) {
  const place = h("div", { class: "entry-form" });
  const task = trace.investigations.find((one) => one.id === lead.investigation || one.lead === lead.id);
  const id = lead.investigation ?? task?.id ?? null;
  const mayOpen = ["analyst", "gis", "admin"].includes(context.data.session().role);

  function openForm() {
    replace(place, createForm([
      field("inspector", "text", t("task_inspector"), { help_zh: t("task_inspector_help"), help_en: t("task_inspector_help") }),
      field("due", "date", t("task_due")),
      field("what", "text", t("task_what"), { multiline: true }),
    ], {
      content: { due: dayAfter(7), what: t("task_what_first", { name: lead.name, indicator: trace.question.indicator_zh ?? "" }) },
      title: t("task_new"), act: t("task_send"), cancel: () => replace(place),
      send: async (content) => {
        await change("POST", `/api/traces/${trace.id}/investigations`, { lead: lead.id, ...content });
        forgetRegisters();
        toast(t("task_sent"), { kind: "done" });
        context.redrawPanel();
      },
    }));
    place.querySelector("input").focus();
  }

  if (id !== null)
    return h("div", { class: "task-line" },
      h("span", null, t("task_stands", { n: id }), task && h("span", { class: "soft" }, ` · ${[task.state_zh, task.inspector].filter(Boolean).join(" · ")}`)),
      h("a", { class: "tool", href: taskAddress(id) }, t("task_open")));
  if (!mayOpen || lead.state === "excluded") return null;
  return [h("div", { class: "acts" }, h("button", { type: "button", class: "button", on: { click: openForm } }, t("task_act"))), place];
}
