/** The model sheet: what is there, what can be had, how to bring one's own; then facts, task, address and what is kept. */
import { html, nothing } from "lit-html";
import { modelEndings } from "../intake/sort.js";
import { address } from "./address.js";
import { BUILTIN, builtinOf } from "./builtin.js";
import { catalogue } from "./catalogue.js";
import { facts } from "./facts.js";
import { own } from "./own.js";
import { storage } from "./storage.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js"
 *  @import { Builtin } from "./builtin.js" */

/** @param {State} state @param {Act} act */
export function models(state, act) {
  const { model } = state;
  return html`
    <div class="models">
      <p class="models__name">${model ? html`<b>${builtinOf(state.modelRef)?.name ?? model.name}</b>, ${model.classes.length} ${model.classes.length === 1 ? "class" : "classes"}` : "No model yet"}</p>
      ${chooser(state, act)}
      <div class="models__cards">
        <section class="models__card"><h3>Built in</h3><ul class="models__list">${BUILTIN.map((one) => html`<li>${builtin(state, one, act)}</li>`)}</ul></section>
        <section class="models__card"><h3>Pretrained</h3>${catalogue(state, act)}</section>
        <section class="models__card"><h3>Bring your own</h3>${own(state, act)}</section>
      </div>
      ${model ? facts(state, act) : nothing} ${storage(state, act)} ${address(act)}
    </div>
  `;
}

/** @param {State} state @param {Act} act */
function chooser({ catalogue: known }, act) {
  const formats = known?.formats ?? [];
  const choose = (/** @type {Event & { target: HTMLInputElement }} */ { target }) => {
    const files = [...(target.files ?? [])];
    target.value = ""; // the same files may be chosen again
    if (files.length > 0) act.model(files);
  };
  return html`
    <div class="chooser">
      <input class="visually-hidden" id="choose-model" type="file" multiple accept=${modelEndings(formats).join(",")} @change=${choose} />
      <label class="button" for="choose-model">Choose model</label>
      <p class="chooser__hint">all its files at once, or the .zip; labels may follow. ${formats.map(({ label, extensions }) => `${label} (${extensions.join(", ")})`).join("; ")}</p>
    </div>
  `;
}

/** @param {State} state @param {Builtin} one @param {Act} act */
function builtin(state, one, act) {
  const isThere = builtinOf(state.modelRef)?.id === one.id;
  return html`
    <article class="model-row">
      <h4 class="model-row__name">${one.name}</h4>
      <button class="button" type="button" aria-label=${`Use ${one.name}`} aria-pressed=${isThere} @click=${() => act.builtin(one)}>${isThere ? "In use" : "Use"}</button>
      <p class="model-row__facts">It knows ${one.knows}. ${one.about}</p>
    </article>
  `;
}
