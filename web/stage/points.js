/** Where the single pixels that a method found lie. Pure. */

/** @import { Explanation } from "../engine/border.d.ts"
 *  @import { Size } from "./paint.js" */

/** @param {Pick<Explanation, "points"> | null} explanation rows and columns in turns @param {Size | null} input whose pixels they are
 * @returns {{ x: number, y: number }[] | null} the centres of the pixels, as shares of what the network sees */
export function pointsOf(explanation, input) {
  if (!explanation || !input || explanation.points.length === 0) return null;
  const { points } = explanation;
  return Array.from({ length: points.length / 2 }, (_, at) => ({
    x: ((points[2 * at + 1] ?? 0) + 0.5) / input.width,
    y: ((points[2 * at] ?? 0) + 0.5) / input.height,
  }));
}
