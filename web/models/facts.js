/** What is known about the model, and what its outputs mean where its files leave that open. */
import { html, nothing } from "lit-html";
import { namesOf } from "../classes/task.js";
import { menu } from "../page/menu.js";
import { message } from "../page/message.js";
import { bytes } from "../words.js";

/** @import { Act } from "../act.js"
 *  @import { Model } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export function facts({ model, catalogue }, act) {
  if (!model) return nothing;
  const known = catalogue?.tasks.find(({ id }) => id === model.task);
  const choices = (catalogue?.tasks ?? []).filter(({ id }) => model.tasks.includes(id));
  return html`
    <details class="fold model-facts">
      <summary>Facts</summary>
      <dl class="model-facts__list">${listed(model, known?.label ?? model.task).map(([term, text]) => html`<div><dt>${term}</dt><dd>${message(text)}</dd></div>`)}</dl>
      ${choices.length < 2 ? nothing : html`
        <div class="field"><label for="task">What the outputs mean</label>
          ${menu({ id: "task", choices, chosen: model.task, describedBy: "task-description", onChoose: act.task })}
          <p class="models__words" id="task-description">${known?.description ?? ""}</p></div>`}
    </details>
  `;
}

/** @param {Model} model @param {string} task in words @returns {[string, string][]} */
function listed(model, task) {
  const { many } = namesOf(model.task);
  return [
    ["Format", model.format],
    ["Size", bytes(model.bytes)],
    ["Weights", model.parameters.toLocaleString("en")],
    ["Answers", task],
    [many.charAt(0).toUpperCase() + many.slice(1), String(model.classes.length)],
    ["Names from", model.labelsFrom || "nowhere: numbered"],
    ["SHA-256", model.sha256],
    ...model.remarks.map((remark) => /** @type {[string, string]} */ (["Note", remark])),
  ];
}
