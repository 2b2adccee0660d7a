/** Maps on canvases of the page: over a thumbnail, and by themselves. */
import { glowOf, solid } from "./glow.js";

/** @import { ColourMap } from "../engine/border.d.ts"
 *  @import { Frame } from "./evidence.js"
 *  @import { Mean } from "./mean.js"
 *  @import { SmallMap } from "./small-map.js" */

/** Long side of a canvas over a thumbnail. */
const SIDE = 112;

/** Transparent where there is no evidence; of the shape of the picture, so that it fits over it.
 * @param {HTMLCanvasElement} canvas @param {SmallMap} map @param {Frame} picture @param {ColourMap} colourMap */
export function paintOver(canvas, map, picture, colourMap) {
  const scale = SIDE / Math.max(picture.width, picture.height);
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const { x, y, width, height } = picture.crop ?? { x: 0, y: 0, width: picture.width, height: picture.height };
  const context = canvas.getContext("2d");
  const cells = sheet(map, glowOf(map, colourMap));
  if (!context || !cells) return;
  context.imageSmoothingQuality = "high";
  context.drawImage(cells, x * scale, y * scale, width * scale, height * scale);
}

/** The picture itself, when it has been read: sharper than its thumbnail, which is below it. @param {HTMLCanvasElement} canvas
 * @param {File} file @param {number} longest long side in pixels */
export async function paintFile(canvas, file, longest) {
  canvas.width = canvas.height = 0;
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!bitmap) return;
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const context = canvas.getContext("2d");
  if (context) context.imageSmoothingQuality = "high";
  context?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
}

/** Cell by cell; the page enlarges it. @param {HTMLCanvasElement} canvas @param {Mean} mean @param {ColourMap} colourMap */
export function paintMean(canvas, { width, height, mean }, colourMap) {
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.putImageData(new ImageData(solid(mean, colourMap), width, height), 0, 0);
}

/** @param {{ width: number, height: number }} size @param {Uint8ClampedArray<ArrayBuffer>} pixels */
function sheet({ width, height }, pixels) {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}
