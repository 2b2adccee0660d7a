import { copyOf, find, whenChanged } from "../dom.js";
import { answerWords, isFound, listed } from "../classes/list.js";
import { namesOf } from "../classes/task.js";
import { percent } from "../words.js";

/** @import { Score } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** What the model answers, as buttons that explain it: the strongest, or what a person searches for.
 * @param {HTMLElement} root
 * @param {{ onChoose: (index: number) => void, onThreshold: (threshold: number) => void }} events */
export function createPredictions(root, { onChoose, onThreshold }) {
  const search = find(root, "#class-search", HTMLInputElement);
  const list = find(root, ".predictions__list", HTMLElement);
  const verdict = find(root, ".predictions__verdict", HTMLElement);
  const count = find(root, ".predictions__count", HTMLElement);
  /** @type {State | null} */
  let last = null;
  const draw = () => {
    if (!last) return;
    const { model, scores, chosen, threshold } = last;
    const task = model?.task ?? "";
    const { found, ...words } = listed(task, scores ?? [], { search: search.value, threshold });
    const focused = list.contains(document.activeElement) ? Number(document.activeElement?.getAttribute("value")) : null;
    list.dataset["task"] = task;
    list.style.setProperty("--threshold", String(threshold));
    list.replaceChildren(...found.map((score) => row(task, score, { chosen: score.index === chosen.index, found: isFound(task, score, threshold) })));
    verdict.textContent = words.verdict;
    count.textContent = words.count;
    // The row that a person just pressed was replaced by its like: keep the keyboard where it was.
    const again = focused === null ? null : list.querySelector(`button[value="${focused}"]`);
    if (again instanceof HTMLElement) again.focus();
  };
  list.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button) onChoose(Number(button.value));
  });
  search.addEventListener("input", draw);
  search.addEventListener("keydown", (event) => {
    const first = list.querySelector("button");
    if (event.key === "Enter" && search.value && first) onChoose(Number(first.value));
  });
  const name = createNaming(root, onThreshold);
  const redraw = whenChanged((/** @type {State} */ { model, scores, chosen, threshold }) => [model, scores, chosen.index, threshold], draw);
  return { update: (/** @type {State} */ state) => ((last = state), name(state), redraw(state)) };
}

/** What the outputs are called, and the threshold where classes have one. @param {HTMLElement} root @param {(threshold: number) => void} onThreshold */
function createNaming(root, onThreshold) {
  const label = find(root, "label[for=class-search]", HTMLElement);
  const field = find(root, ".predictions__threshold", HTMLElement);
  const slider = find(field, "input", HTMLInputElement);
  const output = find(field, "output", HTMLOutputElement);
  slider.addEventListener("input", () => onThreshold(slider.valueAsNumber / 100));
  return whenChanged((/** @type {State} */ { model, threshold }) => [model?.task, threshold], ({ model, threshold }) => {
    const { one } = namesOf(model?.task ?? "");
    label.textContent = one.charAt(0).toUpperCase() + one.slice(1);
    field.hidden = model?.task !== "multi-label";
    slider.value = String(Math.round(threshold * 100));
    output.value = percent(threshold);
    slider.setAttribute("aria-valuetext", output.value);
  });
}

/** @param {string} task @param {Score} score @param {{ chosen: boolean, found: boolean }} marks */
function row(task, score, { chosen, found }) {
  const element = copyOf("prediction");
  const button = find(element, "button", HTMLButtonElement);
  const bar = find(button, ".prediction__bar", HTMLElement);
  button.value = String(score.index);
  button.setAttribute("aria-pressed", String(chosen));
  button.classList.toggle("prediction--found", found && task === "multi-label");
  find(button, ".prediction__label", HTMLElement).textContent = score.label;
  find(button, ".prediction__share", HTMLElement).textContent = answerWords(task, score);
  bar.hidden = score.probability === null;
  bar.style.setProperty("--share", String(score.probability ?? 0));
  return element;
}
