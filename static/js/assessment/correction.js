/**
 * A value put in the place of another on a document: the form, what is sent, where its faults stand.
 * @module assessment/correction
 */
import { change } from "../api.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { createForm } from "../register/form.js";
import { t } from "../words.js";
import { written } from "./raw_values.js";

/** @param {string} name @param {any} [more] @returns {import("../register/values.js").Field} */
const fieldOf = (name, more = {}) => {
  const [title, help] = [t(`correct_${name}`), t(`correct_${name}_help`)];
  return { name, kind: "text", zh: title, en: title, help_zh: help, help_en: help, unit: null, required: true, many: false, multiline: false, is_open: false, by_transition: false, in_list: false, choices: [], ...more };
};

/** The same error, with its sentence at the field that it names. @param {any} error @param {string} [field] */
function placed(error, field = error.parameter) {
  if (field && !error.faults?.length) error.faults = [{ field: field.replace(/^body\./, ""), zh: error.message, en: error.message }];
  return error;
}

/**
 * @param {any} sample @param {{name: string, unit: string|null}} indicator
 * @param {{done: (newest: {id: number, sentence: string}) => any, cancel: () => void}} then
 */
export function correctionForm(sample, { name, unit }, { done, cancel }) {
  const old = written(sample);
  const fields = [
    fieldOf("raw_text", { unit: sample.unit ?? unit }), fieldOf("document"),
    fieldOf("reason", { multiline: true }), fieldOf("file_sha256", { kind: "file", required: false }),
  ];
  return createForm(fields, {
    title: t("correct_title", { name }), act: t("correct_do"), cancel,
    lead: [
      h("p", { class: "correct-old" }, `${format.time(sample.sampled_at)} · `, t("correct_old"), " ", h("b", null, old), sample.status && h("span", { class: "soft" }, ` · ${t(`status_${sample.status}`)}`)),
      h("p", { class: "soft small" }, t("correct_kept")),
    ],
    async send(given) {
      const body = { raw_text: given.raw_text.trim(), document: given.document.trim(), reason: given.reason.trim(), file_sha256: given.file_sha256 || null };
      if (body.raw_text === old) throw placed(new Error(t("correct_same")), "raw_text");
      const { id } = await change("POST", `/api/samples/values/${sample.id}/supersede`, body).catch((error) => Promise.reject(placed(error)));
      await done({ id, sentence: t("correct_done", { document: body.document, value: old }) });
    },
  });
}
