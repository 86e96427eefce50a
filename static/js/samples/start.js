/**
 * Where a file is dropped, chosen or pasted, and what is sent with it.
 * @module samples/start
 */
import { change } from "../api.js";
import { h, icon, replace } from "../dom.js";
import * as format from "../format.js";
import { t } from "../words.js";

const KINDS = ".xlsx,.xls,.csv,.tsv,.txt";
const SITE_KINDS = ["sections", "wells", "water_sources", "dischargers", "black_odorous_waters", "lakes"];

/**
 * @param {{ready: (id: string) => void}} given `ready` gets the upload once it was taken in
 */
export function dropZone({ ready }) {
  const input = h("input", { type: "file", id: "samples-file", class: "unseen", accept: KINDS });
  const state = h("div", { class: "drop-state", role: "status" });
  const kind = h("select", { id: "site-kind" }, SITE_KINDS.map((one) => h("option", { value: one }, t(`samples_kind_${one}`))));
  const zone = h("div", { class: "drop-zone" },
    h("label", { class: "drop-label", for: "samples-file" }, icon("upload"), h("b", null, t("samples_drop")), h("span", { class: "soft" }, t("samples_drop_hint"))),
    input, state);

  async function send(file) {
    zone.classList.add("is-sending");
    replace(state, h("p", null, t("samples_sending", { name: file.name, size: format.size(file.size) })), h("div", { class: "progress" }, h("i")));
    try {
      const body = new FormData();
      body.append("site_kind", kind.value);
      body.append("file", file, file.name);
      const { id } = await change("POST", "/api/samples/uploads", body);
      ready(id);
    } catch (error) {
      zone.classList.remove("is-sending");
      replace(state, h("p", { class: "form-problem", role: "alert" }, error.message));
      input.value = "";
    }
  }

  const take = (files) => files?.length > 0 && !zone.classList.contains("is-sending") && send(files[0]);
  input.addEventListener("change", () => take(input.files));
  for (const name of ["dragenter", "dragover", "dragleave", "drop"])
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.toggle("is-over", name === "dragenter" || name === "dragover");
      if (name === "drop") take(event.dataTransfer.files);
    });
  /** @param {ClipboardEvent} event */
  const paste = (event) => {
    if (!zone.isConnected) return document.removeEventListener("paste", paste);
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest?.("input[type=text], input[type=search], textarea")) return undefined;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (event.clipboardData?.files.length) take(event.clipboardData.files);
    else if (text.includes("\t") && text.trim().includes("\n")) take([new File([text], t("samples_pasted_name"), { type: "text/plain" })]);
    return undefined;
  };
  document.addEventListener("paste", paste);
  return h("section", { class: "start", "aria-label": t("page_samples") }, zone,
    h("div", { class: "start-beside" },
      h("label", { class: "strip-field", for: "site-kind" }, h("span", null, t("samples_site_kind")), kind),
      h("a", { class: "tool", href: "/api/samples/template", download: "" }, icon("download"), t("samples_template"))));
}
