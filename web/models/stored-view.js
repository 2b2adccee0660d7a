/** What this browser keeps of models, and the means to delete it. */
import { html, nothing } from "lit-html";
import { leaving } from "../page/leaving.js";
import { message } from "../page/message.js";
import { cut } from "../words.js";
import { spaceWords, storedWords } from "./standing.js";

/** @import { Act } from "../act.js"
 *  @import { StoredFile } from "../downloads/contract.js"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export function stored({ library }, act) {
  const { stored: files, guarded, persistent, keepError } = library;
  return html`
    <details class="fold stored">
      <summary>Kept in this browser</summary>
      <p>${spaceWords(library)}</p>
      ${keepError ? html`<p class="error" role="alert">${message(keepError)}</p>` : nothing}
      <p class="panel__words">Every part of a file is compared with its hash before each use. Where the list names no hash, the fingerprint of the first download is remembered once the model was loaded and passed its check: the number of its classes, and what it says to photographs that come with the page. It stays when the file is deleted, and a later download that differs is refused until you forget it.</p>
      <ul class="stored__files">${files.map((file) => html`<li class="stored__file">${row(file, act)}</li>`)}</ul>
      <div class="stored__acts">
        ${files.length > 0 && !guarded && persistent ? html`<button class="button" type="button" @click=${leaving(".stored", "summary", act.guardStored)}>Ask the browser not to clear it</button>` : nothing}
        ${files.length > 0 ? html`<button class="button" type="button" @click=${leaving(".stored", "summary", act.removeAllStored)}>Delete everything</button>` : nothing}
      </div>
    </details>
  `;
}

/** @param {StoredFile} file @param {Act} act */
function row(file, act) {
  const { bytes: size, broken } = file;
  const name = cut(file.name);
  return html`
    <p>${name}</p>
    ${size > 0 || broken.length > 0 ? button("Delete", `Delete ${name}`, () => act.removeStored(file)) : nothing}
    <p class="stored__facts">${storedWords(file)}</p>
    ${fingerprint(file, name, act)}
  `;
}

/** @param {StoredFile} file @param {string} name @param {Act} act */
function fingerprint({ pin, complete }, name, act) {
  if (!pin) return complete ? html`<p class="stored__facts">No fingerprint yet: its model has not passed its check.</p>` : nothing;
  return html`
    <p class="stored__hash" title=${pin.sha256}>Fingerprint: SHA-256 ${pin.sha256.slice(0, 12)}…</p>
    ${button("Forget", `Forget the fingerprint of ${name}`, () => act.forgetPin(pin))}
  `;
}

/** @param {string} verb @param {string} label @param {() => void} act */
const button = (verb, label, act) => html`<button class="button" type="button" aria-label=${label} @click=${leaving(".stored", "summary", act)}>${verb}</button>`;
