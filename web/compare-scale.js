/** Which raw values the colours of compared maps stand for: each map's own, or the same for all. Pure. */
import { ends, isRaw } from "./drawing/evidence.js";
import { number } from "./words.js";

/** @import { Cell, Comparing, Comparison } from "./compare.js"
 *  @import { Heatmap } from "./engine/contract.js" */

/** Raw values at the two ends of the colours. @typedef {readonly [number, number]} Range */

/** @param {Cell} cell @param {boolean} signedScale the normalisation is by the largest absolute value
 * @returns {Range | null} null while there is no map */
export const ownRange = ({ explanation, heatmap }, signedScale) =>
  explanation && heatmap && ends(explanation, { relu: heatmap.display.relu, signedScale });

/** From the lowest to the highest value of all maps; those without raw values have no part in it.
 * @param {Comparison} comparison @param {boolean} signedScale @returns {Range | null} null while there is none */
export function sharedRange({ cells }, signedScale) {
  const ranges = cells.filter(({ explanation }) => explanation && isRaw(explanation)).map((cell) => ownRange(cell, signedScale));
  const known = ranges.filter((range) => range !== null);
  if (known.length === 0) return null;
  return [Math.min(...known.map(([low]) => low)), Math.max(...known.map(([, high]) => high))];
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

/** @param {Comparing["scale"]} scale @param {Range | null} shared */
export function scaleWords(scale, shared) {
  if (scale === "own") return "Each map has a scale of its own: its strongest value has the strongest colour, however weak it is. Compare the raw numbers.";
  const range = shared ? ` from ${number(shared[0])} to ${number(shared[1])}` : "";
  return `All maps share the raw values${range}: a pale map has weak values. Methods do not all measure in the same unit, so compare a method with itself first.`;
}
