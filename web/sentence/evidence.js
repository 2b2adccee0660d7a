/** Where on a raw map the positive evidence lies, in numbers and words. Pure. */

/** @import { Explanation } from "../engine/border.d.ts" */

const ROWS = ["upper", "middle", "lower"];
const COLUMNS = ["left", "centre", "right"];

/**
 * @param {Pick<Explanation, "map" | "width" | "height">} explanation
 * @returns {{ region: string, halfShare: number } | null} the third by third of the map where its peak lies, and the share of
 *   the map's area, in (0, 1], that holds half of the positive evidence; null without positive evidence
 */
export function strongest({ map, width, height }) {
  const positive = map.map((value) => Math.max(value, 0));
  const total = positive.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return null;
  const peak = positive.indexOf(positive.reduce((most, value) => Math.max(most, value), 0));
  const region = third(Math.floor(peak / width), height) * 3 + third(peak % width, width);
  return { region: regionName(region), halfShare: halfShare(positive, total) };
}

/** The cell's centre decides. @param {number} at @param {number} size */
const third = (at, size) => Math.min(2, Math.floor(((at + 0.5) * 3) / size));

/** @param {number} region */
function regionName(region) {
  const row = ROWS[Math.floor(region / 3)];
  const column = COLUMNS[region % 3];
  return row === "middle" && column === "centre" ? "centre" : `${row} ${column}`;
}

/** @param {Float32Array} positive @param {number} total */
function halfShare(positive, total) {
  const sorted = positive.slice().sort().reverse();
  let sum = 0;
  const enough = sorted.findIndex((value) => (sum += value) >= total / 2);
  return (enough + 1) / sorted.length;
}

/** Whether the values are those that the method computed, rather than maps of several layers or views, each scaled to
 * [0, 1] before merging. @param {Pick<Explanation, "form">} explanation */
export const isRaw = ({ form }) => form === "raw";

/**
 * The raw values that the ends of the colour bar stand for.
 * @param {Pick<Explanation, "min" | "max">} range
 * @param {{ relu: boolean, signedScale: boolean }} scale `signedScale`: the normalisation is by the largest absolute value
 * @returns {[number, number]}
 */
export function ends({ min, max }, { relu, signedScale }) {
  const low = relu ? Math.max(min, 0) : min;
  const high = relu ? Math.max(max, 0) : max;
  if (!signedScale) return [low, high];
  const most = Math.max(Math.abs(low), Math.abs(high));
  return [relu ? 0 : -most, most];
}
