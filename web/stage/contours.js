/** Lines of equal evidence. */
import { contours } from "d3-contour";

/** @import { Heatmap } from "../engine/border.d.ts" */

/** Places as shares of the heatmap's width and height. @typedef {[number, number][]} Line */

/** Quarters of the strongest evidence. */
const LEVELS = [0.25, 0.5, 0.75];

/** The lines along which the heatmap has a quarter, half and three quarters of its scale, in both directions of a signed one.
 * @param {Pick<Heatmap, "values" | "width" | "height">} heatmap @returns {Line[]} */
export function contourLines({ values, width, height }) {
  const sizes = Array.from(values, Math.abs);
  const found = contours().size([width, height]).thresholds(LEVELS)(sizes);
  return found.flatMap(({ coordinates }) => coordinates.flat().map((ring) => ring.map(([x = 0, y = 0]) => /** @type {[number, number]} */ ([x / width, y / height]))));
}
