/** Between the page's state and what can be linked. Pure. */
import { tickedOf } from "../grid/axis.js";
import { hasAxis } from "../grid/plan.js";
import { layerNamed } from "../layers/layers.js";
import { modelId, modelsAtHand } from "../models/at-hand.js";
import { colourMap, heatmapDisplay } from "../stage/display.js";
import { classNumber } from "./class-name.js";

/** @import { Merge, Normalise } from "../engine/border.d.ts"
 *  @import { Comparing } from "../grid/plan.js"
 *  @import { Problem } from "./problem.js"
 *  @import { Chosen } from "../question/state.js"
 *  @import { Display } from "../stage/state.js"
 *  @import { State } from "../state.js"
 *  @import { Ref, Shown } from "./shown.js" */

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
  lesson: null,
});

/** What is shown, once it is explained. @param {State} state @returns {Shown | null} null before, or if the picture has no name for a link */
export function shownOf(state) {
  const { modelRef, pictureRef, explanation, chosen, display, strip, hidden, isGrid, lessons } = state;
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
    grid: isGrid ? gridOf(state) : null,
    hidden: hidden.map(({ x, y, width, height }) => ({ x: round(x), y: round(y), width: round(width), height: round(height) })),
    lesson: lessons.isOpen && lessons.lesson ? { name: lessons.lesson.name, step: lessons.step } : null,
  };
}

/** @param {State} state @returns {Shown["grid"]} */
function gridOf(state) {
  const { rows, columns, scale } = state.comparing;
  const ids = hasAxis(state.comparing, "model") ? tickedOf(state, "model") : [];
  return { rows, columns, scale, models: ids.map((id) => state.seenModels.find((seen) => seen.id === id)?.ref ?? { id }) };
}

/** The question of a link, for the model that is loaded now. @param {Shown} shown @param {State} state
 * @returns {{ chosen: Partial<Chosen> } | Problem} a problem for what this model or page does not have */
export function chosenOf({ target, layers, merge, method, options }, { model, catalogue }) {
  const index = classNumber(target.index, model?.classes ?? []);
  if (typeof index !== "number") return index;
  const lacking = layers.find((layer) => !layerNamed(model, layer)?.reached);
  if (lacking !== undefined) return unfit(`the layer \`${lacking}\``, "the model has none of that name that can be explained");
  if (!catalogue?.methods.some(({ id }) => id === method)) return unfit(`the method \`${method}\``, "this page does not know it");
  const ids = layers.flatMap((layer) => layerNamed(model, layer)?.id ?? []);
  const [layer] = ids;
  return {
    chosen: {
      ...target, index, method, options, merge: /** @type {Merge} */ (merge),
      ...(layer !== undefined && { layer }), layers: ids.length > 1 ? ids : [],
    },
  };
}

/** What a link's grid compares. @param {NonNullable<Shown["grid"]>} grid @param {State} state
 * @returns {{ comparing: Partial<Comparing>, lack: string | null }} `lack` says which of its models are not at hand, and are left out */
export function comparingOf({ rows, columns, scale, models }, state) {
  const known = new Set(modelsAtHand(state).map(({ id }) => id));
  const ids = models.map(modelId);
  const ticks = { ...state.comparing.ticks, ...(ids.length > 0 && { model: ids.filter((id) => known.has(id)) }) };
  const lacking = models.filter((ref) => !known.has(modelId(ref))).map(lackWords);
  const lack = lacking.length > 0 ? `The grid of the link leaves out ${lacking.join(", and ")}.` : null;
  return { comparing: { rows, columns, scale, ticks }, lack };
}

/** @param {Ref} ref */
function lackWords(ref) {
  if ("id" in ref) return `\`${ref.id}\`, which is not in this browser: download it under Model, then tick it in the grid`;
  const what = "name" in ref ? `the file \`${ref.name}\`, which is not in the link` : `a model at ${new URL(ref.url).host}, which is not asked by itself`;
  return `${what}: open it once under Model, then tick it in the grid`;
}

/** How a link's map is drawn. @param {Shown["view"]} view @param {State} state @returns {Partial<Display>} */
export function displayOf({ look, opacity, scale, cells, against, contours }, { catalogue }) {
  const smooth = catalogue?.resamplings.find(({ id }) => id !== "nearest")?.id ?? "bilinear";
  return { look, opacity, normalise: /** @type {Normalise} */ (scale), resampling: cells ? "nearest" : smooth, relu: !against, contours };
}

/** @param {string} what @param {string} why @returns {Problem} */
const unfit = (what, why) => ({ problem: "unfit", message: `The link asks for ${what}, but ${why}. What is shown is the model’s first answer.` });
