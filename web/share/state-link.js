/** Between the page's state and what can be linked. Pure. */
import { colourMap, heatmapDisplay } from "../stage/display.js";
import { classNumber } from "./class-name.js";

/** @import { Merge, Normalise } from "../engine/border.d.ts"
 *  @import { Comparing } from "../grid/plan.js"
 *  @import { Problem } from "./problem.js"
 *  @import { Chosen } from "../question/state.js"
 *  @import { Display } from "../stage/state.js"
 *  @import { State } from "../state.js"
 *  @import { Shown } from "./shown.js" */

/** What a link need not say. `model` and `picture` are those of a first visit. @param {{ model: string, picture: string }} first @returns {Shown} */
export const defaultsOf = ({ model, picture }) => ({
  model: { id: model },
  picture: { id: picture },
  target: { kind: "class", index: 0, than: null, negated: false, region: null },
  layers: [],
  merge: "mean",
  method: "grad-cam",
  options: {},
  view: { look: "glow", opacity: 0.85, colourMap: "inferno", scale: "min-max", cells: false, against: false, contours: false },
  strip: "layers",
  grid: null,
  hidden: [],
});

/** What is shown, once it is explained. @param {State} state @returns {Shown | null} null before, or if the picture has no name for a link */
export function shownOf(state) {
  const { modelRef, pictureRef, explanation, chosen, display, strip, hidden, isGrid, comparing: { rows, columns, scale } } = state;
  if (!modelRef || !pictureRef || !explanation) return null;
  const { kind, index, than, negated, region } = chosen;
  const round = (/** @type {number} */ value) => Math.max(0, Math.round(value));
  return {
    model: modelRef,
    picture: pictureRef,
    target: { kind, index, than, negated, region },
    layers: chosen.layers.length > 1 ? [...chosen.layers] : [chosen.layer],
    merge: chosen.merge,
    method: chosen.method,
    options: { ...chosen.options },
    view: {
      look: display.look,
      opacity: display.opacity,
      colourMap: colourMap(state, heatmapDisplay(state))?.id ?? "inferno",
      scale: display.normalise,
      cells: display.resampling === "nearest",
      against: !display.relu,
      contours: display.contours,
    },
    strip,
    grid: isGrid ? { rows, columns, scale } : null,
    hidden: hidden.map(({ x, y, width, height }) => ({ x: round(x), y: round(y), width: round(width), height: round(height) })),
  };
}

/** The question of a link, for the model that is loaded now. @param {Shown} shown @param {State} state
 * @returns {{ chosen: Partial<Chosen> } | Problem} a problem for what this model or page does not have */
export function chosenOf({ target, layers, merge, method, options }, { model, catalogue }) {
  const index = classNumber(target.index, model?.classes ?? []);
  if (typeof index !== "number") return index;
  const lacking = layers.find((layer) => !model?.layers.some(({ id, reached }) => reached && id === layer));
  if (lacking !== undefined) return unfit(`the layer \`${lacking}\``, "the model has none of that name that can be explained");
  if (!catalogue?.methods.some(({ id }) => id === method)) return unfit(`the method \`${method}\``, "this page does not know it");
  const [layer] = layers;
  return {
    chosen: {
      ...target, index, method, options, merge: /** @type {Merge} */ (merge),
      ...(layer !== undefined && { layer }), layers: layers.length > 1 ? layers : [],
    },
  };
}

/** The axes of a link's grid. @param {NonNullable<Shown["grid"]>} grid @returns {{ comparing: Partial<Comparing> } | Problem} a problem for what this page cannot compare */
export function comparingOf({ rows, columns, scale }) {
  if (rows === "model" || columns === "model") return unfit("a grid of several models", "this page compares only what one model says");
  return { comparing: { rows, columns, scale } };
}

/** How a link's map is drawn. @param {Shown["view"]} view @param {State} state @returns {Partial<Display>} */
export function displayOf({ look, opacity, scale, cells, against, contours }, { catalogue }) {
  const smooth = catalogue?.resamplings.find(({ id }) => id !== "nearest")?.id ?? "bilinear";
  return { look, opacity, normalise: /** @type {Normalise} */ (scale), resampling: cells ? "nearest" : smooth, relu: !against, contours };
}

/** @param {string} what @param {string} why @returns {Problem} */
const unfit = (what, why) => ({ problem: "unfit", message: `The link asks for ${what}, but ${why}. What is shown is the model’s first answer.` });
