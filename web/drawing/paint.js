/** Pixels: a heatmap in colour, and the picture with it on a 2-D canvas. */

/** @import { ColourMap, Heatmap, Rect } from "../engine/contract.js"
 *  @import { Picture, View } from "../state.js" */

/** Long side of what is drawn, in pixels: enough for a large screen; a small picture is drawn larger, so that cells
 * and outlines stay crisp. */
const LONGEST = 1600;
const SHORTEST = 896;

/** @typedef {{ width: number, height: number }} Size */

/** @param {Size} picture @returns {Size} */
export function drawingSize({ width, height }) {
  const long = Math.max(width, height);
  const scale = Math.min(Math.max(long, SHORTEST), LONGEST) / long;
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * The picture at the size at which it is drawn, upright, on white as the network sees it.
 * @param {Blob} blob
 * @param {Size} picture its own size
 */
export async function decodePicture(blob, picture) {
  const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
  const { canvas, context } = sheet(drawingSize(picture));
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

/**
 * @param {Heatmap} heatmap
 * @param {ColourMap} colourMap
 * @param {boolean} signed values run from -1 to 1
 */
export function colourise({ values, width, height }, { table }, signed) {
  const { canvas, context } = sheet({ width, height });
  const image = context.createImageData(width, height);
  const { data } = image;
  values.forEach((value, at) => {
    const share = signed ? (value + 1) / 2 : value;
    const entry = 3 * Math.round(255 * Math.min(Math.max(share, 0), 1));
    for (let channel = 0; channel < 3; channel += 1) data[at * 4 + channel] = table[entry + channel] ?? 0;
    data[at * 4 + 3] = 255;
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

/**
 * @typedef {{ picture: Picture, colours: HTMLCanvasElement | null, view: View, opacity: number, smooth: boolean }} Scene
 * @param {HTMLCanvasElement} canvas
 * @param {Scene} scene
 */
export function paint(canvas, scene) {
  const { width, height } = scene.picture.drawing;
  const gap = Math.round(width / 50);
  const size = { width: scene.view === "side-by-side" ? 2 * width + gap : width, height };
  if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
  const context = context2d(canvas);
  context.clearRect(0, 0, size.width, size.height);
  if (scene.view !== "overlay") panel(context, scene, 0, false);
  if (scene.view !== "picture") panel(context, scene, size.width - width, true);
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {number} left @param {boolean} overlaid */
function panel(context, { picture, colours, opacity, smooth }, left, overlaid) {
  const { drawing, crop } = picture;
  context.drawImage(drawing, left, 0);
  if (!crop) return;
  const x = left + (crop.x * drawing.width) / picture.width;
  const y = (crop.y * drawing.height) / picture.height;
  const width = (crop.width * drawing.width) / picture.width;
  const height = (crop.height * drawing.height) / picture.height;
  if (overlaid && colours) {
    context.save();
    context.globalAlpha = opacity;
    context.imageSmoothingEnabled = smooth;
    context.imageSmoothingQuality = "high";
    context.drawImage(colours, x, y, width, height);
    context.restore();
  }
  if (!isWhole(crop, picture)) outline(context, { x, y, width, height }, Math.max(2, drawing.width / 320));
}

/** @param {Rect} crop @param {Size} picture */
function isWhole(crop, picture) {
  return crop.x < 1 && crop.y < 1 && picture.width - crop.width < 2 && picture.height - crop.height < 2;
}

/** Dark beside light, so that it shows on any picture. @param {CanvasRenderingContext2D} context @param {Rect} rect @param {number} line */
function outline(context, { x, y, width, height }, line) {
  context.lineWidth = line;
  context.strokeStyle = "#000";
  context.strokeRect(x + line / 2, y + line / 2, width - line, height - line);
  context.lineWidth = line / 2;
  context.strokeStyle = "#fff";
  context.strokeRect(x + line / 2, y + line / 2, width - line, height - line);
}

/** @param {Size} size */
function sheet(size) {
  const canvas = Object.assign(document.createElement("canvas"), size);
  return { canvas, context: context2d(canvas) };
}

/** @param {HTMLCanvasElement} canvas */
export function context2d(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot draw on a canvas.");
  return context;
}
