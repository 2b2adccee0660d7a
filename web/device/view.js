/** Which device computes and why, and what happened to it. */
import { html } from "lit-html";
import { message } from "../page/message.js";
import { DEVICES } from "../words.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export const notice = (state, act) => html`
  <div class="notice" role="status">
    <p class="notice__text">${message(state.notice)}</p>
    <button class="button" type="button" @click=${act.dismissNotice}>Dismiss</button>
  </div>
`;

/** @param {State} state */
export const device = ({ device }) => html`
  <section class="device" data-backend=${device?.backend ?? ""}>
    <h3 class="device__name">${device ? `Runs on ${DEVICES[device.backend]}` : "Starting"}</h3>
    <p class="device__reason">${message(device?.reason ?? "")}</p>
  </section>
`;
