import { find, whenChanged } from "../dom.js";
import { regionWords } from "../target.js";

/** @import { State } from "../state.js" */

/** Which pixels of a segmentation are asked about, and the way back to all of them.
 * @param {HTMLElement} root @param {{ onAll: () => void }} events */
export function createRegionBar(root, { onAll }) {
  const words = find(root, ".region-bar__words", HTMLElement);
  const all = find(root, "button", HTMLButtonElement);
  all.addEventListener("click", onAll);
  const update = whenChanged((/** @type {State} */ { segmentation, chosen, model }) => [segmentation, chosen, model], ({ segmentation, chosen, model }) => {
    const { region, index } = chosen;
    root.hidden = !segmentation;
    all.hidden = region === null;
    words.textContent = region
      ? `Asked about “${model?.classes[index] ?? index}” ${regionWords(region)}.`
      : "Asked about all pixels of the class. Click one pixel or drag a rectangle to ask about it alone; with the keyboard, the arrow keys and Enter.";
  });
  return { update };
}
