/** What can be linked: one plain object, made from the page's state and back. */

/** @import { Preprocessing, Rect } from "../engine/border.d.ts" */

export const KINDS = /** @type {const} */ (["class", "probability", "difference"]);
export const MERGES = /** @type {const} */ (["mean", "max", "product"]);
export const LOOKS = /** @type {const} */ (["glow", "spotlight", "veil", "side-by-side", "wipe", "picture", "classes"]);
export const STRIPS = /** @type {const} */ (["layers", "methods", "classes", "pictures"]);
export const AXES = /** @type {const} */ (["class", "layer", "method", "picture", "model"]);
export const GRID_SCALES = /** @type {const} */ (["own", "row", "all"]);
export const FITS = /** @type {const} */ (["squash", "crop", "resize-crop", "squash-crop"]);
export const INTERPOLATIONS = /** @type {const} */ (["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"]);
export const RESIZERS = /** @type {const} */ (["pillow", "transformers", "tensors", "samples", "canvas"]);
export const COLOURS = /** @type {const} */ (["rgb", "bgr", "grey"]);

/** A model or a picture: built in or of the catalogue; an address with the SHA-256 of what was found there; a file of a person's
 * own. A hash is 64 lower-case hexadecimal digits.
 * @typedef {{ id: string } | { url: string, sha256: string } | { sha256: string, name: string }} Ref */
/** @typedef {(typeof AXES)[number]} Axis */
/** `index`: the number or the name of a class. `than`: the class to compare with, null for the runner-up.
 * `region`: in pixels of the picture.
 * @typedef {{ kind: (typeof KINDS)[number], index: number | string, than: number | null, negated: boolean, region: Rect | null }} ShownTarget */
/** How the model's files are read where they leave it open: ids of the engine, null where they do not, and for a task that nobody chose.
 * @typedef {{ weights: string | null, network: string | null, output: string | null, task: string | null }} Reading */
/** `opacity` and `wipe`, where the map begins from the left: from 0 to 1.
 * @typedef {{ look: (typeof LOOKS)[number], opacity: number, wipe: number, colourMap: string, scale: string, cells: boolean,
 *   against: boolean, contours: boolean }} ShownView */
/** `best`: of each picture or model its own strongest class, null where nobody said. `difference`: to the first of each row.
 * @typedef {{ rows: Axis, columns: Axis, scale: (typeof GRID_SCALES)[number], best: boolean | null, difference: boolean }} ShownGrid */
/** What is ticked on the axes of the grid, null for what it begins with. Among layers and classes null stands for what each model has of its
 * own: its default layer, its strongest class.
 * @typedef {{ method: string[] | null, layer: (string | null)[] | null, class: (number | null)[] | null, picture: Ref[] | null,
 *   model: Ref[] | null }} ShownTicks */
/** What the map is judged by: the object that a person marked, and the ids of the metrics, null for those that are ticked at first.
 * @typedef {{ object: Rect | null, metrics: string[] | null }} ShownJudge */
/** `step` counts from 1; 0 is what the lesson says of itself. @typedef {{ name: string, step: number }} ShownLesson */
/** `input`: null for the model's own, unless that is a guess. `hidden`: the parts of the picture that were painted over, in its pixels.
 * `threshold`: the probability from which one of any number of classes counts as found. `lesson`: the one that is open beside the page.
 * @typedef {{ model: Ref, reading: Reading, input: Preprocessing | null, picture: Ref, target: ShownTarget, layers: string[],
 *   merge: (typeof MERGES)[number], method: string, options: Record<string, boolean | number | string>, view: ShownView, threshold: number,
 *   strip: (typeof STRIPS)[number], grid: ShownGrid | null, ticks: ShownTicks, judge: ShownJudge, hidden: Rect[],
 *   lesson: ShownLesson | null }} Shown */

/** Do two plain values say the same? The order of keys does not count. @param {unknown} one @param {unknown} other @returns {boolean} */
export function same(one, other) {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other || Array.isArray(one) !== Array.isArray(other)) return false;
  const entries = Object.entries(one);
  const others = new Map(Object.entries(other));
  return entries.length === others.size && entries.every(([key, value]) => others.has(key) && same(value, others.get(key)));
}

/** Whether what is loaded is what a link means. The content counts, not the name. @param {Ref | null} loaded @param {Ref} meant */
export function isMeant(loaded, meant) {
  if (!loaded) return false;
  if ("sha256" in loaded && "sha256" in meant) return loaded.sha256 === meant.sha256;
  return same(loaded, meant);
}
