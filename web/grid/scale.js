/** Which raw values the colours of the maps of a grid stand for, and what one map has more than another. Pure. */
import { ends, isRaw } from "../sentence/evidence.js";
import { number } from "../words.js";

/** @import { Cell, Comparison, Scale } from "./plan.js"
 *  @import { Heatmap } from "../engine/border.d.ts" */

/** Raw values at the two ends of the colours. @typedef {readonly [number, number]} Range */

/** @param {Pick<Cell, "explanation" | "heatmap">} cell @param {boolean} signedScale the normalisation is by the largest absolute value
 * @returns {Range | null} null while there is no map */
export const ownRange = ({ explanation, heatmap }, signedScale) =>
  explanation && heatmap && ends(explanation, { relu: heatmap.display.relu, signedScale });

/** From the lowest to the highest value of the maps that have raw values. @param {readonly Cell[]} cells @param {boolean} signedScale
 * @returns {Range | null} null where none has */
export function rangeOf(cells, signedScale) {
  const ranges = cells.filter(({ explanation }) => explanation && isRaw(explanation)).map((cell) => ownRange(cell, signedScale)).filter((range) => range !== null);
  if (ranges.length === 0) return null;
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}

/** The cells that share a scale with those of a row. @param {Comparison} comparison @param {number} row @param {Scale} scale @returns {Cell[]} */
export function sharing({ cells, places }, row, scale) {
  if (scale === "all") return [...cells];
  return scale === "row" ? [...new Set(places[row])].flatMap((place) => cells[place] ?? []) : [];
}

/** The scale of a cell that is not its own. @param {Pick<Cell, "explanation">} cell @param {readonly Cell[]} others those that share one, none if each has its own
 * @param {boolean} signedScale @returns {Range | null} null where the cell has its own: maps without raw values share none */
export const sharedRange = ({ explanation }, others, signedScale) => (explanation && !isRaw(explanation) ? null : rangeOf(others, signedScale));

/** A heatmap's values on another scale. Every normalisation is a straight line from raw values, so that is one too.
 * @param {Heatmap} heatmap of the scale `own` @param {Range} own @param {Range} shared @param {boolean} signed values run from -1 to 1
 * @returns {Heatmap} */
export function rescaled(heatmap, [low, high], [from, to], signed) {
  const raw = signed ? (/** @type {number} */ value) => value * high : (/** @type {number} */ value) => low + value * (high - low);
  const scale = signed ? (/** @type {number} */ value) => value / to : (/** @type {number} */ value) => (value - from) / (to - from);
  const isFlat = signed ? to === 0 : to === from;
  return { ...heatmap, values: heatmap.values.map((value) => (isFlat ? 0 : scale(raw(value)))) };
}

/** What a map has more than the first one, as shares of the scale from end to end: from -1 to 1. @param {Heatmap} heatmap @param {Heatmap} first of the same size
 * @param {boolean} signed values run from -1 to 1 @returns {Heatmap} */
export function difference(heatmap, first, signed) {
  const length = signed ? 2 : 1;
  return { ...heatmap, values: heatmap.values.map((value, at) => (value - (first.values[at] ?? 0)) / length) };
}

/** What the colours stand for. @param {Scale} scale @param {Range | null} all the range of all maps @param {boolean} isDifference */
export function scaleWords(scale, all, isDifference) {
  const words = {
    own: "Each map has a scale of its own: its strongest value has the strongest colour, however weak it is. Compare the raw numbers.",
    row: "The maps of a row share their raw values: a pale map has weaker values than a strong one beside it. Rows cannot be compared by colour.",
    all: `All maps share the raw values${all ? ` from ${number(all[0])} to ${number(all[1])}` : ""}: a pale map has weak values. Methods and models do not all measure in the same unit, so pale maps of one may only have another one.`,
  }[scale];
  if (!isDifference) return words;
  return `What each map has more or less than the first of its row, as a share of the scale. ${words}`;
}
