import { find, whenChanged } from "../dom.js";
import { regionWords } from "../ask/target.js";

/** @import { State } from "../state.js" */

const MARKING = "Drag a rectangle around the object, or click two opposite corners; with the keyboard, the arrow keys and Enter for each corner, and Escape to leave.";

/** Which pixels of a segmentation are asked about, and the way back to all of them; or how the object is marked.
 * @param {HTMLElement} root @param {{ onAll: () => void }} events */
export function createRegionBar(root, { onAll }) {
  const words = find(root, ".region-bar__words", HTMLElement);
  const all = find(root, "button", HTMLButtonElement);
  all.addEventListener("click", onAll);
  const update = whenChanged((/** @type {State} */ { segmentation, chosen, model, judging }) => [segmentation, chosen, model, judging.isMarking], (state) => {
    const { segmentation, model, judging } = state;
    const { region, index } = state.chosen;
    root.hidden = !segmentation && !judging.isMarking;
    all.hidden = region === null || judging.isMarking;
    if (judging.isMarking) words.textContent = MARKING;
    else words.textContent = region
      ? `Asked about “${model?.classes[index] ?? index}” ${regionWords(region)}.`
      : "Asked about all pixels of the class. Click one pixel or drag a rectangle to ask about it alone; with the keyboard, the arrow keys and Enter.";
  });
  return { update };
}
