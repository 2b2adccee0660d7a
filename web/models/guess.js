/** Where the scores stand: that the network is a guess, and a way to choose another. */
import { html, nothing } from "lit-html";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** Those of the list and of the page are known. @param {State} state @param {Act} act */
export function networkGuess({ model, modelRef }, act) {
  if (!model?.network?.guessed || (modelRef && "id" in modelRef)) return nothing;
  return html`<p class="classes__guess">Network guessed: ${model.network.chosen}.
    <button class="button" type="button" aria-label="Choose the network" @click=${() => act.openSheet("model")}>Change</button></p>`;
}
