/** The notices about the network and about a newer version. */
import { html, nothing } from "lit-html";
import { WORDS } from "./words.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** @param {Pick<State, "network" | "newer">} state @param {Act} act */
export const offline = ({ network, newer }, act) => html`
  ${network === "none" || network === "unreached"
    ? html`<div class="notice" role="status">
        <p class="notice__text">${WORDS.network[network]}</p>
        <button class="button" type="button" @click=${act.dismissNetwork}>${WORDS.understood}</button>
      </div>`
    : nothing}
  ${newer === "here" || newer === "coming"
    ? html`<div class="notice" role="status">
        <p class="notice__text">${WORDS.newer}</p>
        <span class="notice__acts">
          <button class="button" type="button" ?disabled=${newer === "coming"} @click=${act.takeNewer}>${newer === "coming" ? WORDS.updating : WORDS.update}</button>
          <button class="button" type="button" ?disabled=${newer === "coming"} @click=${act.putOffNewer}>${WORDS.later}</button>
        </span>
      </div>`
    : nothing}
`;
