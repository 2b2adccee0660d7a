/** That the input is a guess, where the scores stand, and what the model answers otherwise: one press away. */
import { html, nothing } from "lit-html";
import { answerWords } from "../classes/list.js";
import { cut } from "../words.js";
import { alternativesOf, guessWords, whyWords } from "./guess.js";

/** @import { Act } from "../act.js"
 *  @import { AlternativeInfo } from "../engine/border.d.ts"
 *  @import { State } from "../state.js"
 *  @import { GuessPlace } from "./state.js" */

/** @param {State} state @param {Act} act @param {GuessPlace} place */
export function guess(state, act, place) {
  const offered = alternativesOf(state);
  if (offered.length === 0 || !state.scores) return nothing;
  const isOpen = state.guessOpen === place;
  const id = `guess-${place}`;
  return html`
    <div class="guess">
      <button class="guess__say" type="button" aria-expanded=${isOpen} aria-controls=${id} @click=${() => act.openGuess(isOpen ? null : place)}>${guessWords(state)}</button>
      <div class="guess__choices" id=${id} ?hidden=${!isOpen}>
        ${isOpen ? html`<p>${whyWords(state.model?.inputFrom.settings ?? [])}</p><ul>${offered.map((one) => html`<li>${choice(state, act, one)}</li>`)}</ul>` : nothing}
      </div>
    </div>
  `;
}

/** @param {State} state @param {Act} act @param {AlternativeInfo} info */
function choice({ alternatives, model }, act, { id, label }) {
  const known = alternatives?.find((one) => one.id === id);
  const answer = known?.best ? `${cut(known.best.label)}, ${answerWords(model?.task ?? "", known.best)}` : known ? "no answer" : "…";
  return html`
    <button class="guess__choice" type="button" aria-pressed=${known?.isPresent ?? false} ?disabled=${!known} @click=${() => known && act.takeInput(known.input)}>
      <span>${label}</span><span class="guess__answer">${answer}</span>
    </button>
  `;
}
