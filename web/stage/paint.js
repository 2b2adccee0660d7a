/** Pixels: a heatmap in colour, and the picture with it on a 2-D canvas. */

/** @import { ColourMap, Heatmap, Rect } from "../engine/border.d.ts"
 *  @import { Picture, View } from "../state.js" */

/** Long side of what is drawn, in pixels: enough for a large screen; a small picture is drawn larger, so that cells
 * and outlines stay crisp. */
const LONGEST = 1600;
const SHORTEST = 896;
/** Of a small one among several. */
const SMALL = 320;

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

/** The same picture, drawn small. @param {Picture} picture @returns {Picture} */
export function thumbnail(picture) {
  const { width, height } = picture.drawing;
  const scale = SMALL / Math.max(width, height);
  const { canvas, context } = sheet({ width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) });
  context.imageSmoothingQuality = "high";
  context.drawImage(picture.drawing, 0, 0, canvas.width, canvas.height);
  return { ...picture, drawing: canvas };
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

/** The whole width, and where the panel with the heatmap begins. @param {Size} drawing @param {View} view */
export function layout({ width }, view) {
  const left = view === "side-by-side" ? width + Math.round(width / 50) : 0;
  return { width: left + width, left };
}

/**
 * `colours` and `points`, which are shares of it, are drawn on the part of the picture that the network sees; `region` is
 * marked, `object` with dashes.
 * @typedef {{ picture: Picture, colours: HTMLCanvasElement | null, points: { x: number, y: number }[] | null,
 *   region: Rect | null, object: Rect | null, view: View, opacity: number, smooth: boolean }} Scene
 * @param {HTMLCanvasElement} canvas
 * @param {Scene} scene
 */
export function paint(canvas, scene) {
  const { height } = scene.picture.drawing;
  const { width, left } = layout(scene.picture.drawing, scene.view);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = context2d(canvas);
  context.clearRect(0, 0, width, height);
  if (scene.view === "picture" || scene.view === "side-by-side") panel(context, scene, 0, false);
  if (scene.view !== "picture") panel(context, scene, left, true);
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {number} left @param {boolean} overlaid */
function panel(context, { picture, colours, points, region, object, opacity, smooth }, left, overlaid) {
  const { drawing, crop } = picture;
  const line = Math.max(2, drawing.width / 320);
  context.drawImage(drawing, left, 0);
  if (!crop) return;
  const { x, y, width, height } = drawn(crop, picture, left);
  if (overlaid && colours) {
    context.save();
    context.globalAlpha = opacity;
    context.imageSmoothingEnabled = smooth;
    context.imageSmoothingQuality = "high";
    context.drawImage(colours, x, y, width, height);
    context.restore();
  }
  if (overlaid) for (const point of points ?? []) dot(context, x + point.x * width, y + point.y * height, line);
  if (!isWhole(crop, picture)) outline(context, { x, y, width, height }, line);
  if (region) outline(context, grown(drawn(region, picture, left), 8 * line), 2 * line);
  if (object) outline(context, grown(drawn(object, picture, left), 8 * line), 2 * line, [6 * line, 4 * line]);
}

/** @param {Rect} rect in pixels of the picture @param {Picture} picture @param {number} left @returns {Rect} in those of the drawing */
function drawn({ x, y, width, height }, { drawing, ...picture }, left) {
  const [across, down] = [drawing.width / picture.width, drawing.height / picture.height];
  return { x: left + x * across, y: y * down, width: width * across, height: height * down };
}

/** At least `size` wide and high, around the same centre: one pixel could not be seen. @param {Rect} rect @param {number} size */
function grown({ x, y, width, height }, size) {
  const [wider, higher] = [Math.max(size - width, 0), Math.max(size - height, 0)];
  return { x: x - wider / 2, y: y - higher / 2, width: width + wider, height: height + higher };
}

/** @param {Rect} crop @param {Size} picture */
function isWhole(crop, picture) {
  return crop.x < 1 && crop.y < 1 && picture.width - crop.width < 2 && picture.height - crop.height < 2;
}

/** Dark beside light, so that it shows on any picture. @param {CanvasRenderingContext2D} context @param {Rect} rect @param {number} line
 * @param {number[]} [dashes] of the light one */
function outline(context, { x, y, width, height }, line, dashes = []) {
  context.lineWidth = line;
  context.strokeStyle = "#000";
  context.strokeRect(x + line / 2, y + line / 2, width - line, height - line);
  context.lineWidth = line / 2;
  context.strokeStyle = "#fff";
  context.setLineDash(dashes);
  context.strokeRect(x + line / 2, y + line / 2, width - line, height - line);
  context.setLineDash([]);
}

/** Light in dark, so that it shows on any picture. @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} line */
function dot(context, x, y, line) {
  for (const [radius, colour] of /** @type {const} */ ([[2 * line, "#000"], [1.25 * line, "#fff"]])) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
  }
}

/** @param {Size} size */
export function sheet(size) {
  const canvas = Object.assign(document.createElement("canvas"), size);
  return { canvas, context: context2d(canvas) };
}

/** @param {HTMLCanvasElement} canvas */
export function context2d(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot draw on a canvas.");
  return context;
}
