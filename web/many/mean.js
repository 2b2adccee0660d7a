/**
 * The mean heatmap of a class: where the evidence for it usually lies. Pure.
 *
 * Each map is made as the page shows it, evidence against the class set to 0 and the rest scaled from 0 to 1, so that every
 * picture counts the same, however strong its scores. What is averaged is the part that the network sees, cell by cell. A map
 * without evidence counts as zeros: leaving it out would make the mean look surer than the model is.
 */
import { mapAt } from "./table.js";

/** @import { Line } from "./table.js"
 *  @import { SmallMap } from "./small-map.js" */

/** `index`: the class that the maps explain. `pictures` were averaged, `blank` of them without any evidence.
 * `mean`: `width` x `height` values from 0 to 1, row by row.
 * @typedef {{ index: number, width: number, height: number, pictures: number, blank: number, mean: Float32Array }} Mean */
/** Which pictures count for a class: those that truly show it and whose map explains it, those whose map explains it although
 * they show something else, or, where nothing is known, all whose map explains it.
 * @typedef {"right" | "wrong" | "all"} Of */

/** Added to the divisor, as the engine does. */
const EPSILON = 1e-7;

/** Evidence against the class set to 0, the rest from the smallest value to the largest. @param {Pick<SmallMap, "map" | "positive">} map
 * @returns {Float32Array} from 0 to 1 */
export function shown({ map, positive }) {
  const values = positive ?? map.map((value) => Math.max(value, 0));
  const [low, high] = values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
  return values.map((value) => (value - low) / (EPSILON + (high - low)));
}

/**
 * One more picture. Streaming: each mean is that of what was added so far, and nothing else is kept.
 * @param {ReadonlyMap<number, Mean>} means by class
 * @param {Line} line
 * @param {{ layer: string | null, of: Of }} wanted
 * @returns {ReadonlyMap<number, Mean>} the same one where the line adds nothing
 */
export function withLine(means, { row, truth }, { layer, of }) {
  const map = mapAt(row, layer);
  if (!map || row.about === null) return means;
  const isTrue = truth?.index === row.about;
  const isWanted = of === "all" || (of === "right" ? isTrue : truth !== null && truth.index !== null && !isTrue);
  const before = means.get(row.about) ?? emptyMean(row.about, map);
  // Maps of other layers have other cells.
  if (!isWanted || before.width !== map.width || before.height !== map.height) return means;
  const values = shown(map);
  const pictures = before.pictures + 1;
  const mean = before.mean.map((value, at) => value + ((values[at] ?? 0) - value) / pictures);
  const blank = before.blank + (values.some((value) => value > 0) ? 0 : 1);
  return new Map(means).set(row.about, { ...before, pictures, blank, mean });
}

/** @param {readonly Line[]} lines @param {{ layer: string | null, of: Of }} wanted @returns {Mean[]} the most pictures first */
export function meansOf(lines, wanted) {
  const means = lines.reduce((sofar, line) => withLine(sofar, line, wanted), /** @type {ReadonlyMap<number, Mean>} */ (new Map()));
  return [...means.values()].sort((a, b) => b.pictures - a.pictures || a.index - b.index);
}

/** @param {number} index @param {SmallMap} map @returns {Mean} */
const emptyMean = (index, { width, height }) => ({ index, width, height, pictures: 0, blank: 0, mean: new Float32Array(width * height) });
