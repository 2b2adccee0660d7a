/** Pictures as files, made anew from their pixels: nothing that a file says of camera and place goes along. */
import { glowOf } from "./glow.js";

/** @import { ColourMap } from "../engine/border.d.ts"
 *  @import { Row } from "./run.js"
 *  @import { SmallMap } from "./small-map.js" */

/** Long sides in pixels. */
const THUMBNAIL = 160;
const OVERLAY = 384;
const COPY = 1024;

/** A WebP, or a JPEG where the browser makes none. @param {Blob} blob @returns {Promise<Blob>} at most 160 pixels wide and high */
export async function thumbnailOf(blob) {
  const canvas = await drawn(blob, THUMBNAIL);
  const webp = await canvas.convertToBlob({ type: "image/webp", quality: 0.7 });
  return webp.type === "image/webp" ? webp : canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
}

/** The picture with the map on it. @param {Row} row @param {SmallMap} map @param {ColourMap} colourMap
 * @returns {Promise<Blob>} a PNG, at most 384 pixels wide and high */
export async function overlayOf(row, map, colourMap) {
  const canvas = await drawn(row.file, OVERLAY);
  const [across, down] = [canvas.width / row.width, canvas.height / row.height];
  const { x, y, width, height } = row.crop ?? { x: 0, y: 0, width: row.width, height: row.height };
  const cells = new OffscreenCanvas(map.width, map.height);
  context2d(cells).putImageData(new ImageData(glowOf(map, colourMap), map.width, map.height), 0, 0);
  const context = context2d(canvas);
  context.imageSmoothingQuality = "high";
  context.drawImage(cells, x * across, y * down, width * across, height * down);
  return canvas.convertToBlob({ type: "image/png" });
}

/** The picture alone. @param {Row} row @returns {Promise<{ blob: Blob, width: number, height: number }>} a JPEG, at most 1024 pixels wide and high */
export async function copyOf({ file }) {
  const canvas = await drawn(file, COPY);
  return { blob: await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 }), width: canvas.width, height: canvas.height };
}

/** Upright, on white as the network sees it, and no larger than it is. @param {Blob} blob @param {number} longest */
async function drawn(blob, longest) {
  const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
  try {
    const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
    const context = context2d(canvas);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas;
  } finally {
    bitmap.close(); // a photograph takes 50 MB; the browser would keep it for a while
  }
}

/** In memory rather than on the graphics card: what is drawn is read once and thrown away. @param {OffscreenCanvas} canvas */
function context2d(canvas) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser cannot draw on a canvas.");
  return context;
}
