import { ownRange, rescaled } from "../grid/scale.js";
import { colourMap, isSigned, isSignedScale } from "../derived.js";
import { copyOf, find, showMessage, whenChanged } from "../dom.js";
import { isRaw } from "../sentence/evidence.js";
import { colourise, paint } from "../stage/paint.js";
import { pointsOf } from "../stage/points.js";
import { number } from "../words.js";

/** @import { Cell } from "../grid/compare.js"
 *  @import { State } from "../state.js"
 *  @import { CellView } from "./compare-grid.js" */

/** @type {Record<Cell["state"], string>} */
const WORDS = { waiting: "Waits", running: "Working…", done: "", refused: "", left: "Not computed" };

/** One compared map: a small overlay that can become the large one, or why there is none. @param {{ onAdopt: () => void }} events */
export function createCompareCell({ onAdopt }) {
  const element = copyOf("compare-cell");
  const button = find(element, "button", HTMLButtonElement);
  const canvas = find(element, "canvas", HTMLCanvasElement);
  const words = find(element, ".compare-cell__state", HTMLElement);
  const error = find(element, ".compare-cell__error", HTMLElement);
  const range = find(element, ".compare-cell__range", HTMLElement);
  button.addEventListener("click", onAdopt);
  /** @type {HTMLCanvasElement | null} */
  let colours = null;
  const say = whenChanged((/** @type {CellView} */ { cell }) => [cell], ({ state, cell }) => {
    button.hidden = cell.state === "refused";
    button.disabled = cell.state !== "done";
    error.hidden = cell.state !== "refused";
    showMessage(error, cell.error);
    words.textContent = WORDS[cell.state];
    canvas.hidden = cell.state !== "done";
    range.textContent = rangeWords(cell);
    button.setAttribute("aria-label", `${names(cell, state)}${range.textContent ? `, ${range.textContent}` : ""}`);
  });
  const colour = whenChanged(({ state, cell, shared }) => [cell.heatmap, state.display.colourMaps, shared?.[0], shared?.[1]], (/** @type {CellView} */ view) => {
    colours = coloured(view);
  });
  const draw = whenChanged(({ state, picture }) => [colours, picture, state.display.opacity], (/** @type {CellView} */ { state, picture, cell }) => {
    if (!colours || !cell.heatmap) return;
    const smooth = cell.heatmap.display.resampling !== "nearest";
    const points = pointsOf(cell.explanation, cell.heatmap);
    paint(canvas, { picture, colours, smooth, points, region: null, object: null, view: "overlay", opacity: state.display.opacity });
  });
  const mark = whenChanged(({ state, cell }) => [state.explanation, cell.explanation], (/** @type {CellView} */ { state, cell }) => {
    button.setAttribute("aria-pressed", String(cell.explanation !== null && cell.explanation === state.explanation));
  });
  return { element, update: (/** @type {CellView} */ view) => (say(view), colour(view), draw(view), mark(view)) };
}

/** @param {CellView} view */
function coloured({ state, cell, shared }) {
  const { heatmap, explanation } = cell;
  const map = heatmap && colourMap(state, heatmap.display);
  if (!heatmap || !explanation || !map) return null;
  const signed = isSigned(state, heatmap.display);
  const own = ownRange(cell, isSignedScale(state, heatmap.display));
  const values = own && shared ? rescaled(heatmap, own, shared, signed) : heatmap;
  return colourise(values, map, signed);
}

/** @param {Cell} cell */
function rangeWords({ explanation }) {
  if (!explanation) return "";
  return `${number(explanation.min)} to ${number(explanation.max)}${isRaw(explanation) ? "" : ", merged"}`;
}

/** @param {Cell} cell @param {State} state */
function names({ method, layer }, { catalogue, model }) {
  const label = catalogue?.methods.find(({ id }) => id === method)?.label ?? method;
  const at = model?.layers.find(({ id }) => id === layer)?.name;
  return at ? `${label} at ${at}` : label;
}
