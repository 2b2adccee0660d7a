/** The pretrained models, each with one button: download, resume, cancel or use. */
import { html, nothing } from "lit-html";
import { message } from "../page/message.js";
import { bytes } from "../words.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js"
 *  @import { CatalogueModel, StoredFile } from "../store/contract.js"
 *  @import { Download, Library } from "./state.js" */

/** @typedef {"absent" | "begun" | "kept" | "busy"} Standing */

const VERBS = { absent: "Download", begun: "Resume", kept: "Use", busy: "Cancel" };

/** @param {State} state @param {Act} act */
export const catalogue = ({ library }, act) => html`
  <p class="models__words">Nothing is downloaded before you press. The server named beside a model, and where it forwards to, is then sent a request for the file, and nothing else; the file stays in this browser.</p>
  ${library.listError === null ? nothing : html`<p class="error" role="alert">${message(library.listError)}</p>`}
  <ul class="models__list model-catalogue__list">${(library.models ?? []).filter(({ files }) => files.length > 0).map((model) => html`<li>${row(model, library, act)}</li>`)}</ul>
`;

/** @param {CatalogueModel} model @param {Library} library @param {Act} act */
function row(model, library, act) {
  const { id, name, task, licence, megabytes, memoryMegabytes, trained, source, files } = model;
  const download = library.downloads[id] ?? null;
  const standing = download ? "busy" : standingOf(model, library.stored);
  const facts = [task, `${megabytes} MB from ${new URL(files[0]?.url ?? source.url).host}`, `about ${memoryMegabytes} MB of memory`, licence];
  const error = library.errors[id];
  return html`
    <article class="model-row">
      <h4 class="model-row__name">${name}</h4>
      <button class="button" type="button" aria-label=${`${VERBS[standing]} ${name}`} @click=${() => (standing === "busy" ? act.cancelDownload(id) : act.download(model))}>${VERBS[standing]}</button>
      <p class="model-row__facts">${facts.join(" · ")}. ${trained} <a href=${source.page} target="_blank" rel="noreferrer" aria-label=${`About ${name}, on ${new URL(source.page).host}`}>More</a></p>
      <p class="model-row__state">${download ? downloadWords(download, model) : standingWords(standing, model, library)}</p>
      ${download ? bar(download, model) : nothing}
      ${error ? html`<p class="error" role="alert">${message(error)}</p>` : nothing}
    </article>
  `;
}

/** The list's word stands in for a length that the server does not say. @param {Download} download @param {CatalogueModel} model */
function bar({ step, done, total }, { name, megabytes }) {
  const label = `Download of ${name}`;
  if (step !== "fetch") return html`<progress aria-label=${label}></progress>`;
  return html`<progress aria-label=${label} max=${Math.max(total ?? megabytes * 1e6, done, 1)} value=${done}></progress>`;
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
function downloadWords({ step, done, total, speed }, { megabytes }) {
  if (step !== "fetch") return step === "start" ? "Starting…" : "Checking…";
  const of = total === null ? `about ${megabytes} MB` : bytes(total);
  return `${bytes(done)} of ${of}${speed === null ? "" : `, ${bytes(Math.round(speed))}/s`}`;
}
