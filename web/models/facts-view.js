/** The model in use: what is known about it, what its outputs mean where its files leave that open, and the names of its classes. */
import { html, nothing } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { namesOf } from "../classes/task.js";
import { menu } from "../page/menu.js";
import { message } from "../page/message.js";
import { bytes, cut } from "../words.js";
import { builtinOf } from "./builtin.js";
import { chosenFiles } from "./choose.js";

/** @import { Act } from "../act.js"
 *  @import { Model } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export function facts({ catalogue, model, modelRef }, act) {
  if (!model) return nothing;
  const own = builtinOf(modelRef);
  const known = catalogue?.tasks.find(({ id }) => id === model.task);
  return html`
    <section class="model-facts" aria-label="The model in use">
      <h3>In use: ${own?.name ?? cut(model.name)}</h3>
      ${own ? html`<p class="panel__words">It knows ${own.knows}. ${own.about}</p>` : nothing}
      <details class="fold"><summary>Facts</summary>
        <dl class="model-facts__list">${list(model, known?.label ?? model.task).map(([term, text]) => html`<div><dt>${term}</dt><dd>${message(text)}</dd></div>`)}</dl>
      </details>
      ${model.tasks.length < 2 ? nothing : html`
        <div class="field"><label for="task">What the outputs mean</label>
          ${menu({ id: "task", choices: (catalogue?.tasks ?? []).filter(({ id }) => model.tasks.includes(id)), chosen: model.task, describedBy: "task-description", onChoose: act.task })}
          <p class="panel__words" id="task-description">${known?.description ?? ""}</p></div>`}
      ${output(model, act)}
      ${weights(model, act)}
      ${network(model, act)}
      ${names(model, act)}
    </section>
  `;
}

/** @param {Model} model @param {Act} act */
const output = ({ outputs, output }, act) => outputs.length < 2 ? nothing : html`
  <div class="field"><label for="output">Which output</label>
    ${menu({ id: "output", choices: outputs.map((id) => ({ id, label: id })), chosen: output, describedBy: "output-description", onChoose: act.output })}
    <p class="panel__words" id="output-description">The file has several. The one that looks most like the scores of classes, by its name and its shape, is taken first.</p></div>`;

/** Sets of weights that have names of their own; others are called after their place in the file. @type {Record<string, string>} */
const WEIGHTS = { averaged: "Averaged over the training", raw: "Raw, of the last step" };

/** @param {Model} model @param {Act} act */
const weights = ({ weights }, act) => !weights ? nothing : html`
  <div class="field"><label for="weights">Weights</label>
    ${menu({ id: "weights", choices: weights.choices.map((id) => ({ id, label: WEIGHTS[id] ?? id })), chosen: weights.chosen, onChoose: act.weights })}</div>`;

/** @param {Model} model @param {Act} act */
const network = ({ network }, act) => !network ? nothing : html`
  <div class="field"><label for="network">Network</label>
    ${menu({ id: "network", choices: network.choices.map((id) => ({ id, label: id })), chosen: network.chosen, describedBy: "network-description", onChoose: act.network })}
    <p class="panel__words" id="network-description">The weights of these networks have the same names and shapes, and the files do not say which it is.
      ${network.guessed ? "The usual one is taken." : "This is your choice."}</p></div>`;

/** @param {Model} model @param {string} task in words @returns {[string, string][]} */
function list(model, task) {
  return [
    ["Format", model.format],
    ["Size", bytes(model.bytes)],
    ["Weights", model.parameters.toLocaleString("en")],
    ["Answers", task],
    [capital(namesOf(model.task).many), String(model.classes.length)],
    ["SHA-256", model.sha256],
    ...model.remarks.map((remark) => /** @type {[string, string]} */ (["Note", remark])),
  ];
}

/** As many as the usual networks have, and more than anybody reads. */
const MOST = 1000;

/** @param {Model} model @param {Act} act */
function names({ task, classes, labelsFrom }, act) {
  const { one, many } = namesOf(task);
  return html`
    <details class="fold class-names"><summary>Names of the ${many}</summary>
      <p class="panel__words">${labelsFrom ? html`From ${message(`\`${labelsFrom}\``)}.` : `The model’s files name no ${many}: they are numbered.`} A list has one ${one} in each line, in the order of the outputs.</p>
      <div class="chooser">
        <input class="visually-hidden" id="choose-names" type="file" accept=".txt,.csv,.json" @change=${chosenFiles((files) => act.model(files))} />
        <label class="button button--plain" for="choose-names">Choose a list of names</label>
      </div>
      <ol class="class-names__list" start="0" tabindex="0" aria-label=${capital(many)}>${guard([classes], () => classes.slice(0, MOST).map((name) => html`<li>${cut(name)}</li>`))}</ol>
      ${classes.length > MOST ? html`<p class="panel__words">These are the first ${MOST} of ${classes.length}; find the others under “The model’s answer”.</p>` : nothing}
    </details>
  `;
}

/** @param {string} word */
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
