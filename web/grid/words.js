/** What a grid says of itself. Pure. */
import { targetWords } from "../ask/target.js";
import { isRaw } from "../sentence/evidence.js";
import { number } from "../words.js";
import { axisNames, entriesOf, gridPictures, tickedOf } from "./axis.js";
import { hasAxis } from "./plan.js";

/** @import { Catalogue, Explanation } from "../engine/border.d.ts"
 *  @import { State } from "../state.js"
 *  @import { Axis } from "./axis.js"
 *  @import { Cell, Comparison } from "./plan.js" */

/** As many names as a sentence bears. */
const NAMED = 4;

/** "3 of 21 methods". @param {State} state @param {Axis} axis */
export function tickedWords(state, axis) {
  const all = entriesOf(state, axis).length;
  const { one, many } = axisNames(state, axis);
  return `${tickedOf(state, axis).length} of ${all} ${all === 1 ? one : many}`;
}

/** What holds for all maps: whatever stands on no axis. @param {State} state @param {Comparison} comparison */
export function fixedWords(state, { rows, columns, chosen, of, best, cells }) {
  const { model, catalogue } = state;
  const axes = { rows: rows.axis, columns: columns.axis };
  const words = [];
  const [cell] = cells;
  if (!hasAxis(axes, "method")) words.push(methodLabel(catalogue, chosen.method));
  if (best) words.push("for the strongest class of each picture");
  else if (!hasAxis(axes, "class") && cell) words.push(targetWords(cell.request.target, model?.classes ?? []));
  if (!hasAxis(axes, "layer") && cells.some(({ layer }) => layer !== null)) {
    const layer = chosen.layers.at(-1) ?? chosen.layer;
    const alone = chosen.layers.length > 1 ? " alone" : "";
    words.push(`at ${model?.layers.find(({ id }) => id === layer)?.name ?? layer}${alone}`);
  }
  if (!hasAxis(axes, "picture")) words.push(`on ${pictureName(state, of)}`);
  return words.length > 0 ? capital(words.join(" ")) : "";
}

/** @param {State} state @param {string} id */
const pictureName = (state, id) => gridPictures(state).find((picture) => picture.id === id)?.label ?? state.picture?.name ?? "the picture";

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

/** The maps that nobody has asked for yet: slow ones, or what was cancelled. @param {Comparison} comparison @param {Pick<Catalogue, "methods">} catalogue
 * @returns {{ label: string, about: string } | null} what the button says, and why they are not there; null if none is left */
export function leftWords({ cells }, { methods }) {
  const left = cells.filter(({ state }) => state === "left");
  if (left.length === 0) return null;
  const slow = methods.filter(({ id, cheap }) => !cheap && left.some(({ method }) => method === id)).map(({ label }) => label);
  const label = left.length === 1 ? "Make the map that is left" : `Make the ${left.length} maps that are left`;
  return { label, about: slow.length > 0 ? `${listed(slow)} may take longer.` : "" };
}

/** @param {readonly string[]} names */
function listed(names) {
  const rest = names.length > NAMED ? [`${names.length - NAMED + 1} others`] : names.slice(NAMED - 1);
  const named = [...names.slice(0, NAMED - 1), ...rest];
  return named.length === 1 ? named[0] : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

/** The map that is made now. @param {State} state @param {Comparison} comparison */
export function runningWords({ catalogue, model }, { cells }) {
  const cell = cells.find(({ state }) => state === "running");
  if (!cell) return "";
  const layer = model?.layers.find(({ id }) => id === cell.layer)?.name;
  const together = cells.filter(({ state }) => state === "running").length;
  return `${methodLabel(catalogue, cell.method)}${together > 1 ? ` at ${together} layers` : layer ? ` at ${layer}` : ""}`;
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
export const className = ({ target: { index } }, classes) => classes[index] ?? String(index);

/** @param {number} amount @param {string} one */
const count = (amount, one) => `${amount} ${one}${amount === 1 ? "" : "s"}`;

/** @param {string} words */
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
