/**
 * Mounts the import of monitoring values: a file is dropped, what was recognised is shown and corrected, then imported.
 * @module samples/main
 */
import { change, get } from "../api.js";
import { h, replace } from "../dom.js";
import { empty } from "../frame/faces.js";
import { toast } from "../frame/toasts.js";
import { t, titleOf } from "../words.js";
import { openWork } from "../work/work.js";
import { batchFace } from "./batch_face.js";
import { askUndo, batchList } from "./batches.js";
import { done } from "./done.js";
import { outcome } from "./outcome.js";
import { questions } from "./questions.js";
import { recognised } from "./recognised.js";
import { dropZone } from "./start.js";
import { statusChanges } from "./statuses.js";

const POLL_MS = 300;
const SHAPE = { upload: { first: null, pattern: /^[\w-]{10,40}$/ }, batch: { first: null, pattern: /^\d{1,12}$/ }, sheet: { first: null }, cell: { first: null, pattern: /^[A-Z]{1,3}\d{1,7}$/ } };
const work = await openWork({ shape: SHAPE, months: false, title: () => t("page_samples") });
const { state } = work;
const mayImport = ["analyst", "admin"].includes(work.session().role);

const head = (title, more = null) => h("header", { class: "page-head" }, h("div", null, h("h1", null, title), more && h("p", null, more)),
  (state.get().upload || state.get().batch) && h("a", { class: "tool head-back", href: "/samples" }, t("samples_back")));

async function startFace() {
  const { months } = await get("/api/months").catch(() => ({ months: [] }));
  const list = batchList({ may: mayImport, changed: () => statuses.preview() });
  const statuses = statusChanges({ may: mayImport, months, changed: () => list.load() });
  const { uploads } = mayImport ? await get("/api/samples/uploads", { state: "ready", limit: 5 }) : { uploads: [] };
  return [
    head(t("page_samples"), t(mayImport ? "samples_lead" : "samples_lead_reader")),
    mayImport && dropZone({ ready: (id) => state.set({ upload: id }) }),
    uploads.length > 0 && h("p", { class: "waiting small" }, h("b", null, t("samples_waiting")), uploads.map((one) => h("a", { href: `/samples?upload=${one.id}` }, one.file_name))),
    list.element, statuses.element,
  ];
}

/** The upload once it was read; its progress until then. @param {string} id @param {HTMLElement} root */
async function read(id, root) {
  for (;;) {
    const upload = await get(`/api/samples/uploads/${id}`);
    if (upload.state !== "reading") return upload;
    replace(root, head(upload.file_name), h("div", { class: "card reading", role: "status" }, h("p", null, t("samples_reading")), h("div", { class: "progress" }, h("i"))));
    await new Promise((go) => setTimeout(go, POLL_MS));
  }
}

async function uploadFace({ upload: id, sheet, cell }) {
  const root = h("div", { class: "upload-face" });
  replace(work.main, root);
  const [first, { indicators }] = await Promise.all([read(id, root), get("/api/indicators")]);
  const names = new Map(indicators.map((one) => [one.code, titleOf(one)]));
  if (["refused", "discarded"].includes(first.state)) return [head(first.file_name), refused(first)];
  let upload = first;
  let before = Promise.resolve();
  /** One change after the other: each rests on the version that the one before it made. */
  const changeIt = (given) => {
    const here = before.then(() => patch(given));
    before = here.catch(() => {});
    return here;
  };
  const patch = async (given) => {
    root.setAttribute("aria-busy", "true");
    side.querySelector("#import")?.setAttribute("disabled", "");
    try {
      draw(await change("PATCH", `/api/samples/uploads/${id}`, { version: upload.version, ...given }));
    } catch (error) {
      draw(error.status === 409 ? await get(`/api/samples/uploads/${id}`) : upload);
      throw error;
    } finally {
      root.removeAttribute("aria-busy");
    }
  };
  const seen = recognised({ upload, indicators, names, change: changeIt, sheet });
  const [side, remembered] = [h("div", { class: "upload-side" }), h("div")];

  async function send() {
    for (const button of side.querySelectorAll("button")) button.disabled = true;
    try {
      draw(await change("POST", `/api/samples/uploads/${id}/import`, { version: upload.version }));
      work.main.scrollIntoView({ block: "start" });
      side.querySelector(".done")?.scrollIntoView({ block: "nearest" });
    } catch (error) {
      toast(error.message, { stay: true });
      draw(await get(`/api/samples/uploads/${id}`));
    }
  }
  async function discard() {
    try {
      await change("DELETE", `/api/samples/uploads/${id}`);
      state.set({ upload: null, sheet: null, cell: null });
    } catch (error) {
      toast(error.message);
    }
  }

  function draw(now) {
    upload = now;
    const focus = /** @type {HTMLElement} */ (document.activeElement);
    const kept = side.contains(focus) ? [...side.querySelectorAll("button, input, select, summary")].indexOf(focus) : -1;
    const opened = new Set([...side.querySelectorAll("details[open] > summary")].map((one) => one.textContent));
    seen.show(upload);
    replace(remembered, upload.remembered && upload.state === "ready" && h("p", { class: "good-line" }, t("samples_remembered", { who: upload.remembered.who, file: upload.remembered.file_name ?? "—" })));
    replace(side, upload.state === "imported"
      ? done({ upload, undo: async (batch) => askUndo(await get(`/api/samples/batches/${batch}`), () => state.set({ upload: null })) })
      : [questions({ upload, change: changeIt, open: seen.open }), outcome({ upload, names, open: seen.open, send, discard })]);
    for (const one of side.querySelectorAll("details > summary")) if (opened.has(one.textContent)) one.parentElement.open = true;
    if (kept >= 0) [...side.querySelectorAll("button, input, select, summary")][kept]?.focus({ preventScroll: true });
  }
  draw(upload);
  if (cell) queueMicrotask(() => seen.open({ sheet: sheet ?? "", row: Number(cell.replace(/\D/g, "")), column: cell.replace(/\d/g, "") }));
  replace(root, head(upload.file_name, t("samples_upload_lead")), remembered, h("div", { class: "upload-parts" }, seen.element, side));
  return root;
}

/** An upload that could not be read, and why. @param {any} upload */
const refused = (upload) =>
  h("section", { class: "card" }, h("h2", null, t(upload.state === "refused" ? "samples_refused" : "samples_discarded")), upload.message && h("p", null, upload.message),
    h("div", { class: "done-acts" }, h("a", { class: "button", href: "/samples" }, t("samples_another")), h("a", { class: "button button-quiet", href: "/api/samples/template", download: "" }, t("samples_template"))));

work.face(["upload", "batch", "sheet", "cell"], async (view) => {
  if (view.batch) return batchFace(view, { head, may: mayImport, undone: () => state.set({ batch: null, sheet: null, cell: null }) });
  if (!view.upload) return startFace();
  if (!mayImport) return empty(t("not_allowed"), t("not_allowed_hint"));
  return uploadFace(view);
});
