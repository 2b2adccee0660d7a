/** What the model answers: the strongest classes, or those that a person looks for, each with its map. */
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { seenAnswer } from "../earlier/seen.js";
import { guess } from "../guess/view.js";
import { networkGuess } from "../models/guess.js";
import { styled } from "../page/styled.js";
import { typed } from "../page/typed.js";
import { COMING_THUMB, thumb } from "../strip/thumb.js";
import { glanceOf } from "../strip/glance.js";
import { cut, percent } from "../words.js";
import { answerWords, isFound, listed, rowsFor } from "./list.js";
import { namesOf, sorted } from "./task.js";

/** @import { Act } from "../act.js"
 *  @import { Score } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** @typedef {InputEvent & { target: HTMLInputElement }} Input */

/** @param {State} state @param {Act} act */
export function classes(state, act) {
  const { now, away } = seenAnswer(state);
  const { model, scores, search, threshold } = now;
  const task = model?.task ?? "";
  const { one } = namesOf(task);
  const { found, verdict, count } = listed(task, scores ?? [], { search, threshold, isSteady: state.camera?.isOn ?? false });
  // What stands in the field may be newer than what is drawn.
  const choose = (/** @type {KeyboardEvent & { target: HTMLInputElement }} */ { key, target }) => {
    const [first] = listed(task, state.scores ?? [], { search: target.value, threshold }).found;
    if (key === "Enter" && target.value && first) act.ask({ index: first.index });
  };
  return html`
    <h2 class="panel__title">The model’s answer</h2>
    <div class="field">
      <label class="visually-hidden" for="class-search">Find a ${one} by name or number</label>
      <input id="class-search" type="search" placeholder=${`Find a ${one} by name or number`} autocomplete="off" spellcheck="false"
        .value=${typed(search)} @input=${(/** @type {Input} */ { target }) => act.search(target.value)} @keydown=${choose} />
    </div>
    ${task === "multi-label" ? slider(threshold, act) : nothing}
    <p class="classes__verdict" aria-live="polite">${verdict}</p>
    ${networkGuess(now, act)}
    <ol class="classes__list" data-task=${task} aria-busy=${away !== null} data-earlier=${away !== null} ?inert=${away?.isForeign ?? false} ${styled({ "--threshold": threshold })}>
      ${scores ? repeat(found, ({ index }) => index, (score) => html`<li>${row(now, act, score)}</li>`) : coming(model)}
    </ol>
    ${away === null ? guess(state, act, "classes") : nothing}
    <p class="classes__count" aria-live="polite">${scores ? count : comingWords(model)}</p>
  `;
}

/** Empty rows of the size of those to come, so that nothing below them moves. @param {State["model"]} model */
const coming = (model) => Array.from({ length: rowsFor(model) }, () => html`<li class="class class--coming" aria-hidden="true">${COMING_THUMB}</li>`);

/** Only a list that is cut says how many there are. @param {State["model"]} model */
const comingWords = (model) => (model && rowsFor(model) === model.classes.length ? "" : "…");

/** @param {State} state @param {Act} act @param {Score} score */
function row(state, act, score) {
  const { model, chosen, threshold } = state;
  const task = model?.task ?? "";
  const isThere = isFound(task, score, threshold) && task === "multi-label";
  return html`
    <button class="class ${isThere ? "class--found" : ""}" type="button" value=${score.index} aria-pressed=${score.index === chosen.index}
      title=${`Number ${score.index}`} @click=${() => act.ask({ index: score.index })}>
      ${state.camera?.isOn ? COMING_THUMB : thumb(state, glanceOf(state, { index: score.index }))}
      <span class="class__label">${cut(score.label)}</span><span class="class__share">${answerWords(task, score)}</span>
      ${score.probability === null ? nothing : html`<span class="class__bar" ${styled({ "--share": score.probability })}></span>`}
    </button>
  `;
}

/** @param {number} threshold @param {Act} act */
const slider = (threshold, act) => html`
  <div class="field"><label for="threshold">Found from a probability of</label>
    <div class="classes__slider">
      <input id="threshold" type="range" min="1" max="99" step="1" .value=${String(Math.round(threshold * 100))} aria-valuetext=${percent(threshold)}
        @input=${(/** @type {Input} */ { target }) => act.threshold(target.valueAsNumber / 100)} />
      <output for="threshold">${percent(threshold)}</output>
    </div>
  </div>
`;

/** As many as fit below the stage of a phone. */
const CHIPS = 5;

/** The strongest classes in a row, on a phone. @param {State} state @param {Act} act */
export function classChips(state, act) {
  const { now: { model, scores, chosen }, away } = seenAnswer(state);
  if (!scores) return html`<div class="class-chips"></div>`;
  const task = model?.task ?? "";
  return html`
    <div class="class-chips" role="group" aria-label="Strongest classes" aria-busy=${away !== null} data-earlier=${away !== null} ?inert=${away?.isForeign ?? false}>
      ${sorted(task, scores).slice(0, CHIPS).map((score) => html`
        <button type="button" aria-pressed=${score.index === chosen.index} @click=${() => act.ask({ index: score.index })}>${cut(score.label)} ${answerWords(task, score)}</button>
      `)}
    </div>
  `;
}
