/** How the map is drawn: strength, colours, scale, cells, evidence against, contours. */
import { html } from "lit-html";
import { menu } from "../page/menu.js";
import { colourMap, heatmapDisplay } from "./display.js";

/** @import { Act } from "../act.js"
 *  @import { Normalise } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** @typedef {InputEvent & { target: HTMLInputElement }} Input */

/** @param {State} state @param {Act} act */
export function gear(state, act) {
  const { catalogue, display } = state;
  const opacity = `${Math.round(display.opacity * 100)} %`;
  const smooth = catalogue?.resamplings.find(({ id }) => id !== "nearest")?.id ?? "bilinear";
  const scale = catalogue?.normalisations.find(({ id }) => id === display.normalise);
  return html`
    <details class="gear">
      <summary aria-label="How the map is drawn"><span aria-hidden="true">⚙</span></summary>
      <form class="gear__form" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
        <div class="field"><label for="opacity">Opacity</label>
          <div class="gear__opacity">
            <input id="opacity" type="range" min="0" max="100" step="1" .value=${String(Math.round(display.opacity * 100))} aria-valuetext=${opacity}
              @input=${(/** @type {Input} */ { target }) => act.display({ opacity: target.valueAsNumber / 100 })} />
            <output for="opacity">${opacity}</output>
          </div>
        </div>
        <div class="field"><label for="colour-map">Colour map</label>
          ${menu({ id: "colour-map", choices: catalogue?.colourMaps ?? [], chosen: colourMap(state, heatmapDisplay(state))?.id ?? "", onChoose: act.colourMap })}</div>
        <div class="field"><label for="scale">Scale</label>
          ${menu({ id: "scale", choices: catalogue?.normalisations ?? [], chosen: display.normalise, title: scale?.description ?? "",
            onChoose: (id) => act.display({ normalise: /** @type {Normalise} */ (id) }) })}</div>
        ${tick("against", "Also evidence against", !display.relu, (on) => act.display({ relu: !on }))}
        ${tick("cells", "Cells of the layer, not smoothed", display.resampling === "nearest", (on) => act.display({ resampling: on ? "nearest" : smooth }))}
        ${tick("contours", "Contours", display.contours, (on) => act.display({ contours: on }))}
        ${tick("veil", "The same opacity everywhere, as in papers", display.look === "veil", (on) => act.display({ look: on ? "veil" : "glow" }))}
      </form>
    </details>
  `;
}

/** @param {string} id @param {string} label @param {boolean} isOn @param {(isOn: boolean) => void} onChange */
const tick = (id, label, isOn, onChange) => html`
  <label class="switch"><input id=${id} type="checkbox" .checked=${isOn} @change=${(/** @type {Input} */ { target }) => onChange(target.checked)} /><span>${label}</span></label>
`;
