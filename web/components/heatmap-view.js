import { find, whenChanged } from "../dom.js";
import { strongest } from "../drawing/evidence.js";
import { colourise, paint } from "../drawing/paint.js";
import { colourMap, isSigned } from "../state.js";
import { number, percent } from "../words.js";

/** @import { State } from "../state.js" */

/** The picture with the heatmap on it. @param {HTMLElement} root @param {{ onPainted: () => void }} events */
export function createHeatmapView(root, { onPainted }) {
  const canvas = find(root, "canvas", HTMLCanvasElement);
  const empty = find(root, ".heatmap-view__empty", HTMLElement);
  /** @type {HTMLCanvasElement | null} */
  let colours = null;
  const colour = whenChanged((/** @type {State} */ state) => [state.heatmap, state.display.colourMaps], (state) => {
    const { heatmap } = state;
    const map = heatmap && colourMap(state, heatmap.display);
    colours = heatmap && map ? colourise(heatmap, map, isSigned(state, heatmap.display)) : null;
  });
  const draw = whenChanged((/** @type {State} */ state) => [state.picture, colours, state.display], (state) => {
    const { picture, display } = state;
    empty.hidden = picture !== null;
    root.dataset["view"] = display.view;
    if (!picture) return;
    paint(canvas, { picture, colours, view: display.view, opacity: display.opacity, smooth: state.heatmap?.display.resampling !== "nearest" });
    if (colours) onPainted();
  });
  const describe = whenChanged((/** @type {State} */ { picture, explanation, scores }) => [picture, explanation, scores], (state) => {
    canvas.setAttribute("aria-label", description(state));
  });
  return {
    update(/** @type {State} */ state) {
      colour(state);
      draw(state);
      describe(state);
    },
  };
}

/** The canvas in words, from the numbers. @param {State} state */
function description({ catalogue, picture, explanation, scores, model }) {
  if (!picture) return "No picture yet";
  if (!explanation) return `Picture: ${picture.name}`;
  const score = scores?.[explanation.target.index];
  const label = score?.label ?? model?.classes[explanation.target.index] ?? "";
  const method = catalogue?.methods.find(({ id }) => id === explanation.method)?.label ?? explanation.method;
  const found = strongest(explanation);
  const where = found
    ? `Strongest region: ${found.region}; ${percent(found.halfShare)} of the area holds half of the positive weight.`
    : "No positive evidence anywhere.";
  return `${method} for “${label}” on ${picture.name}: score ${number(explanation.score)}, ${percent(score?.probability ?? 0)}. ${where}`;
}
