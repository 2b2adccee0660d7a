/** An explanation as it is saved: what every file of it is made from, and what comes back when one is dropped. Pure. */
import { shortened } from "./float32.js";

/** @import { Explanation, Fact, Form, Merge, Method, Model, Preprocessing, Rect, Score, Setting, Target } from "../engine/border.d.ts" */

/** What one explanation says, and nothing else about the person, their files or their machine. Rectangles are in pixels of the
 * picture; `sha256` are 64 hex digits.
 * @typedef {{
 *   link: string,
 *   model: { name: string, sha256: string, format: string, file: string | null, task: string, classes: number },
 *   picture: { name: string | null, sha256: string, width: number, height: number, crop: Rect,
 *     hidden: { rects: Rect[], colour: [number, number, number] } | null },
 *   target: { kind: Target["kind"], index: number, than: number | null, negated: boolean, region: Rect | null },
 *   className: string, thanName: string | null,
 *   score: number, probability: number | null, pixels: number,
 *   method: { id: string, label: string, matches: string, usesLayer: boolean, options: Record<string, Setting> },
 *   layers: { id: string, shape: [number, number, number] }[], merge: Merge,
 *   preprocessing: Preprocessing,
 *   map: Float32Array, width: number, height: number, form: Form, min: number, max: number,
 *   facts: Fact[], note: string | null,
 *   versions: { sightline: string, backend: string },
 * }} Saved
 * `link`: how the page shows it again, of which only what follows `#` is to be trusted to mean anything; `model.file`: the name
 * of its file where it has one, `classes`: how many it knows; `picture.hidden`: what was painted over before the network saw
 * it, and with which colour (0 to 255); `score` is summed over `pixels`; `layers`: the first is that of a raw map, `shape` is
 * channels, rows, columns; `map`: row by row; `min`, `max`: of the map */

/**
 * Picks what is saved out of what the page knows.
 * @param {{
 *   link: string, model: Model, modelFile: string | null,
 *   picture: { name: string | null, sha256: string, width: number, height: number, crop: Rect },
 *   hidden: { rects: readonly Rect[], colour: [number, number, number] } | null,
 *   explanation: Explanation, scores: readonly Score[], method: Pick<Method, "id" | "label" | "matches" | "usesLayer">,
 *   preprocessing: Preprocessing, sightline: string,
 * }} shown `modelFile`: a name or a path, of which the folders are dropped, as of `picture.name`; `sightline`: the page's version
 * @returns {Saved}
 */
export function savedOf({ link, model, modelFile, picture, hidden, explanation, scores, method, preprocessing, sightline }) {
  const { target, map, width, height } = explanation;
  const than = target.kind === "difference" ? target.than : null;
  const nameOf = (/** @type {number} */ index) => model.classes[index] ?? String(index);
  return {
    link,
    model: { name: model.name, sha256: model.sha256, format: model.format, file: fileName(modelFile), task: model.task, classes: model.classes.length },
    picture: {
      name: fileName(picture.name),
      sha256: picture.sha256,
      width: picture.width,
      height: picture.height,
      crop: rectOf(picture.crop),
      hidden: hidden && hidden.rects.length > 0 ? { rects: hidden.rects.map(rectOf), colour: [...hidden.colour] } : null,
    },
    target: { kind: target.kind, index: target.index, than, negated: target.negated ?? false, region: target.region ? rectOf(target.region) : null },
    className: nameOf(target.index),
    thanName: than === null ? null : nameOf(than),
    score: shortened(explanation.score),
    probability: orNull(scores.find(({ index }) => index === target.index)?.probability),
    pixels: explanation.pixels,
    method: { id: method.id, label: method.label, matches: method.matches, usesLayer: method.usesLayer, options: { ...explanation.options } },
    layers: explanation.layers.map((id) => ({ id, shape: shapeOf(model, id) })),
    merge: explanation.merge,
    preprocessing: preprocessingOf(preprocessing),
    map,
    width,
    height,
    form: explanation.form,
    min: shortened(explanation.min),
    max: shortened(explanation.max),
    facts: explanation.facts.map(({ label, value, meaning }) => ({ label, value, meaning })),
    note: explanation.note,
    versions: { sightline, backend: explanation.backend },
  };
}

/** @param {Model} model @param {string} id @returns {[number, number, number]} */
function shapeOf({ layers }, id) {
  const [channels = 1, height = 1, width = 1] = layers.find((layer) => layer.id === id)?.shape ?? [];
  return [channels, height, width];
}

/** @param {Preprocessing} input */
export const preprocessingOf = ({ width, height, fit, resize, interpolation, resizer = "tensors", range, mean, std, channels }) => ({
  width, height, fit, resize, interpolation, resizer,
  range: /** @type {[number, number]} */ (range.map(shortened)),
  mean: /** @type {[number, number, number]} */ (mean.map(shortened)),
  std: /** @type {[number, number, number]} */ (std.map(shortened)),
  channels,
});

/** @param {Rect} rect @returns {Rect} */
export const rectOf = ({ x, y, width, height }) => ({ x, y, width, height });

/** @param {number | null | undefined} value */
const orNull = (value) => (value === null || value === undefined ? null : shortened(value));

/** A path says where somebody keeps their files. @param {string | null} path */
const fileName = (path) => path?.split(/[/\\]/).at(-1) || null;
