/** What can be done while the camera is on, below the picture. */
import { html, nothing } from "lit-html";
import { leaving } from "../page/leaving.js";
import { menu } from "../page/menu.js";
import { focusing } from "../sheets/focus.js";
import { cut } from "../words.js";
import { CAMERA, MIRRORS, rateWords } from "./words.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js"
 *  @import { Camera, Mirror } from "./state.js" */

/** @param {State} state @param {Act} act @param {Camera} camera */
export function camera(state, act, camera) {
  const { cameras, chosen, mirror, about, live } = camera;
  return html`
    <section class="camera" aria-label=${CAMERA.part} tabindex="-1" ${focusing("picture")}>
      <p class="camera__now">${nowWords(state, camera)}</p>
      <div class="camera__acts">
        <button class="button button--main" type="button" ?disabled=${!live} title=${CAMERA.freezeKey} @click=${act.freeze}>${CAMERA.freeze}</button>
        <button class="button" type="button" @click=${act.stopCamera}>${CAMERA.stop}</button>
        ${about === "best" ? nothing : html`<button class="button" type="button" @click=${leaving(".camera", "button", act.bestOfCamera)}>${CAMERA.best}</button>`}
      </div>
      <div class="camera__choices">
        ${cameras.length > 1 ? html`<div class="field"><label for="camera-which">${CAMERA.which}</label>
          ${menu({ id: "camera-which", choices: cameras.map(({ id, name }) => ({ id, label: name })), chosen, onChoose: act.camera })}</div>` : nothing}
        <div class="field"><label for="camera-mirror">${CAMERA.mirror}</label>
          ${menu({ id: "camera-mirror", choices: Object.entries(MIRRORS).map(([id, label]) => ({ id, label })), chosen: mirror, onChoose: (id) => act.mirror(/** @type {Mirror} */ (id)) })}</div>
      </div>
      <p class="panel__words">${CAMERA.privacy} ${CAMERA.rest}</p>
    </section>
  `;
}

/** @param {State} state @param {Camera} camera */
function nowWords({ model }, { rate, about, live }) {
  if (rate === null || !live) return CAMERA.running;
  return rateWords(rate, about === "best" ? null : cut(model?.classes[about] ?? String(about)));
}

/** In the place of what needs a picture that stays. @param {Act} act */
export const freezeFirst = (act) => html`
  <p>${CAMERA.freezeFirst}</p>
  <p><button class="button button--main" type="button" @click=${act.freeze}>${CAMERA.freeze}</button></p>
`;
