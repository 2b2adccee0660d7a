/** What can stand on an axis of the grid, and what of it a person ticked. Pure. */
import { answerWords } from "../classes/list.js";
import { namesOf, sorted } from "../classes/task.js";
import { layerNames, suggested } from "../layers/layers.js";
import { knowsClass, modelsAtHand, presentModel } from "../models/at-hand.js";
import { ticked } from "../page/ticked.js";
import { areaWords, shape } from "../words.js";
import { DEFAULT_LAYER, hasAxis, TOP } from "./plan.js";

/** @import { Catalogue } from "../engine/border.d.ts"
 *  @import { Sample } from "../pictures/state.js"
 *  @import { State } from "../state.js"
 *  @import { Comparison } from "./plan.js"
 *  @import { Opened } from "./state.js" */

/** @typedef {"method" | "layer" | "class" | "picture" | "model"} Axis */
/** One thing on an axis; `size` is that of a layer's map. @typedef {{ id: string, label: string, note: string, group?: string, size?: string }} Entry */
/** A picture that comes with the page or that a person opened. @typedef {{ id: string, label: string, sample: Sample | null, opened: Opened | null }} GridPicture */

/** @type {readonly Axis[]} */
export const AXES = ["method", "layer", "class", "picture", "model"];

const FIRST_OF_FAMILY = 2;
const FIRST_CLASSES = 3;
const FIRST_PICTURES = 4;
const FIRST_MODELS = 2;
/** As many classes as a list without a search shows. */
const OFFERED = 8;

/** What other models may have as well under another name.
 * @type {Partial<Record<Axis, Entry>>} */
const OF_EACH_MODEL = {
  class: { id: TOP, label: "Each model’s own top class", note: "The class that each model finds strongest" },
  layer: { id: DEFAULT_LAYER, label: "The default layer of each", note: "Names of layers differ from model to model" },
};

/** Stands for what each model has of its own. @param {Entry} entry */
export const isOfEach = (entry) => Object.values(OF_EACH_MODEL).includes(entry);

/** What an axis is called. @param {Pick<State, "model">} state @param {Axis} axis */
export function axisNames({ model }, axis) {
  if (axis === "class") return namesOf(model?.task ?? "");
  return { one: axis, many: `${axis}s` };
}

/** The samples, then what a person opened. @param {Pick<State, "samples" | "opened">} state @returns {GridPicture[]} */
export function gridPictures({ samples, opened }) {
  return [
    ...samples.map((sample) => ({ id: `sample:${sample.id}`, label: sample.label, sample, opened: null })),
    ...opened.map((one) => ({ id: `opened:${one.number}`, label: one.name, sample: null, opened: one })),
  ];
}

/** The id of the picture that is shown. @param {Pick<State, "picture" | "opened">} state @returns {string} empty without one */
export function presentPicture({ picture, opened }) {
  if (!picture) return "";
  if (picture.sample !== null) return `sample:${picture.sample}`;
  return `opened:${opened.find(({ blob }) => blob === picture.blob)?.number ?? 0}`;
}

/** Everything that an axis can have, in its order. @param {State} state @param {Axis} axis @returns {Entry[]} */
export function entriesOf(state, axis) {
  const entries = ofThePage(state, axis);
  const ofEach = hasAxis(state.comparing, "model") ? OF_EACH_MODEL[axis] : undefined;
  return ofEach ? [ofEach, ...entries] : entries;
}

/** @param {State} state @param {Axis} axis @returns {Entry[]} */
function ofThePage(state, axis) {
  const { catalogue, model, scores } = state;
  if (axis === "method") {
    const { families = [], methods = [] } = catalogue ?? {};
    return families.flatMap(({ id: family, label: group }) => methods.filter((one) => one.family === family)
      .map(({ id, label, description }) => ({ id, label, note: description, group })));
  }
  if (axis === "layer") return (model?.layers ?? []).filter(({ reached }) => reached).map((layer) => ({ id: layer.id, label: layerNames(layer), note: `${layer.op} · ${shape(layer.shape)}`, size: areaWords(layer.shape) }));
  if (axis === "model") return modelsAtHand(state).map(({ id, name, note, group }) => ({ id, label: name, note, group }));
  if (axis === "picture") return gridPictures(state).map(({ id, label, sample }) => ({ id, label, note: sample?.alt ?? "" }));
  const task = model?.task ?? "";
  if (!scores) return (model?.classes ?? []).map((label, index) => ({ id: String(index), label, note: `Number ${index}` }));
  return sorted(task, scores).map((score) => ({ id: String(score.index), label: score.label, note: answerWords(task, score) }));
}

/** The ids that are ticked, in the order of the axis: what a person chose, or a few to begin with.
 * @param {State} state @param {Axis} axis @returns {string[]} */
export function tickedOf(state, axis) {
  const wanted = new Set(state.comparing.ticks[axis] ?? first(state, axis));
  return entriesOf(state, axis).filter(({ id }) => wanted.has(id)).map(({ id }) => id);
}

/** The ticks after one box was changed. @param {State} state @param {Axis} axis @param {string} id @param {boolean} isOn */
export const withTick = (state, axis, id, isOn) => ({ ...state.comparing.ticks, [axis]: ticked(tickedOf(state, axis), id, isOn, entriesOf(state, axis)) });

/** The boxes of an axis: of layers the suggested ones, of classes those that are looked for or the strongest; and all that is ticked.
 * @param {State} state @param {Axis} axis @returns {Entry[]} */
export function offeredOf(state, axis) {
  const entries = entriesOf(state, axis);
  const isTicked = new Set([...tickedOf(state, axis), OF_EACH_MODEL[axis]?.id]);
  if (axis === "layer") {
    const worth = new Set(suggested(state.model).map(({ id }) => id));
    return entries.filter(({ id }) => worth.has(id) || isTicked.has(id));
  }
  if (axis !== "class") return entries;
  const words = state.comparing.search.trim().toLowerCase();
  const found = words ? entries.filter(({ id, label }) => id === words || label.toLowerCase().includes(words)) : entries;
  const offered = new Set(found.slice(0, OFFERED).map(({ id }) => id));
  return entries.filter(({ id }) => offered.has(id) || isTicked.has(id));
}

/** @param {State} state @param {Axis} axis @returns {string[]} */
function first(state, axis) {
  const { catalogue, model, scores, chosen } = state;
  if (axis === "method") return catalogue ? firstMethods(catalogue) : [];
  if (axis === "picture") return firstPictures(state);
  if (axis === "model") return firstModels(state);
  const ofModels = hasAxis(state.comparing, "model");
  if (axis === "layer") return ofModels ? [DEFAULT_LAYER] : suggested(model).map(({ id }) => id);
  if (ofModels && !namesMatch(state)) return [TOP];
  return [...sorted(model?.task ?? "", scores ?? []).slice(0, FIRST_CLASSES).map(({ index }) => String(index)), String(chosen.index)];
}

/** The first cheap methods of each family: what is at hand at once, and something to hold it against.
 * @param {Pick<Catalogue, "families" | "methods">} catalogue @returns {string[]} */
export function firstMethods({ families, methods }) {
  return families.flatMap(({ id }) => methods.filter(({ family, cheap }) => cheap && family === id).slice(0, FIRST_OF_FAMILY)).map(({ id }) => id);
}

/** The one that is shown, and its neighbours of the same kind. @param {State} state */
function firstPictures(state) {
  const all = gridPictures(state);
  const present = all.find(({ id }) => id === presentPicture(state));
  const others = all.filter((one) => one !== present && one.sample?.group === present?.sample?.group);
  return [...(present ? [present] : []), ...others].slice(0, FIRST_PICTURES).map(({ id }) => id);
}

/** The one that is shown, and another one: the one that was opened last, else one that comes with the page. @param {State} state */
function firstModels(state) {
  const all = modelsAtHand(state).map(({ id }) => id);
  const present = presentModel(state);
  const opened = state.seenModels.map(({ id }) => id).reverse();
  const others = [...new Set([...opened, ...all])].filter((id) => id !== present && all.includes(id));
  return [present, ...others].slice(0, FIRST_MODELS);
}

/** Do all ticked models have the chosen class, as far as the page knows? @param {State} state */
export function namesMatch(state) {
  const all = modelsAtHand(state);
  const name = state.model?.classes[state.chosen.index] ?? "";
  const present = all.find(({ id }) => id === presentModel(state));
  const isTicked = new Set(tickedOf(state, "model"));
  return all.filter(({ id }) => isTicked.has(id)).every((model) => model === present || knowsClass(model, name, present));
}

/** Of each picture or model its own strongest class: as a person chose, else wherever one name does not fit them all.
 * @param {State} state @param {Comparison | null} earlier one of the same models stays as it was when more is known of their classes */
export function isBest(state, earlier) {
  const { comparing } = state;
  if (hasAxis(comparing, "class") || !(hasAxis(comparing, "picture") || hasAxis(comparing, "model"))) return false;
  if (comparing.best !== null || hasAxis(comparing, "picture")) return comparing.best ?? true;
  const before = [earlier?.rows, earlier?.columns].find((line) => line?.axis === "model");
  return earlier && before && String(before.ids) === String(tickedOf(state, "model")) ? earlier.best : !namesMatch(state);
}
