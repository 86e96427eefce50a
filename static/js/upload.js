/**
 * The import page: choose a file, see what was found, publish it or put it aside.
 * @module upload
 */
import { change, get } from "./api.js";
import { byId, h, replace } from "./dom.js";
import * as format from "./format.js";
import { switchLanguage } from "./frame/language.js";
import { applyTheme } from "./frame/theme.js";
import { layersOf } from "./shapes.js";
import { faultTable, recentList, resultOf } from "./upload_result.js";
import { language, readConfig, t, titleOf } from "./words.js";

applyTheme();
const { may } = readConfig();
const POLL_MS = 400;
const file = /** @type {HTMLInputElement} */ (byId("file"));
const layer = /** @type {HTMLSelectElement} */ (byId("layer"));
const form = /** @type {HTMLFormElement} */ (byId("upload"));
let layers = [];

/** @param {string} sentence @param {any[]} [faults] */
function say(sentence, faults = []) {
  const root = byId("fault");
  root.hidden = !sentence;
  replace(root, sentence, faults.length > 0 && faultTable(faults));
}

/** @param {"choose"|"check"|"publish"|"done"} step */
function stepTo(step) {
  const order = ["choose", "check", "publish", "done"];
  for (const one of byId("steps").children) {
    const at = order.indexOf(one.dataset.step);
    one.classList.toggle("is-done", at < order.indexOf(step));
    one.toggleAttribute("aria-current", false);
    if (one.dataset.step === step) one.setAttribute("aria-current", "step");
  }
}

/** Waits until an upload is no longer being read, and shows it meanwhile. @param {string} id */
async function follow(id) {
  for (;;) {
    const upload = await get(`/api/uploads/${id}`);
    show(upload);
    if (upload.state !== "reading") return upload;
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

/** @param {any} upload */
function show(upload) {
  stepTo({ reading: "check", checked: "publish", published: "done" }[upload.state] ?? "check");
  const spec = layers.find((one) => one.id === upload.layer);
  const root = byId("result");
  root.hidden = false;
  root.className = `result result-${upload.state}`;
  replace(root, resultOf(upload, {
    title: titleOf(spec) || upload.layer,
    publish: () => act(async () => { await change("POST", `/api/uploads/${upload.id}/publish`); await follow(upload.id); }),
    discard: () => act(async () => { await change("DELETE", `/api/uploads/${upload.id}`); await follow(upload.id); }),
    another,
  }));
  if (upload.state !== "reading") showRecent();
}

/** Runs a step of the import; what fails is said. @param {() => Promise<void>} step */
async function act(step) {
  for (const button of document.querySelectorAll("main button")) button.disabled = true;
  say("");
  try {
    await step();
  } catch (error) {
    say(error.message, error.faults);
    // 422 is a file that needs a choice: the choices are laid open.
    if (error.status === 422) document.querySelector("details.options")?.setAttribute("open", "");
    byId("fault").scrollIntoView({ block: "nearest" });
    if (byId("result").classList.contains("result-sending")) byId("result").hidden = true;
    stepTo("choose");
  }
  for (const button of document.querySelectorAll("main button")) button.disabled = false;
}

function another() {
  form.reset();
  byId("result").hidden = true;
  byId("file-name").textContent = t("upload_drop");
  stepTo("choose");
  layer.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = file.files[0];
  if (!chosen) return say(t("upload_no_file"));
  return act(async () => {
    const body = new FormData();
    for (const [name, value] of new FormData(form)) if (name !== "file" && String(value).trim()) body.append(name, value);
    body.append("file", chosen, chosen.name);
    stepTo("check");
    const root = byId("result");
    root.hidden = false;
    root.className = "result result-sending";
    replace(root, h("p", { role: "status" }, t("upload_sending", { name: chosen.name, size: format.size(chosen.size) })), h("div", { class: "progress" }, h("i")));
    const { id } = await change("POST", "/api/uploads", body);
    await follow(id);
  });
});

file.addEventListener("change", () => {
  const chosen = file.files[0];
  byId("file-name").textContent = chosen ? `${chosen.name} · ${format.size(chosen.size)}` : t("upload_drop");
  say("");
});
for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  byId("drop").addEventListener(name, (event) => {
    event.preventDefault();
    byId("drop").classList.toggle("is-over", over);
    if (name === "drop" && event.dataTransfer.files.length) {
      file.files = event.dataTransfer.files;
      file.dispatchEvent(new Event("change"));
    }
  });
}
byId("language").addEventListener("click", () => switchLanguage(language() === "zh" ? "en" : "zh"));

async function showRecent() {
  const { uploads } = await get("/api/uploads", { limit: 8 });
  byId("recent").hidden = !uploads.length;
  replace(byId("recent"), recentList(uploads, layers));
}

act(async () => {
  if (!may) {
    form.hidden = true;
    throw new Error(t("upload_not_allowed"));
  }
  layers = layersOf(await get("/api/layers"));
  replace(layer, layers.map((one) => h("option", { value: one.id }, titleOf(one))));
  const asked = new URLSearchParams(location.search).get("layer");
  if (layers.some((one) => one.id === asked)) layer.value = asked;
  await showRecent();
  document.documentElement.dataset.ready = "true";
}).then(() => !may && byId("upload").after(byId("fault")));
