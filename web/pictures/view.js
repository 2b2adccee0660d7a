/** Where a picture comes from: one that comes with the page, a file, the clipboard, the camera. */
import { html, nothing } from "lit-html";
import { CAMERA } from "../camera/words.js";
import { message } from "../page/message.js";
import { ROOM } from "../room/words.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** @typedef {Event & { target: HTMLInputElement }} Chosen */

/** The groups of samples, by what they are for. @type {Record<string, string>} */
const GROUPS = { room: ROOM.pictures, right: "Samples", errs: "Where the model errs", scenes: "Drawn scenes, for the models of scenes", shapes: "Drawings for the model of shapes" };

/** @param {State} state @param {Act} act */
export function pictures(state, act) {
  const { problem } = state; // the sheet covers the stage, where it stands too
  const groups = Object.keys(GROUPS).filter((group) => state.samples.some((sample) => sample.group === group));
  return html`
    <div class="pictures">
      ${problem?.place === "picture" ? html`<p class="error">${message(problem.message)}</p>` : nothing}
      <div class="chooser">
        <input class="visually-hidden" id="choose-picture" type="file" accept="image/*" multiple @change=${(/** @type {Chosen} */ event) => chosen(event, act)} />
        <label class="button" for="choose-picture">Choose picture</label>
        <input class="visually-hidden" id="take-picture" type="file" accept="image/*" capture="environment" @change=${(/** @type {Chosen} */ event) => chosen(event, act)} />
        <label class="button pictures__photo" for="take-picture">${CAMERA.photo}</label>
        <button class="button" type="button" @click=${() => act.camera()}>${CAMERA.start}</button>
        <p class="chooser__hint">or drop or paste one anywhere on the page</p>
      </div>
      <p class="panel__words" role="status">${state.camera && !state.camera.isOn ? CAMERA.asking : ""}</p>
      ${groups.map((group) => html`
        <h3>${GROUPS[group]}</h3>
        <ul class="pictures__samples">${state.samples.filter((sample) => sample.group === group).map((sample) => html`
          <li><button class="sample" type="button" title=${sample.alt} aria-pressed=${state.picture?.sample === sample.id} @click=${() => act.sample(sample)}>
            <img src=${sample.url} alt="" width="96" height="96" loading="lazy" /><span>${sample.label}</span></button>
            ${sample.credit ? html`<small class="pictures__credit">${sample.credit}</small>` : nothing}</li>`)}</ul>`)}
    </div>
  `;
}

/** @param {Chosen} event @param {Act} act */
function chosen({ target }, act) {
  const files = [...(target.files ?? [])];
  target.value = ""; // the same file may be chosen again
  if (files.length > 0) act.files(files);
}
