import { find, whenChanged } from "../dom.js";
import { ends } from "../sentence/evidence.js";
import { context2d } from "../stage/paint.js";
import { colourMap, isSignedScale, shownView } from "../derived.js";
import { number } from "../words.js";

/** @import { State } from "../state.js" */

/** Which raw values the colours stand for. @param {HTMLElement} root */
export function createColourBar(root) {
  const low = find(root, ".colour-bar__low", HTMLElement);
  const high = find(root, ".colour-bar__high", HTMLElement);
  const context = context2d(find(root, "canvas", HTMLCanvasElement));
  const update = whenChanged((/** @type {State} */ state) => [state.explanation, state.heatmap, state.partial !== null, state.display.colourMaps, shownView(state)], (state) => {
    const { explanation, heatmap } = state;
    const map = heatmap && colourMap(state, heatmap.display);
    root.hidden = !explanation || !map || shownView(state) === "classes"; // those have their legend
    if (!explanation || !map) return;
    const image = context.createImageData(256, 1);
    for (let at = 0; at < 256; at += 1) image.data.set([...map.table.subarray(at * 3, at * 3 + 3), 255], at * 4);
    context.putImageData(image, 0, 0);
    const [from, to] = ends(explanation, { relu: heatmap.display.relu, signedScale: isSignedScale(state, heatmap.display) });
    // What is known of a map by now has other numbers with each step.
    low.textContent = state.partial ? "…" : number(from);
    high.textContent = state.partial ? "…" : number(to);
  });
  return { update };
}
