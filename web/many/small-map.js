/** A map that is small enough to be kept for each of a thousand pictures. Pure. */

/** @import { Explanation } from "../engine/border.d.ts" */

/** `map`: row by row, the part of the picture that the network sees. `positive`: the same of the evidence for the class
 * alone, null where that is what is positive in `map`. `min` and `max` are those of the whole map.
 * @typedef {{ layer: string, width: number, height: number, map: Float32Array, positive: Float32Array | null,
 *   min: number, max: number, form: Explanation["form"], note: string | null, fullWidth: number, fullHeight: number }} SmallMap */

/** Cells along the longer side: those of a layer's map, seldom those of a picture's pixels. */
export const MOST_CELLS = 28;

/**
 * Maps of at most `MOST_CELLS` keep their values. Of larger ones each cell is the mean of what it covers; evidence for
 * and against would cancel there, so that the former is kept by itself too.
 * @param {Pick<Explanation, "layer" | "map" | "width" | "height" | "min" | "max" | "form" | "note">} explanation
 * @returns {SmallMap} with arrays of its own
 */
export function smallMap({ layer, map, width, height, min, max, form, note }) {
  const scale = Math.min(1, MOST_CELLS / Math.max(width, height));
  const [across, down] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const isKept = scale === 1;
  const facts = { layer, width: across, height: down, min, max, form, note, fullWidth: width, fullHeight: height };
  if (isKept) return { ...facts, map: map.slice(), positive: null };
  const small = (/** @type {Float32Array} */ values) => means(values, { width, height }, { width: across, height: down });
  return { ...facts, map: small(map), positive: min < 0 ? small(map.map((value) => Math.max(value, 0))) : null };
}

/** @typedef {{ width: number, height: number }} Size */

/** The mean over each cell; what lies in two cells counts in both by its part. @param {Float32Array} values @param {Size} from @param {Size} to */
function means(values, from, to) {
  const [across, down] = [parts(from.width, to.width), parts(from.height, to.height)];
  const result = new Float32Array(to.width * to.height);
  down.forEach((rows, y) => across.forEach((columns, x) => {
    let sum = 0;
    for (const [row, high] of rows) for (const [column, wide] of columns) sum += (values[row * from.width + column] ?? 0) * high * wide;
    result[y * to.width + x] = sum;
  }));
  return result;
}

/** For each of the few cells the many that it covers, with weights that sum to 1. @param {number} many @param {number} few
 * @returns {[number, number][][]} */
function parts(many, few) {
  const size = many / few;
  return Array.from({ length: few }, (_, at) => {
    const [start, end] = [at * size, Math.min((at + 1) * size, many)];
    /** @type {[number, number][]} */
    const found = [];
    for (let cell = Math.floor(start); cell < end; cell += 1) {
      found.push([cell, (Math.min(end, cell + 1) - Math.max(start, cell)) / size]);
    }
    return found;
  });
}
