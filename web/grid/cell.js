/** One map of the grid, drawn small on its picture. */
import { colourise, paint } from "../stage/paint.js";
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
  paint(canvas, { picture, colours, contours: [], points, region: null, object: null, hidden: [], look: drawn, opacity, wipe: 0, smooth });
}

/** @param {Scaled} scaled */
export const onScale = ({ heatmap, own, shared, signed }) => (shared ? rescaled(heatmap, own, shared, signed) : heatmap);
