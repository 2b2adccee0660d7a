/** What this browser keeps of models, and the means to delete it. */
import { html, nothing } from "lit-html";
import { message } from "../page/message.js";
import { bytes } from "../words.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js"
 *  @import { StoredFile } from "../store/contract.js"
 *  @import { Library } from "./state.js" */

/** @param {State} state @param {Act} act */
export function storage({ library }, act) {
  const { stored, guarded, persistent, keepError } = library;
  return html`
    <details class="fold storage-panel">
      <summary>Kept in this browser</summary>
      <p class="storage-panel__space">${spaceWords(library)}</p>
      ${keepError === null ? nothing : html`<p class="error" role="alert">${message(keepError)}</p>`}
      <p class="models__words">Every part of a file is compared with its hash before each use. Where the list names no hash, the first download is trusted, and its fingerprint is remembered, also when the file is deleted: a later download that differs is refused.</p>
      <ul class="models__list storage-panel__list">${stored.map((file) => html`<li>${row(file, act)}</li>`)}</ul>
      <div class="models__acts">
        ${stored.length === 0 || guarded || !persistent ? nothing : html`<button class="button" type="button" @click=${act.guardStored}>Ask the browser not to clear it</button>`}
        ${stored.length === 0 ? nothing : html`<button class="button" type="button" @click=${act.removeAllStored}>Delete everything</button>`}
      </div>
    </details>
  `;
}

/** @param {Library} library */
function spaceWords({ stored, persistent, guarded, used, quota }) {
  const kept = stored.reduce((sum, file) => sum + file.bytes, 0);
  const words = [stored.length === 0 ? "Nothing is kept." : `Models take ${bytes(kept)}.`];
  if (!persistent) words.push("This browser refuses to keep files for this page (a private window, perhaps): a model stays until the page is closed.");
  else if (used !== null && quota) words.push(`This site uses ${bytes(used)} of the ${bytes(quota)} that the browser allows it.`);
  if (guarded) words.push("The browser promised to clear nothing by itself.");
  return words.join(" ");
}

/** @param {StoredFile} file @param {Act} act */
function row(file, act) {
  const { name, url, bytes: size, complete, date, pin } = file;
  const what = size === 0 ? "deleted; only its fingerprint is left" : `${bytes(size)}${complete ? "" : ", not complete"}`;
  const verb = size === 0 ? "Forget" : "Delete";
  return html`
    <article class="model-row">
      <h4 class="model-row__name">${name}</h4>
      <button class="button" type="button" aria-label=${size === 0 ? `Forget the fingerprint of ${name}` : `Delete ${name}`} @click=${() => act.removeStored(file)}>${verb}</button>
      <p class="model-row__facts">${[what, date.slice(0, 10), new URL(url).host].join(" · ")}</p>
      <p class="model-row__state" title=${pin?.sha256 ?? nothing}>${pin ? `SHA-256 ${pin.sha256.slice(0, 12)}…` : ""}</p>
    </article>
  `;
}
