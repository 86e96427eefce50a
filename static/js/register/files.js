/**
 * Files of an entry: sent in at once when chosen, listed with their size, taken out again before saving.
 * @module register/files
 */
import { h, icon, iconButton, replace } from "../dom.js";
import * as format from "../format.js";
import { t } from "../words.js";
import { keepFile } from "./registers.js";

const KINDS = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.txt";

/** A link to a kept file. @param {string} sha256 @param {Record<string, {name: string, size_bytes: number}>} files */
export const fileLink = (sha256, files) =>
  h("a", { class: "file-link", href: `/api/files/${sha256}`, download: "" }, icon("download"), h("span", null, files[sha256]?.name ?? sha256.slice(0, 12)),
    files[sha256] && h("small", { class: "soft" }, format.size(files[sha256].size_bytes)));

/**
 * @param {import("./values.js").Field} field @param {any} value one SHA-256, or a list @param {string} id @param {Record<string, any>} files
 */
export function createFileInput(field, value, id, files) {
  const known = { ...files };
  let chosen = value === null || value === undefined ? [] : Array.isArray(value) ? [...value] : [value];
  const list = h("ul", { class: "file-list" });
  const input = h("input", { id, type: "file", class: "unseen", accept: KINDS, multiple: field.many, "aria-describedby": `${id}-help ${id}-fault` });
  const state = h("p", { class: "soft small", role: "status" });
  const element = h("div", { class: "file-input" }, list,
    h("label", { class: "file-choose", for: id }, icon("upload"), t(field.many ? "register_files_choose" : "register_file_choose")), input, state);

  function draw() {
    replace(list, chosen.map((sha256) =>
      h("li", null, fileLink(sha256, known), iconButton("close", t("register_file_out", { name: known[sha256]?.name ?? "" }), () => { chosen = chosen.filter((one) => one !== sha256); draw(); }))));
    list.hidden = !chosen.length;
  }

  input.addEventListener("change", async () => {
    for (const file of input.files) {
      state.classList.remove("field-fault");
      state.textContent = t("register_file_sending", { name: file.name });
      try {
        const kept = await keepFile(file);
        known[kept.sha256] = kept;
        chosen = field.many ? [...new Set([...chosen, kept.sha256])] : [kept.sha256];
        state.textContent = "";
      } catch (error) {
        state.textContent = `${file.name}${t("colon")}${error.message}`;
        state.classList.add("field-fault");
      }
      draw();
    }
    input.value = "";
  });
  draw();
  return { element, read: () => (field.many ? chosen : (chosen[0] ?? "")) };
}
