/** The models of a room, before all others. */
import { html, nothing } from "lit-html";
import { ROOM } from "./words.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** @param {Pick<State, "roomModels" | "modelRef">} state @param {Act} act */
export const roomModels = ({ roomModels, modelRef }, act) => roomModels.length === 0 ? nothing : html`
  <section class="models__card" aria-labelledby="models-room"><h3 id="models-room">${ROOM.models}</h3>
    <ul class="builtins">${roomModels.map((model) => html`
      <li><button class="builtin" type="button" aria-pressed=${modelRef !== null && "id" in modelRef && modelRef.id === model.id} @click=${() => act.roomModel(model)}>
        <b>${model.name}</b> <span>${ROOM.files(model.files.length)}</span></button></li>`)}</ul></section>
`;
