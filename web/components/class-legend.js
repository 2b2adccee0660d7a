import { copyOf, find, whenChanged } from "../dom.js";
import { classColours, presentScores } from "../stage/class-colours.js";
import { shownView } from "../derived.js";
import { percent } from "../words.js";

/** @import { Score } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** The colours of the classes in the picture; each is a button that chooses its class.
 * @param {HTMLElement} root @param {{ onChoose: (index: number) => void }} events */
export function createClassLegend(root, { onChoose }) {
  root.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button) onChoose(Number(button.value));
  });
  const fill = whenChanged((/** @type {State} */ { scores, segmentation }) => [scores, segmentation], ({ scores, segmentation }) => {
    const present = segmentation ? presentScores(scores ?? []) : [];
    const colours = classColours(present.map(({ index }) => index).sort((a, b) => a - b));
    root.replaceChildren(...present.map((score) => row(score, colours.get(score.index) ?? [0, 0, 0])));
  });
  const mark = whenChanged((/** @type {State} */ state) => [state.scores, state.segmentation, state.chosen.index], ({ chosen }) => {
    for (const button of root.querySelectorAll("button")) button.setAttribute("aria-pressed", String(Number(button.value) === chosen.index));
  });
  return {
    update(/** @type {State} */ state) {
      root.hidden = shownView(state) !== "classes";
      fill(state);
      mark(state);
    },
  };
}

/** @param {Score} score @param {readonly number[]} colour */
function row({ index, label, probability }, colour) {
  const element = copyOf("legend-class");
  const button = find(element, "button", HTMLButtonElement);
  button.value = String(index);
  button.style.setProperty("--colour", `rgb(${colour.join(" ")})`);
  find(button, ".legend-class__label", HTMLElement).textContent = label;
  find(button, ".legend-class__share", HTMLElement).textContent = percent(probability ?? 0);
  return element;
}
