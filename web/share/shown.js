/** What can be linked: one plain object, made from the page's state and back. */

/** @import { Rect } from "../engine/border.d.ts" */

export const KINDS = /** @type {const} */ (["class", "probability", "difference"]);
export const MERGES = /** @type {const} */ (["mean", "max", "product"]);
export const LOOKS = /** @type {const} */ (["glow", "spotlight", "veil", "side-by-side", "wipe", "picture", "classes"]);
export const STRIPS = /** @type {const} */ (["layers", "methods", "classes", "pictures"]);
export const AXES = /** @type {const} */ (["class", "layer", "method", "picture", "model"]);
export const GRID_SCALES = /** @type {const} */ (["own", "row", "all"]);

/** A model or a picture: built in or of the catalogue; an address with the SHA-256 of what was found there; a file of a person's
 * own. A hash is 64 lower-case hexadecimal digits.
 * @typedef {{ id: string } | { url: string, sha256: string } | { sha256: string, name: string }} Ref */
/** @typedef {(typeof AXES)[number]} Axis */
/** `index`: the number or the name of a class. `than`: the class to compare with, null for the runner-up.
 * `region`: in pixels of the picture.
 * @typedef {{ kind: (typeof KINDS)[number], index: number | string, than: number | null, negated: boolean, region: Rect | null }} ShownTarget */
/** `opacity`: from 0 to 1. @typedef {{ look: (typeof LOOKS)[number], opacity: number, colourMap: string, scale: string, cells: boolean,
 *   against: boolean, contours: boolean }} ShownView */
/** `models`: those that are compared, where models stand on an axis; none means those of a first look.
 * @typedef {{ rows: Axis, columns: Axis, scale: (typeof GRID_SCALES)[number], models: Ref[] }} ShownGrid */
/** `step` counts from 1; 0 is what the lesson says of itself. @typedef {{ name: string, step: number }} ShownLesson */
/** `lesson` is the one that is open beside the page. `hidden`: the parts of the picture that were painted over, in its pixels.
 * @typedef {{ model: Ref, picture: Ref, target: ShownTarget, layers: string[], merge: (typeof MERGES)[number], method: string,
 *   options: Record<string, boolean | number | string>, view: ShownView, strip: (typeof STRIPS)[number], grid: ShownGrid | null,
 *   hidden: Rect[], lesson: ShownLesson | null }} Shown */

/** Do two plain values say the same? The order of keys does not count. @param {unknown} one @param {unknown} other @returns {boolean} */
export function same(one, other) {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other || Array.isArray(one) !== Array.isArray(other)) return false;
  const entries = Object.entries(one);
  const others = new Map(Object.entries(other));
  return entries.length === others.size && entries.every(([key, value]) => others.has(key) && same(value, others.get(key)));
}
