/** One map of the grid, drawn small on its picture. */
import { colourise, paint, sheet } from "../stage/paint.js";
import { pointsOf } from "../stage/points.js";
import { difference, rescaled } from "./scale.js";

/** @import { ColourMap, Explanation } from "../engine/border.d.ts"
 *  @import { Picture } from "../pictures/state.js"
 *  @import { ShownHeatmap } from "../question/state.js"
 *  @import { Look } from "../stage/state.js"
 *  @import { Range } from "./scale.js" */

/** `own` is the range of the map, `shared` that of the scale which its colours have, null for its own; `signed`: values run from -1 to 1.
 * @typedef {{ heatmap: ShownHeatmap, own: Range, shared: Range | null, signed: boolean }} Scaled */
/** `first` is the map that is subtracted, null for none; `map` has the colours of what is left.
 * @typedef {{ picture: Picture, explanation: Explanation, scaled: Scaled, first: Scaled | null, map: ColourMap, look: Look, opacity: number }} CellScene */

/** @param {HTMLCanvasElement} canvas @param {CellScene} scene */
export function paintCell(canvas, { picture, explanation, scaled, first, map, look, opacity }) {
  const shown = first ? difference(onScale(scaled), onScale(first), scaled.signed) : onScale(scaled);
  const signed = scaled.signed || first !== null;
  const colours = colourise(shown, map, { signed, even: look === "veil" });
  const smooth = scaled.heatmap.display.resampling !== "nearest";
  const points = first ? null : pointsOf(explanation, scaled.heatmap);
  const drawn = look === "spotlight" || look === "veil" ? look : "glow";
  paint(canvas, { picture: seen(picture), colours, contours: [], points, region: null, object: null, hidden: [], look: drawn, opacity, wipe: 0, smooth });
}

/** @param {Scaled} scaled */
export const onScale = ({ heatmap, own, shared, signed }) => (shared ? rescaled(heatmap, own, shared, signed) : heatmap);

/** @type {WeakMap<Picture, Picture>} */
const cut = new WeakMap();

/** The part of a picture that the network sees, so that all maps of a grid have one shape. @param {Picture} picture @returns {Picture} */
function seen(picture) {
  const { drawing, crop, width, height } = picture;
  const known = cut.get(picture);
  if (known || !crop) return known ?? picture;
  const [across, down] = [drawing.width / width, drawing.height / height];
  const size = { width: Math.max(1, Math.round(crop.width * across)), height: Math.max(1, Math.round(crop.height * down)) };
  const { canvas, context } = sheet(size);
  context.drawImage(drawing, crop.x * across, crop.y * down, crop.width * across, crop.height * down, 0, 0, size.width, size.height);
  const part = { ...picture, drawing: canvas, width: crop.width, height: crop.height, crop: { x: 0, y: 0, width: crop.width, height: crop.height } };
  cut.set(picture, part);
  return part;
}
