/** What a grid says of itself. Pure. */
import { targetWords } from "../ask/target.js";
import { modelsAtHand, presentModel } from "../models/at-hand.js";
import { isQuick } from "../methods/pace.js";
import { isRaw } from "../sentence/evidence.js";
import { cut, number } from "../words.js";
import { axisNames, entriesOf, gridPictures, isOfEach, tickedOf } from "./axis.js";
import { DEFAULT_LAYER, hasAxis } from "./plan.js";
import { layerIn } from "./translate.js";

/** @import { Catalogue, Explanation, Model } from "../engine/border.d.ts"
 *  @import { Paced } from "../methods/pace.js"
 *  @import { State } from "../state.js"
 *  @import { Axis } from "./axis.js"
 *  @import { Cell, Comparison } from "./plan.js" */

/** As many names as a sentence bears. */
const NAMED = 4;

/** "3 of 21 methods". @param {State} state @param {Axis} axis */
export function tickedWords(state, axis) {
  const all = entriesOf(state, axis).filter((entry) => !isOfEach(entry)).length;
  const { one, many } = axisNames(state, axis);
  return `${tickedOf(state, axis).length} of ${all} ${all === 1 ? one : many}`;
}

/** What holds for all maps: whatever stands on no axis. @param {State} state @param {Comparison} comparison */
export function fixedWords(state, { rows, columns, chosen, of, home, best, cells }) {
  const { catalogue } = state;
  const axes = { rows: rows.axis, columns: columns.axis };
  const ofModels = hasAxis(axes, "model");
  const model = ofModels ? home : state.model;
  const words = [];
  const [cell] = cells;
  if (!hasAxis(axes, "method")) words.push(methodLabel(catalogue, chosen.method));
  if (best) words.push(ofModels ? "for each model’s own top class" : "for the strongest class of each picture");
  else if (!hasAxis(axes, "class") && cell) words.push(targetWords(cell.request.target, model?.classes ?? []));
  if (!hasAxis(axes, "layer") && cells.some(({ layer }) => layer !== null)) {
    const layer = cells.find((one) => one.layer !== null)?.layer ?? DEFAULT_LAYER;
    const alone = chosen.layers.length > 1 ? " alone" : "";
    const name = `at ${cut(model?.layers.find(({ id }) => id === layer)?.name ?? layer)}${alone}`;
    const ofEach = layer === DEFAULT_LAYER ? "at the default layer of each" : `${name}, or the default layer of a model without it`;
    words.push(ofModels ? ofEach : name);
  }
  if (!hasAxis(axes, "picture")) words.push(`on ${pictureName(state, of)}`);
  return words.length > 0 ? capital(words.join(" ")) : "";
}

/** @param {State} state @param {string} id */
const pictureName = (state, id) => cut(gridPictures(state).find((picture) => picture.id === id)?.label ?? state.picture?.name ?? "the picture");

/** @param {State} state @param {string} id */
const modelName = (state, id) => cut(modelsAtHand(state).find((model) => model.id === id)?.name ?? id);

/** A model of the grid, once it was loaded. @param {State} state @param {Comparison} comparison @param {string} id empty for the one that is shown
 * @returns {Model | null} */
export const modelOf = (state, { models }, id) => (id === "" || id === presentModel(state) ? state.model : models[id] ?? null);

/** At which layer a model is explained, where all maps of it are at one. @param {State} state @param {Comparison} comparison @param {string} id of the model */
export function layerOfModel(state, comparison, id) {
  const { rows, columns, cells } = comparison;
  const wanted = cells.find(({ layer }) => layer !== null)?.layer ?? null;
  const model = modelOf(state, comparison, id);
  if (hasAxis({ rows: rows.axis, columns: columns.axis }, "layer") || wanted === null || !model) return "";
  const layer = layerIn(wanted, model) ?? model.defaultLayer;
  return `at ${cut(model.layers.find((one) => one.id === layer)?.name ?? layer)}`;
}

/** @param {Pick<Catalogue, "methods"> | null} catalogue @param {string} method */
const methodLabel = (catalogue, method) => catalogue?.methods.find(({ id }) => id === method)?.label ?? method;

/** How far a grid is. @param {Comparison} comparison @param {boolean} isRunning */
export function progressWords({ cells }, isRunning) {
  const has = (/** @type {Cell["state"]} */ state) => cells.filter((cell) => cell.state === state).length;
  const [done, refused] = [has("done"), has("refused")];
  const not = refused > 0 ? `; ${refused} cannot be made` : "";
  if (isRunning || done + refused < cells.length) return `${done} of ${count(cells.length, "map")}${not}`;
  return `${count(done, "map")}${not}`;
}

/** The maps that nobody has asked for yet: slow ones, or what was cancelled. @param {Comparison} comparison @param {Paced} paced
 * @returns {{ label: string, about: string } | null} what the button says, and why they are not there; null if none is left */
export function leftWords({ cells }, paced) {
  const left = cells.filter(({ state }) => state === "left");
  if (left.length === 0) return null;
  const slow = paced.methods.filter(({ id }) => left.some(({ request }) => request.method === id && !isQuick(paced, request))).map(({ label }) => label);
  const label = left.length === 1 ? "Make the map that is left" : `Make the ${left.length} maps that are left`;
  return { label, about: slow.length > 0 ? `${listed(slow)} may take longer.` : "" };
}

/** @param {readonly string[]} names */
function listed(names) {
  const rest = names.length > NAMED ? [`${names.length - NAMED + 1} others`] : names.slice(NAMED - 1);
  const named = [...names.slice(0, NAMED - 1), ...rest];
  return named.length === 1 ? named[0] : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

/** The map that is made now, and by which model. @param {State} state @param {Comparison} comparison */
export function runningWords(state, comparison) {
  const { cells, visiting } = comparison;
  const running = cells.filter((cell) => cell.state === "running");
  const [cell] = running;
  if (visiting !== null && visiting === presentModel(state)) return `${modelName(state, visiting)} comes back`;
  if (!cell) return "";
  const model = modelOf(state, comparison, cell.model);
  if (!model) return `Loading ${modelName(state, cell.model)}`;
  const layer = model.layers.find(({ id }) => id === cell.layer)?.name;
  const at = running.length > 1 ? ` at ${running.length} layers` : layer ? ` at ${cut(layer)}` : "";
  return `${cell.model ? `${modelName(state, cell.model)} computes: ` : ""}${methodLabel(state.catalogue, cell.method)}${at}`;
}

/** The raw values of a map, and its class where that is the picture's own. @param {Cell} cell @param {readonly string[]} classes */
export function rangeWords({ explanation, best }, classes) {
  if (!explanation) return "";
  const name = best ? `${className(explanation, classes)}: ` : "";
  return `${name}${number(explanation.min)} to ${number(explanation.max)}${isRaw(explanation) ? "" : ", merged"}`;
}

/** Below a map. @param {Cell} cell */
export const maximumWords = ({ explanation }) => (explanation ? `${isRaw(explanation) ? "" : "merged, "}max ${number(explanation.max)}` : "");

/** @param {Explanation} explanation @param {readonly string[]} classes */
export const className = ({ target: { index } }, classes) => cut(classes[index] ?? String(index));

/** @param {number} amount @param {string} one */
const count = (amount, one) => `${amount} ${one}${amount === 1 ? "" : "s"}`;

/** @param {string} words */
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
