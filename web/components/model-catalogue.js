import { copyOf, find, showMessage, whenChanged } from "../dom.js";
import { bytes } from "../words.js";

/** @import { Download, Library, State } from "../state.js"
 *  @import { CatalogueModel, StoredFile } from "../store/contract.js" */

/** @typedef {{ onOpen: () => void, onTake: (model: CatalogueModel) => void, onCancel: (id: string) => void }} Events */
/** @typedef {"absent" | "begun" | "kept" | "busy"} Standing */

/** The pretrained models, each with one button: download, resume, cancel or use.
 * @param {HTMLDetailsElement} root @param {Events} events */
export function createModelCatalogue(root, events) {
  const list = find(root, ".model-catalogue__list", HTMLElement);
  const error = find(root, ".error", HTMLElement);
  /** @type {((library: Library) => void)[]} */
  let rows = [];
  root.addEventListener("toggle", () => root.open && events.onOpen());
  const fill = whenChanged((/** @type {State} */ { library }) => [library.models], ({ library }) => {
    const made = (library.models ?? []).map((model) => row(model, events));
    list.replaceChildren(...made.map(({ element }) => element));
    rows = made.map(({ update }) => update);
  });
  const tell = whenChanged((/** @type {State} */ { library }) => [library.listError], ({ library }) => showMessage(error, library.listError));
  return {
    update(/** @type {State} */ state) {
      fill(state);
      tell(state);
      for (const update of rows) update(state.library);
    },
  };
}

/** @param {CatalogueModel} model @param {Events} events */
function row(model, { onTake, onCancel }) {
  const element = copyOf("catalogue-model");
  const button = find(element, "button", HTMLButtonElement);
  const state = find(element, ".catalogue-model__state", HTMLElement);
  const bar = find(element, "progress", HTMLProgressElement);
  const error = find(element, ".error", HTMLElement);
  describe(element, model);
  bar.setAttribute("aria-label", `Download of ${model.name}`);
  /** @type {Standing} */
  let standing = "absent";
  button.addEventListener("click", () => (standing === "busy" ? onCancel(model.id) : onTake(model)));
  const draw = whenChanged((/** @type {Library} */ { stored, downloads, persistent }) => [stored, downloads[model.id], persistent], (library) => {
    const download = library.downloads[model.id];
    standing = download ? "busy" : standingOf(model, library.stored);
    const verb = { absent: "Download", begun: "Resume", kept: "Use", busy: "Cancel" }[standing];
    button.textContent = verb;
    button.setAttribute("aria-label", `${verb} ${model.name}`);
    state.textContent = download ? downloadWords(download, model) : standingWords(standing, model, library);
    bar.hidden = !download;
    if (download?.step !== "fetch") bar.removeAttribute("value");
    else Object.assign(bar, { max: Math.max(total(download, model), download.done, 1), value: download.done });
  });
  const tell = whenChanged((/** @type {Library} */ { errors }) => [errors[model.id]], ({ errors }) => showMessage(error, errors[model.id] ?? null));
  return { element, update: (/** @type {Library} */ library) => (draw(library), tell(library)) };
}

/** What does not change. @param {HTMLElement} element @param {CatalogueModel} model */
function describe(element, model) {
  const { name, task, licence, megabytes, memoryMegabytes, trained, source, files, own } = model;
  find(element, ".catalogue-model__name", HTMLElement).textContent = name;
  const from = files.length > 0 ? ` from ${new URL(files[0]?.url ?? source.url).host}` : ", bring your own";
  const facts = [task, `${megabytes} MB${from}`, `about ${memoryMegabytes} MB of memory`, licence];
  find(element, ".catalogue-model__facts", HTMLElement).textContent = facts.join(" · ");
  find(element, ".catalogue-model__trained", HTMLElement).textContent = `${trained} `;
  const link = find(element, "a", HTMLAnchorElement);
  link.href = source.page;
  link.setAttribute("aria-label", `About ${name}, on ${new URL(source.page).host}`);
  element.classList.toggle("catalogue-model--own", files.length === 0);
  find(element, ".catalogue-model__own", HTMLElement).hidden = !own;
  find(element, ".catalogue-model__own p", HTMLElement).textContent = own?.words ?? "";
  find(element, ".catalogue-model__own code", HTMLElement).textContent = own?.code.join("\n") ?? "";
  find(element, "button", HTMLButtonElement).hidden = files.length === 0;
}

/** @param {CatalogueModel} model @param {readonly StoredFile[]} stored @returns {Standing} */
function standingOf({ files }, stored) {
  const found = files.map(({ url }) => stored.find((file) => file.url === url));
  if (files.length > 0 && found.every((file) => file?.complete)) return "kept";
  return found.some((file) => (file?.bytes ?? 0) > 0) ? "begun" : "absent";
}

/** @param {Standing} standing @param {CatalogueModel} model @param {Library} library */
function standingWords(standing, { files }, { stored, persistent }) {
  const kept = stored.filter(({ url }) => files.some((file) => file.url === url)).reduce((sum, file) => sum + file.bytes, 0);
  const where = persistent ? "in this browser" : "until this page is closed";
  if (standing === "kept") return `Kept ${where} (${bytes(kept)}): no network needed.`;
  return standing === "begun" ? `${bytes(kept)} are here already.` : "";
}

/** @param {Download} download @param {CatalogueModel} model */
function downloadWords(download, model) {
  const { step, done, speed } = download;
  if (step !== "fetch") return step === "start" ? "Starting…" : "Checking…";
  const of = download.total === null ? `about ${model.megabytes} MB` : bytes(download.total);
  return `${bytes(done)} of ${of}${speed === null ? "" : `, ${bytes(Math.round(speed))}/s`}`;
}

/** The list's word stands in for a length that the server does not say. @param {Download} download @param {CatalogueModel} model */
const total = (download, model) => download.total ?? model.megabytes * 1e6;
