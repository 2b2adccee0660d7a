/** What the map says, in one sentence; the numbers unfold. */
import { html, nothing } from "lit-html";
import { pixelsWords, questionWords, scoreName, target } from "../ask/target.js";
import { namesOf } from "../classes/task.js";
import { seen } from "../earlier/seen.js";
import { guess } from "../guess/view.js";
import { mergedWords } from "../layers/layers.js";
import { leaving } from "../page/leaving.js";
import { message } from "../page/message.js";
import { explainRequest } from "../question/request.js";
import { cut, DEVICES, duration, number, percent, shape } from "../words.js";
import { isRaw } from "./evidence.js";
import { cautionOf, sentenceOf, valuesWords } from "./words.js";

/** @import { Act } from "../act.js"
 *  @import { Explanation, Fact, Model } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export function sentence(state, act) {
  const { now, away } = seen(state);
  const { explanation, model, partial } = now;
  return html`
    <section class="sentence" aria-label="What the map says" aria-busy=${away !== null} data-earlier=${away !== null}>
      ${partial ? html`<p class="sentence__words">${partialWords(now)}</p>` : words(now, act)}
      ${explanation && !partial ? merged(now, act, explanation) : nothing}
      ${explanation && model && !partial ? numbers(now, explanation, model) : nothing}
      ${away === null ? guess(state, act, "sentence") : nothing}
    </section>
  `;
}

/** @param {State} state @param {Act} act */
function words(state, act) {
  const { explanation } = state;
  const said = sentenceOf(state);
  if (said) return html`<p class="sentence__words">${said.lead}<b>${said.about}</b>${said.share}${said.rest}<b>${said.where}</b>.${caution(state)}</p>`;
  if (!explanation) return html`<p class="sentence__words sentence__words--waiting">${state.model && state.picture ? "Looking at the picture…" : "A model and a picture make a map."}</p>`;
  const against = !explanation.target.negated && state.display.relu;
  return html`
    <p class="sentence__words">${message(explanation.note ?? "There is no positive evidence anywhere.")}${caution(state)}
      ${against ? html`<button class="button" type="button" @click=${() => act.display({ relu: false, normalise: "max-abs" })}>Show evidence against</button>` : nothing}</p>
  `;
}

/** @param {State} state */
function caution(state) {
  const words = cautionOf(state);
  return words === null ? nothing : html` <span class="sentence__caution">${words}</span>`;
}

/** Which layers were merged, and the way back. @param {State} state @param {Act} act @param {Explanation} explanation */
function merged({ model, catalogue }, act, { method, layers, merge }) {
  if (layers.length < 2 || !catalogue?.methods.find(({ id }) => id === method)?.usesLayer) return nothing;
  const names = layers.map((layer) => cut(model?.layers.find(({ id }) => id === layer)?.name ?? layer));
  return html`
    <p class="sentence__merged"><span title=${names.join(", ")}>${mergedWords({ layers, merge }, catalogue)}: ${names.join(", ")}.</span>
      <button class="button" type="button" @click=${leaving(".sentence", ".numbers > summary", () => act.ask({ layers: [] }))}>One layer again</button></p>
  `;
}

/** The picture shows another map already: the numbers of the earlier one do not belong to it. @param {State} state */
function partialWords(state) {
  const { method, layer, layers, merge } = explainRequest(state);
  const asked = { method, layers: layers ?? [layer ?? ""], merge: merge ?? state.chosen.merge, target: target(state) };
  return `${questionWords(state, asked)}, as far as it is known by now.`;
}

/** @param {State} state @param {Explanation} explanation @param {Model} model */
function numbers(state, explanation, model) {
  const { backend, milliseconds, min, max, width, height, score, facts } = explanation;
  const names = namesOf(model.task);
  const share = state.scores?.[explanation.target.index]?.probability ?? null;
  const isCoarse = !isRaw(explanation) || state.input === null || width < state.input.width;
  return html`
    <details class="numbers">
      <summary>Numbers</summary>
      <p class="numbers__claim">${questionWords(state, explanation)}.</p>
      <dl class="numbers__list">
        ${pair(scoreName(explanation, names.score), number(score))} ${share === null ? nothing : pair(names.share ?? "", percent(share))}
        ${model.task === "segmentation" ? pair("Pixels", pixelsWords(explanation)) : nothing}
        ${pair(`${valuesWords(explanation)} minimum`, number(min))} ${pair(`${valuesWords(explanation)} maximum`, number(max))}
        ${pair("Cells", shape([width, height]))} ${pair("Time", `${duration(milliseconds.total)} on ${DEVICES[backend]}`)}
      </dl>
      ${facts.length > 0 ? html`<ul class="numbers__facts">${facts.map(fact)}</ul>` : nothing}
      <p class="numbers__limits">A heatmap shows where evidence was found, not why.${isCoarse ? " It does so in the cells of a layer, which are coarser than the smooth colours make them look." : ""}</p>
    </details>
  `;
}

/** @param {string} name @param {string} value */
const pair = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** @param {Fact} fact */
const fact = ({ label, value, meaning }) => html`<li><b>${label}</b> <data value=${value}>${number(value)}</data> <span>${meaning}</span></li>`;
