/** "Can I trust this map?": its numbers beside those of two controls that know nothing of the class. */
import { html, nothing } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { questionWords } from "../ask/target.js";
import { leaving } from "../page/leaving.js";
import { workLine } from "../work/view.js";
import { choice } from "./choice.js";
import { canJudge, objectWords, staleWords } from "./judge.js";
import { table } from "./table.js";

/** @import { Act } from "../act.js"
 *  @import { Judgement } from "./judge.js"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export const judge = (state, act) => html`
  <details class="fold judge">
    <summary>Can I trust this map?</summary>
    <div class="judge__content">
      <p class="panel__words">No single number is the truth, and metrics disagree. Each number stands beside two controls that know nothing of the class: the same layers with random weights, and the edges of the picture. Where the explanation does no better than these, its number means nothing.</p>
      ${choice(state, act)} ${object(state, act)}
      <div class="judge__acts">
        <button class="button" type="button" data-act="judge" ?disabled=${!canJudge(state)} @click=${act.judge}>Judge</button>
        ${workLine(state, { place: "judgement", onCancel: leaving(".judge", "[data-act=judge]", act.cancelJudging) })}
      </div>
      ${state.judgement ? result(state, state.judgement) : nothing}
    </div>
  </details>
`;

/** Where the object lies: it is marked on the picture, and the mark can be removed. @param {State} state @param {Act} act */
function object({ picture, judging }, act) {
  const remove = leaving(".judge", "[data-act=mark]", () => act.judging({ object: null, isMarking: false }));
  return html`
    <div class="judge__object">
      <button class="button" type="button" data-act="mark" aria-pressed=${judging.isMarking} aria-describedby="judge-object" ?disabled=${!picture}
        @click=${() => act.judging({ isMarking: !judging.isMarking })}>Mark the object</button>
      ${judging.object ? html`<button class="button" type="button" @click=${remove}>Remove the mark</button>` : nothing}
      <p class="panel__words" id="judge-object">${objectWords(judging, picture)}</p>
    </div>
  `;
}

/** @param {State} state @param {Judgement} judgement */
const result = (state, judgement) => html`
  <div class="judge__result">
    <p class="judge__of">${questionWords(state, judgement.explanation)}.</p>
    <p class="panel__note judge__stale" aria-live="polite">${staleWords(judgement, state)}</p>
    ${guard([judgement, state.catalogue], () => table(judgement, state.catalogue))}
  </div>
`;
