import { find, whenChanged } from "../dom.js";
import { paintClasses } from "../stage/class-colours.js";
import { strongest } from "../sentence/evidence.js";
import { colourise, paint } from "../stage/paint.js";
import { pointsOf } from "../stage/points.js";
import { colourMap, isSigned, shownView } from "../derived.js";
import { targetWords } from "../ask/target.js";
import { number, percent } from "../words.js";

/** @import { State } from "../state.js" */

/** The picture with the heatmap on it. @param {HTMLElement} root @param {{ onPainted: () => void }} events */
export function createHeatmapView(root, { onPainted }) {
  const canvas = find(root, "canvas", HTMLCanvasElement);
  const empty = find(root, ".heatmap-view__empty", HTMLElement);
  /** @type {HTMLCanvasElement | null} */
  let colours = null;
  /** @type {HTMLCanvasElement | null} */
  let classes = null;
  const colour = whenChanged((/** @type {State} */ state) => [state.heatmap, state.partial, state.display.colourMaps], (state) => {
    const heatmap = state.partial ?? state.heatmap;
    const map = heatmap && colourMap(state, heatmap.display);
    colours = heatmap && map ? colourise(heatmap, map, isSigned(state, heatmap.display)) : null;
  });
  const classify = whenChanged((/** @type {State} */ { segmentation }) => [segmentation], ({ segmentation }) => {
    classes = segmentation && paintClasses(segmentation);
  });
  const draw = whenChanged((/** @type {State} */ state) => [state.picture, colours, classes, state.display, state.chosen.region, state.judging.object, state.explanation, state.partial], (state) => {
    const { picture, display, chosen, judging } = state;
    const view = shownView(state);
    empty.hidden = picture !== null;
    root.dataset["view"] = view;
    if (!picture) return;
    const shown = view === "classes" ? { colours: classes, smooth: false } : { colours, smooth: state.heatmap?.display.resampling !== "nearest" };
    const points = view === "classes" || state.partial ? null : pointsOf(state.explanation, state.input);
    paint(canvas, { picture, ...shown, points, region: chosen.region, object: judging.object, view, opacity: display.opacity });
    if (colours) onPainted();
  });
  const describe = whenChanged((/** @type {State} */ { picture, explanation, scores, partial }) => [picture, explanation, scores, partial !== null], (state) => {
    canvas.setAttribute("aria-label", description(state));
  });
  return {
    update(/** @type {State} */ state) {
      colour(state);
      classify(state);
      draw(state);
      describe(state);
    },
  };
}

/** The canvas in words, from the numbers. @param {State} state */
function description({ catalogue, picture, explanation, scores, model, partial }) {
  if (!picture) return "No picture yet";
  if (partial) return `${picture.name}, and a map that is being made`;
  if (!explanation) return `Picture: ${picture.name}`;
  const { target, score } = explanation;
  const share = scores?.[target.index]?.probability ?? null;
  const method = catalogue?.methods.find(({ id }) => id === explanation.method)?.label ?? explanation.method;
  const found = strongest(explanation);
  const where = found
    ? `Strongest region: ${found.region}; ${percent(found.halfShare)} of the area holds half of the positive weight.`
    : "No positive evidence anywhere.";
  const what = `${method} ${targetWords(target, model?.classes ?? [])} on ${picture.name}`;
  return `${what}: score ${number(score)}${share === null ? "" : `, ${percent(share)}`}. ${where}`;
}
