/** What most people never open: the method, the layer, the channels, how far to trust the map, and the input. */
import { html, nothing } from "lit-html";
import { channels } from "../channels/view.js";
import { input } from "../input/view.js";
import { judge } from "../judge/view.js";
import { layers } from "../layers/view.js";
import { methods } from "../methods/view.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export const closer = (state, act) => html`
  <h2 class="panel__title">Look closer</h2>
  ${methods(state, act)} ${layers(state, act)}
  ${state.camera?.isOn ? nothing : html`${channels(state, act)} ${judge(state, act)} ${input(state, act)}`}
`;
