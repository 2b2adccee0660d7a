/** The colours of a map: as opaque as the evidence is strong, so that the rest stays the picture. Pure. */
import { shown } from "./mean.js";

/** @import { ColourMap } from "../engine/border.d.ts"
 *  @import { SmallMap } from "./small-map.js" */

/** How opaque the strongest place is: the picture is still seen below it. */
const MOST_OPAQUE = 0.85;

/** @param {ArrayLike<number>} values from 0 to 1 @param {Pick<ColourMap, "table">} colourMap
 * @param {number} [opacity] of the strongest place @returns {Uint8ClampedArray<ArrayBuffer>} RGBA, a pixel for each value */
export function glow(values, { table }, opacity = MOST_OPAQUE) {
  const pixels = new Uint8ClampedArray(4 * values.length);
  for (let at = 0; at < values.length; at += 1) {
    const value = Math.min(Math.max(values[at] ?? 0, 0), 1);
    const entry = 3 * Math.round(255 * value);
    for (let channel = 0; channel < 3; channel += 1) pixels[4 * at + channel] = table[entry + channel] ?? 0;
    pixels[4 * at + 3] = Math.round(255 * opacity * value);
  }
  return pixels;
}

/** The same in full colour, without a picture below. @param {ArrayLike<number>} values @param {Pick<ColourMap, "table">} colourMap */
export function solid(values, colourMap) {
  const pixels = glow(values, colourMap);
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
  return pixels;
}

/** @param {SmallMap} map @param {Pick<ColourMap, "table">} colourMap */
export const glowOf = (map, colourMap) => glow(shown(map), colourMap);
