/** Where a model comes from: with the page, from a list, from a person's own tools; then all about the one in use. */
import { html, nothing } from "lit-html";
import { modelEndings } from "../intake/sort.js";
import { message } from "../page/message.js";
import { typed } from "../page/typed.js";
import { roomModels } from "../room/view.js";
import { workLine } from "../work/view.js";
import { BUILTIN, builtinOf } from "./builtin.js";
import { catalogue } from "./catalogue-view.js";
import { chosenFiles } from "./choose.js";
import { facts } from "./facts-view.js";
import { recipes } from "./recipe-view.js";
import { stored } from "./stored-view.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export function models(state, act) {
  const { problem } = state;
  return html`
    <div class="models">
      ${problem?.place === "model" ? html`<p class="error models__problem">${message(problem.message)}</p>` : nothing}
      ${workLine(state, { place: "model", onCancel: act.cancel })}
      <div class="models__side">
        ${roomModels(state, act)}
        <section class="models__card" aria-labelledby="models-builtin"><h3 id="models-builtin">Built in</h3>${builtins(state, act)}</section>
        <section class="models__card" aria-labelledby="models-catalogue"><h3 id="models-catalogue">Pretrained</h3>${catalogue(state, act)}</section>
      </div>
      <div class="models__side">
        <section class="models__card" aria-labelledby="models-own"><h3 id="models-own">Bring your own</h3>${own(state, act)} ${recipes(state, act)}</section>
        ${address(state, act)} ${stored(state, act)} ${facts(state, act)}
      </div>
    </div>
  `;
}

/** @param {State} state @param {Act} act */
function builtins({ modelRef }, act) {
  const present = builtinOf(modelRef);
  return html`<ul class="builtins">${BUILTIN.map(({ id, name, knows, about }) => html`
    <li><button class="builtin" type="button" aria-pressed=${present?.id === id} @click=${() => act.builtin(id)}>
      <b>${name}</b> <span>${knows}</span></button>
      <p class="panel__words">${about}</p></li>`)}</ul>`;
}

/** @param {State} state @param {Act} act */
function own({ catalogue: known }, act) {
  const formats = known?.formats ?? [];
  return html`
    <div class="chooser">
      <input class="visually-hidden" id="choose-model" type="file" multiple accept=${modelEndings(formats).join(",")} @change=${chosenFiles((files) => act.model(files))} />
      <label class="button" for="choose-model">Choose model</label>
      <input class="visually-hidden" id="choose-model-folder" type="file" webkitdirectory @change=${chosenFiles((files) => act.files(files))} />
      <label class="button button--plain" for="choose-model-folder">Choose folder</label>
      <p class="chooser__hint">All its files at once, or the .zip; class names may follow. Or drop them anywhere.</p>
    </div>
    <details class="fold"><summary>Formats</summary>
      <ul class="panel__words">${formats.map(({ label, extensions }) => html`<li>${label} (${extensions.join(", ")})</li>`)}</ul></details>
  `;
}

/** @param {State} state @param {Act} act */
const address = ({ typedAddress }, act) => html`
  <form class="model-address" @submit=${(/** @type {Event} */ event) => {
    event.preventDefault();
    act.model(typedAddress.trim());
  }}>
    <div class="field"><label for="address">Address of a model</label>
      <input id="address" type="url" required placeholder="https://" autocomplete="off" .value=${typed(typedAddress)}
        @input=${(/** @type {InputEvent & { target: HTMLInputElement }} */ { target }) => act.typeAddress(target.value)} /></div>
    <button class="button" type="submit">Load</button>
    <p class="panel__words">That server is sent a request for the model’s files, and nothing else.</p>
  </form>
`;
