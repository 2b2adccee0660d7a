/** Between the page's state and what can be linked. Pure. */
import { gridPictures, tickedOf } from "../grid/axis.js";
import { DEFAULT_LAYER, hasAxis, TOP } from "../grid/plan.js";
import { alternativesOf } from "../guess/guess.js";
import { isSameInput } from "../input/form.js";
import { firstMetrics } from "../judge/judge.js";
import { layerNamed } from "../layers/layers.js";
import { modelId, modelsAtHand } from "../models/at-hand.js";
import { preprocessingOf } from "../save/saved.js";
import { colourMap, heatmapDisplay } from "../stage/display.js";
import { classNumber } from "./class-name.js";
import { isMeant, same } from "./shown.js";

/** @import { Merge, Normalise, Preprocessing } from "../engine/border.d.ts"
 *  @import { Axis, GridPicture } from "../grid/axis.js"
 *  @import { Comparing } from "../grid/plan.js"
 *  @import { Judging } from "../judge/judge.js"
 *  @import { Problem } from "./problem.js"
 *  @import { Chosen } from "../question/state.js"
 *  @import { Display } from "../stage/state.js"
 *  @import { State } from "../state.js"
 *  @import { Reading, Ref, Shown } from "./shown.js" */

const AS_FOUND = Object.freeze({ weights: null, network: null, output: null, task: null });
const NO_TICKS = Object.freeze({ method: null, layer: null, class: null, picture: null, model: null });

/** What a link need not say. `model` and `picture` are those of a first visit. @param {{ model: string, picture: string }} first @returns {Shown} */
export const defaultsOf = ({ model, picture }) => ({
  model: { id: model },
  reading: { ...AS_FOUND },
  input: null,
  picture: { id: picture },
  target: { kind: "class", index: 0, than: null, negated: false, region: null },
  layers: [],
  merge: "mean",
  method: "grad-cam",
  options: {},
  view: { look: "glow", opacity: 0.85, wipe: 0.5, colourMap: "inferno", scale: "min-max", cells: false, against: false, contours: false },
  threshold: 0.5,
  strip: "layers",
  grid: null,
  ticks: { ...NO_TICKS },
  judge: { object: null, metrics: null },
  hidden: [],
  lesson: null,
});

/**
 * What is shown, once it is explained. Left out is what nobody could see elsewhere or would look for there: what is being typed or searched, which sheets
 * and folds are open, the device, the wall of many pictures, and names of classes from a list (a link has the number of a class).
 * @param {State} state @returns {Shown | null} null before, if the picture has no name for a link, and for frames of a camera, which nobody keeps
 */
export function shownOf(state) {
  const { model, modelRef, pictureRef, explanation, chosen, display, threshold, strip, hidden, isGrid, camera, lessons } = state;
  if (camera?.isOn || !model || !modelRef || !pictureRef || !explanation) return null;
  const { kind, index, than, negated, region } = chosen;
  const round = (/** @type {number} */ value) => Math.max(0, Math.round(value));
  return {
    model: modelRef,
    reading: readingOf(state),
    input: inputOf(state),
    picture: pictureRef,
    target: { kind, index, than, negated, region },
    layers: chosen.layers.length > 1 ? [...chosen.layers] : [chosen.layer],
    merge: chosen.merge,
    method: chosen.method,
    options: { ...chosen.options },
    view: {
      look: display.look,
      opacity: display.opacity,
      wipe: display.wipe,
      colourMap: colourMap(state, heatmapDisplay(state))?.id ?? "inferno",
      scale: display.normalise,
      cells: display.resampling === "nearest",
      against: !display.relu,
      contours: display.contours,
    },
    threshold,
    strip,
    grid: isGrid ? gridOf(state) : null,
    ticks: isGrid ? ticksOf(state) : { ...NO_TICKS },
    judge: judgeOf(state),
    hidden: hidden.map(({ x, y, width, height }) => ({ x: round(x), y: round(y), width: round(width), height: round(height) })),
    lesson: lessons.isOpen && lessons.lesson ? { name: lessons.lesson.name, step: lessons.step } : null,
  };
}

/** What the files leave open is always said: another version of the page may take something else by itself. @param {Pick<State, "model" | "ownTask">} state
 * @returns {Reading} */
export function readingOf({ model, ownTask }) {
  if (!model) return AS_FOUND;
  const { weights, network, outputs, output, task } = model;
  return {
    weights: weights?.chosen ?? null,
    network: network?.chosen ?? null,
    output: outputs.length > 1 ? output : null,
    task: task === ownTask ? null : task,
  };
}

/** Of the input as well what is a guess: another version may guess otherwise. @param {Pick<State, "model" | "input" | "ownInput">} state
 * @returns {Preprocessing | null} */
function inputOf({ model, input, ownInput }) {
  if (!input || !ownInput) return null;
  const isGuess = alternativesOf({ model, ownInput }).length > 0;
  return isGuess || !isSameInput(input, ownInput) ? preprocessingOf(input) : null;
}

/** @param {State} state @returns {Shown["grid"]} */
function gridOf({ comparing: { rows, columns, scale, best, difference } }) {
  return { rows, columns, scale, best, difference };
}

/** Of the axes of the grid, where a person ticked something. Which models there are differs from browser to browser.
 * @param {State} state @returns {Shown["ticks"]} */
function ticksOf(state) {
  const { comparing, seenModels } = state;
  const ticked = (/** @type {Axis} */ axis) => (hasAxis(comparing, axis) && comparing.ticks[axis] ? tickedOf(state, axis) : null);
  const pictures = gridPictures(state);
  return {
    method: ticked("method"),
    layer: ticked("layer")?.map((id) => (id === DEFAULT_LAYER ? null : id)) ?? null,
    class: ticked("class")?.map((id) => (id === TOP ? null : Number(id))) ?? null,
    picture: ticked("picture")?.flatMap((id) => pictureRef(pictures.find((one) => one.id === id)) ?? []) ?? null,
    model: hasAxis(comparing, "model") ? tickedOf(state, "model").map((id) => seenModels.find((seen) => seen.id === id)?.ref ?? { id }) : null,
  };
}

/** @param {GridPicture | undefined} picture @returns {Ref | null} */
const pictureRef = (picture) => (picture?.sample ? { id: picture.sample.id } : picture?.opened?.ref ?? null);

/** @param {Pick<State, "judging" | "catalogue">} state @returns {Shown["judge"]} */
function judgeOf({ judging: { object, metrics }, catalogue }) {
  const isFirst = same(metrics, firstMetrics(catalogue?.metrics ?? []));
  return { object: object && { ...object }, metrics: isFirst ? null : [...metrics] };
}

/** Whether the model is read as a link says, with its input. @param {Pick<Shown, "reading" | "input">} shown
 * @param {Pick<State, "model" | "input" | "ownInput" | "ownTask">} state */
export function isRead({ reading, input }, { model, input: present, ownInput, ownTask }) {
  if (!model || !present || !ownInput) return false;
  const { weights, network, output } = reading;
  const isTaken = (/** @type {string | null} */ wanted, /** @type {string | undefined} */ taken) => wanted === null || wanted === taken;
  return isTaken(weights, model.weights?.chosen) && isTaken(network, model.network?.chosen) && isTaken(output, model.output)
    && (reading.task ?? ownTask) === model.task && isSameInput(present, input ?? ownInput);
}

/** What is to be judged by. @param {Shown["judge"]} judge @param {Pick<State, "catalogue">} state @returns {Partial<Judging>} metrics that this page
 * does not know are left out */
export function judgingOf({ object, metrics }, { catalogue }) {
  const all = catalogue?.metrics ?? [];
  return { object, metrics: metrics ? all.map(({ id }) => id).filter((id) => metrics.includes(id)) : firstMetrics(all) };
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

/** What a link's grid compares. @param {NonNullable<Shown["grid"]>} grid @param {Shown["ticks"]} ticked @param {State} state
 * @returns {{ comparing: Partial<Comparing>, lack: string | null }} `lack` says which of its models and pictures are not at hand, and are left out */
export function comparingOf(grid, { method, layer, class: classes, picture, model }, state) {
  const pictures = gridPictures(state);
  const idOf = (/** @type {Ref} */ ref) => pictures.find((one) => isMeant(pictureRef(one), ref))?.id ?? null;
  const known = new Set(modelsAtHand(state).map(({ id }) => id));
  const lacking = [
    ...(model ?? []).filter((ref) => !known.has(modelId(ref))).map((ref) => lackWords(ref, "model")),
    ...(picture ?? []).filter((ref) => idOf(ref) === null).map((ref) => lackWords(ref, "picture")),
  ];
  const others = Object.entries(state.comparing.ticks).filter(([axis]) => !hasAxis(grid, /** @type {Axis} */ (axis)));
  const ticks = {
    ...Object.fromEntries(others),
    ...(method && { method }),
    ...(layer && { layer: layer.map((id) => id ?? DEFAULT_LAYER) }),
    ...(classes && { class: classes.map((index) => (index === null ? TOP : String(index))) }),
    ...(picture && { picture: picture.flatMap((ref) => idOf(ref) ?? []) }),
    ...(model && { model: model.map(modelId).filter((id) => known.has(id)) }),
  };
  return { comparing: { ...grid, ticks }, lack: lacking.length > 0 ? `The grid of the link leaves out ${lacking.join(", and ")}.` : null };
}

/** @param {Ref} ref @param {"model" | "picture"} what */
function lackWords(ref, what) {
  const place = what === "model" ? "Model" : "Picture";
  const then = "then tick it in the grid";
  if ("id" in ref) return what === "model" ? `\`${ref.id}\`, which is not in this browser: download it under Model, ${then}` : `the picture \`${ref.id}\`, which this page does not have`;
  const found = "name" in ref ? `the file \`${ref.name}\`, which is not in the link` : `a ${what} at ${new URL(ref.url).host}, which is not asked by itself`;
  return `${found}: open it once under ${place}, ${then}`;
}

/** How a link's map is drawn. @param {Shown["view"]} view @param {State} state @returns {Partial<Display>} */
export function displayOf({ look, opacity, wipe, scale, cells, against, contours }, { catalogue }) {
  const smooth = catalogue?.resamplings.find(({ id }) => id !== "nearest")?.id ?? "bilinear";
  return { look, opacity, wipe, normalise: /** @type {Normalise} */ (scale), resampling: cells ? "nearest" : smooth, relu: !against, contours };
}

/** @param {string} what @param {string} why @returns {Problem} */
const unfit = (what, why) => ({ problem: "unfit", message: `The link asks for ${what}, but ${why}. What is shown is the model’s first answer.` });
