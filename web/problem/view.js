/** What went wrong, on the upper edge of the stage. */
import { html, nothing } from "lit-html";
import { message } from "../page/message.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export const problem = ({ problem }, act) => problem === null ? nothing : html`
  <div class="problem" role="alert" data-place=${problem.place}>
    <p class="problem__words">${message(problem.message)}</p>
    <div class="problem__acts">
      <button class="button" type="button" @click=${() => act.copyText(problem.message)}>Copy</button>
      <button class="button" type="button" @click=${act.dismissProblem}>Close</button>
    </div>
  </div>
`;
