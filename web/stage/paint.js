/** Pixels: a heatmap in colour, and the picture with it on a 2-D canvas, in one of several looks. */

/** @import { ColourMap, Heatmap, Pixels, Rect } from "../engine/border.d.ts"
 *  @import { Picture } from "../pictures/state.js"
 *  @import { Line } from "./contours.js"
 *  @import { Look } from "./state.js" */

/** Long side of what is drawn, in pixels: enough for a large screen; a small picture is drawn larger, so that cells
 * and outlines stay crisp. */
const LONGEST = 1600;
const SHORTEST = 896;
/** Of what is not evidence under the spotlight: how dark it is. */
const DARK = 0.72;

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
 * @throws where the browser cannot read it, or reads another size
 */
export async function decodePicture(blob, picture) {
  const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
  // A damaged file may be one picture for the browser and another for the engine: the map would lie on the wrong one.
  if (bitmap.width !== picture.width || bitmap.height !== picture.height) throw new Error(`${bitmap.width} x ${bitmap.height} instead of ${picture.width} x ${picture.height}`);
  return drawBitmap(bitmap, picture);
}

/** The same, of the engine's pixels. @param {Pixels} pixels */
export async function drawPixels(pixels) {
  const { width, height, rgb } = pixels;
  return drawBitmap(await createImageBitmap(filled(new ImageData(width, height), rgb)), pixels);
}

/** @param {ImageData} image @param {Uint8Array} rgb three bytes a pixel */
export function filled(image, rgb) {
  for (let at = 0; at < image.width * image.height; at += 1) image.data.set([rgb[3 * at] ?? 0, rgb[3 * at + 1] ?? 0, rgb[3 * at + 2] ?? 0, 255], 4 * at);
  return image;
}

/** @param {ImageBitmap} bitmap @param {Size} picture */
function drawBitmap(bitmap, picture) {
  const { canvas, context } = sheet(drawingSize(picture));
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

/** The same picture, drawn small. @param {Picture} picture @param {number} [longest] its long side in pixels @returns {Picture} */
export function thumbnail(picture, longest = 320) {
  const { width, height } = picture.drawing;
  const scale = longest / Math.max(width, height);
  const { canvas, context } = sheet({ width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) });
  context.imageSmoothingQuality = "high";
  context.drawImage(picture.drawing, 0, 0, canvas.width, canvas.height);
  return { ...picture, drawing: canvas };
}

/** The middle of a drawing, so that it fills the canvas. @param {HTMLCanvasElement} canvas @param {CanvasImageSource & Size} drawing */
export function fill(canvas, drawing) {
  const side = Math.min(drawing.width / canvas.width, drawing.height / canvas.height);
  const [width, height] = [canvas.width * side, canvas.height * side];
  const context = context2d(canvas);
  context.imageSmoothingQuality = "high";
  context.drawImage(drawing, (drawing.width - width) / 2, (drawing.height - height) / 2, width, height, 0, 0, canvas.width, canvas.height);
}

/**
 * A heatmap in colour. It is as opaque as its values are strong, so that what is no evidence stays the picture.
 * @param {Heatmap} heatmap
 * @param {ColourMap} colourMap
 * @param {{ signed: boolean, even: boolean }} how `signed`: values run from -1 to 1; `even`: opaque everywhere
 */
export function colourise({ values, width, height }, { table }, { signed, even }) {
  const { canvas, context } = sheet({ width, height });
  const image = context.createImageData(width, height);
  const { data } = image;
  values.forEach((value, at) => {
    const share = signed ? (value + 1) / 2 : value;
    const entry = 3 * Math.round(255 * Math.min(Math.max(share, 0), 1));
    for (let channel = 0; channel < 3; channel += 1) data[at * 4 + channel] = table[entry + channel] ?? 0;
    data[at * 4 + 3] = even ? 255 : Math.round(255 * Math.min(Math.abs(value), 1));
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

/** The whole width, and where the panel with the heatmap begins. @param {Size} drawing @param {Look} look */
export function layout({ width }, look) {
  const left = look === "side-by-side" ? width + Math.round(width / 50) : 0;
  return { width: left + width, left };
}

/**
 * `colours`, `contours` and `points`, which are shares of it, are drawn on the part of the picture that the network sees;
 * `region` is marked, `object` with dashes, `hidden` parts are hatched; `wipe` is where the map begins from the left.
 * @typedef {{ picture: Picture, colours: HTMLCanvasElement | null, contours: readonly Line[], points: { x: number, y: number }[] | null,
 *   region: Rect | null, object: Rect | null, hidden: readonly Rect[], look: Look, opacity: number, wipe: number, smooth: boolean }} Scene
 * @param {HTMLCanvasElement} canvas
 * @param {Scene} scene
 */
export function paint(canvas, scene) {
  const { height } = scene.picture.drawing;
  const { width, left } = layout(scene.picture.drawing, scene.look);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = context2d(canvas);
  context.clearRect(0, 0, width, height);
  if (scene.look === "picture" || scene.look === "side-by-side" || scene.look === "wipe") panel(context, scene, 0, false);
  if (scene.look === "picture") return;
  context.save();
  if (scene.look === "wipe") clip(context, scene.wipe * width, width, height);
  panel(context, scene, left, true);
  context.restore();
  if (scene.look === "wipe") edge(context, scene.wipe * width, height);
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {number} left @param {boolean} overlaid */
function panel(context, scene, left, overlaid) {
  const { picture, points, region, object, hidden, contours } = scene;
  const { drawing, crop } = picture;
  const line = Math.max(2, drawing.width / 320);
  context.drawImage(drawing, left, 0);
  for (const part of hidden) cover(context, drawn(part, picture, left), line);
  if (!crop) return;
  const seen = drawn(crop, picture, left);
  if (overlaid && scene.colours) lay(context, scene, scene.colours, seen, left);
  if (overlaid) for (const one of contours) stroke(context, one, seen, line);
  if (overlaid) for (const point of points ?? []) dot(context, seen.x + point.x * seen.width, seen.y + point.y * seen.height, line);
  if (!isWhole(crop, picture)) outline(context, seen, line);
  if (region) outline(context, grown(drawn(region, picture, left), 8 * line), 2 * line);
  if (object) outline(context, grown(drawn(object, picture, left), 8 * line), 2 * line, [6 * line, 4 * line]);
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {HTMLCanvasElement} colours @param {Rect} seen @param {number} left */
function lay(context, { picture, look, opacity, smooth }, colours, seen, left) {
  context.save();
  context.imageSmoothingEnabled = smooth;
  context.imageSmoothingQuality = "high";
  if (look === "spotlight") {
    // Dark and grey everywhere, then the picture again where there is evidence.
    const { canvas, context: light } = sheet(picture.drawing);
    light.imageSmoothingEnabled = smooth;
    light.drawImage(colours, seen.x - left, seen.y, seen.width, seen.height);
    light.globalCompositeOperation = "source-in";
    light.drawImage(picture.drawing, 0, 0);
    darken(context, { x: left, y: 0, width: picture.drawing.width, height: picture.drawing.height }, opacity);
    context.drawImage(canvas, left, 0);
  } else {
    context.globalAlpha = opacity;
    context.drawImage(colours, seen.x, seen.y, seen.width, seen.height);
  }
  context.restore();
}

/** Takes the colour and most of the light. @param {CanvasRenderingContext2D} context @param {Rect} rect @param {number} strength in [0, 1] */
function darken(context, { x, y, width, height }, strength) {
  context.save();
  context.globalAlpha = strength;
  context.globalCompositeOperation = "saturation";
  context.fillStyle = "#808080";
  context.fillRect(x, y, width, height);
  context.globalCompositeOperation = "source-over";
  context.globalAlpha = strength * DARK;
  context.fillStyle = "#000";
  context.fillRect(x, y, width, height);
  context.restore();
}

/** @param {CanvasRenderingContext2D} context @param {number} from @param {number} width @param {number} height */
function clip(context, from, width, height) {
  context.beginPath();
  context.rect(from, 0, width - from, height);
  context.clip();
}

/** Where the picture ends and the map begins. @param {CanvasRenderingContext2D} context @param {number} x @param {number} height */
function edge(context, x, height) {
  context.fillStyle = "#000";
  context.fillRect(x - 3, 0, 6, height);
  context.fillStyle = "#fff";
  context.fillRect(x - 1.5, 0, 3, height);
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

/** A hidden part: grey with stripes. @param {CanvasRenderingContext2D} context @param {Rect} rect @param {number} line */
function cover(context, { x, y, width, height }, line) {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.fillStyle = "#8a8a8a";
  context.fillRect(x, y, width, height);
  context.strokeStyle = "#6d6d6d";
  context.lineWidth = line;
  context.beginPath();
  for (let at = -height; at < width; at += 6 * line) {
    context.moveTo(x + at, y + height);
    context.lineTo(x + at + height, y);
  }
  context.stroke();
  context.restore();
}

/** A contour, dark beside light. @param {CanvasRenderingContext2D} context @param {Line} points shares of what the network sees
 * @param {Rect} seen @param {number} line */
function stroke(context, points, seen, line) {
  context.beginPath();
  points.forEach(([x, y], at) => context[at === 0 ? "moveTo" : "lineTo"](seen.x + x * seen.width, seen.y + y * seen.height));
  for (const [width, colour] of /** @type {const} */ ([[1.5 * line, "#000"], [0.75 * line, "#fff"]])) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
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
export function sheet({ width, height }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  return { canvas, context: context2d(canvas) };
}

/** @param {HTMLCanvasElement} canvas */
export function context2d(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot draw on a canvas.");
  return context;
}
