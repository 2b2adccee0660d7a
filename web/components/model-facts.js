import { copyOf, fillMenu, find, showMessage, whenChanged } from "../dom.js";
import { namesOf } from "../classes/task.js";
import { bytes } from "../words.js";

/** @import { Model } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** What is known about the model, and what its outputs mean where its files leave that open.
 * @param {HTMLElement} root @param {{ onTask: (task: string) => void }} events */
export function createModelFacts(root, { onTask }) {
  const list = find(root, ".model-facts__list", HTMLElement);
  const choice = find(root, ".model-facts__task", HTMLElement);
  const task = find(root, "#task", HTMLSelectElement);
  const description = find(root, ".model-facts__description", HTMLElement);
  let shown = "";
  task.addEventListener("change", () => {
    const wanted = task.value;
    task.value = shown; // until the engine has taken it
    onTask(wanted);
  });
  const show = whenChanged((/** @type {State} */ { catalogue, model }) => [catalogue, model], ({ catalogue, model }) => {
    root.hidden = !model;
    if (!model) return;
    shown = model.task;
    const known = catalogue?.tasks.find(({ id }) => id === shown);
    list.replaceChildren(...facts(model, known?.label ?? shown).map(([term, text]) => fact(term, text)));
    choice.hidden = model.tasks.length < 2;
    fillMenu(task, (catalogue?.tasks ?? []).filter(({ id }) => model.tasks.includes(id)));
    task.value = shown;
    description.textContent = known?.description ?? "";
  });
  return { update: show };
}

/** @param {Model} model @param {string} task in words @returns {[string, string][]} */
function facts(model, task) {
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

/** @param {string} term @param {string} text */
function fact(term, text) {
  const item = copyOf("fact");
  find(item, "dt", HTMLElement).textContent = term;
  showMessage(find(item, "dd", HTMLElement), text);
  return item;
}
