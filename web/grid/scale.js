/** Which raw values the colours of compared maps stand for: each map's own, or the same for all. Pure. */
import { ends, isRaw } from "../sentence/evidence.js";
import { number } from "../words.js";

/** @import { Cell, Comparison, Scale } from "./compare.js"
 *  @import { Heatmap } from "../engine/border.d.ts" */

/** Raw values at the two ends of the colours. @typedef {readonly [number, number]} Range */

/** @param {Cell} cell @param {boolean} signedScale the normalisation is by the largest absolute value
 * @returns {Range | null} null while there is no map */
export const ownRange = ({ explanation, heatmap }, signedScale) =>
  explanation && heatmap && ends(explanation, { relu: heatmap.display.relu, signedScale });

/** From the lowest to the highest value of the maps that share a scale with this cell; those without raw values share none.
 * @param {Comparison} comparison @param {Pick<Cell, "method" | "explanation">} cell @param {Scale} scale @param {boolean} signedScale
 * @returns {Range | null} null where the cell has its own */
export function sharedRange({ cells }, { method, explanation }, scale, signedScale) {
  if (scale === "own" || (explanation && !isRaw(explanation))) return null;
  const others = cells.filter((cell) => cell.explanation && isRaw(cell.explanation) && (scale === "all" || cell.method === method));
  const ranges = others.map((cell) => ownRange(cell, signedScale)).filter((range) => range !== null);
  if (ranges.length === 0) return null;
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}

/** A heatmap's values on another scale. Every normalisation is a straight line from raw values, so that is one too.
 * @param {Heatmap} heatmap of the scale `own` @param {Range} own @param {Range} shared @param {boolean} signed values run from -1 to 1
 * @returns {Heatmap} */
export function rescaled(heatmap, [low, high], [from, to], signed) {
  const raw = signed ? (/** @type {number} */ value) => value * high : (/** @type {number} */ value) => low + value * (high - low);
  const scale = signed ? (/** @type {number} */ value) => value / to : (/** @type {number} */ value) => (value - from) / (to - from);
  const isFlat = signed ? to === 0 : to === from;
  return { ...heatmap, values: heatmap.values.map((value) => (isFlat ? 0 : scale(raw(value)))) };
}

/** What is shared. @param {Scale} scale @param {Range | null} all the range of all maps */
export function scaleWords(scale, all) {
  if (scale === "own") return "Each map has a scale of its own: its strongest value has the strongest colour, however weak it is. Compare the raw numbers.";
  if (scale === "method") return "The maps of one method share their raw values: a pale map has weaker values than a strong one in its column. Columns cannot be compared by colour.";
  const range = all ? ` from ${number(all[0])} to ${number(all[1])}` : "";
  return `All maps share the raw values${range}: a pale map has weak values. Methods do not all measure in the same unit, so a pale column may only have another one.`;
}
