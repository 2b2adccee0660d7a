/** The classes of a segmentation in colours that can be told apart. Pure, but for the canvas that it makes. */
import { sheet } from "./paint.js";

/** @import { Score, Segmentation } from "../engine/border.d.ts" */

/** @typedef {[number, number, number]} Rgb */

/** Masataka Okabe and Kei Ito, "Color Universal Design" (2008): told apart with any common colour vision. Black comes
 * first, as the first class of most segmentations is the background. @type {Rgb[]} */
const OKABE_ITO = [
  [0, 0, 0], [230, 159, 0], [86, 180, 233], [0, 158, 115], [240, 228, 66], [0, 114, 178], [213, 94, 0], [204, 121, 167],
];
/** Degrees by which the hues turn for each further round through the table. */
const TURN = 25;

/**
 * Colours by class index. They go to the classes that are present, in class order, so that a picture with few classes
 * gets the table's own colours; only from the eighth thing on are they turned.
 * @param {readonly number[]} present class indices, ascending
 * @returns {Map<number, Rgb>}
 */
export function classColours(present) {
  const things = OKABE_ITO.length - 1;
  const rank = (/** @type {number} */ index) => present.filter((other) => other !== 0).indexOf(index);
  return new Map(present.map((index) => {
    const at = index === 0 ? 0 : 1 + (rank(index) % things);
    const round = index === 0 ? 0 : Math.floor(rank(index) / things);
    return [index, turned(OKABE_ITO[at] ?? [0, 0, 0], round * TURN)];
  }));
}

/** The classes of which there are pixels, the largest area first. @param {readonly Score[]} scores of a segmentation */
export const presentScores = (scores) => scores.filter(({ probability }) => (probability ?? 0) > 0).sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0));

/** @param {Segmentation} segmentation @returns {Uint8ClampedArray<ArrayBuffer>} RGBA, row-major */
export function classPixels({ width, height, classes }) {
  const present = [...new Set(classes)].sort((a, b) => a - b);
  const colours = classColours(present);
  const data = new Uint8ClampedArray(width * height * 4);
  classes.forEach((index, at) => data.set([...(colours.get(index) ?? [0, 0, 0]), 255], at * 4));
  return data;
}

/** @param {Segmentation} segmentation */
export function paintClasses(segmentation) {
  const { canvas, context } = sheet(segmentation);
  context.putImageData(new ImageData(classPixels(segmentation), segmentation.width, segmentation.height), 0, 0);
  return canvas;
}

/** The same lightness and saturation at another hue. @param {Rgb} colour @param {number} degrees @returns {Rgb} */
export function turned(colour, degrees) {
  if (degrees === 0) return colour;
  const [hue, saturation, lightness] = toHsl(colour);
  const amount = saturation * Math.min(lightness, 1 - lightness);
  const channel = (/** @type {number} */ offset) => {
    const at = (offset + (hue + degrees) / 30) % 12;
    return Math.round(255 * (lightness - amount * Math.max(-1, Math.min(at - 3, 9 - at, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** @param {Rgb} colour @returns {[number, number, number]} degrees, and two shares in [0, 1] */
function toHsl(colour) {
  const [red, green, blue] = /** @type {Rgb} */ (colour.map((value) => value / 255));
  const [high, low] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const lightness = (high + low) / 2;
  const range = high - low;
  if (range === 0) return [0, 0, lightness];
  const sixth = high === red ? (green - blue) / range : high === green ? 2 + (blue - red) / range : 4 + (red - green) / range;
  return [(60 * sixth + 360) % 360, range / (1 - Math.abs(2 * lightness - 1)), lightness];
}
