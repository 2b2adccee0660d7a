/** A small picture with a small map on it. */
import { html } from "lit-html";
import { drawn } from "../page/drawn.js";
import { once } from "../page/once.js";
import { colourise, fill, sheet, thumbnail } from "../stage/paint.js";
import { plainColourMap } from "../stage/display.js";

/** @import { ColourMap, Explanation } from "../engine/border.d.ts"
 *  @import { Picture } from "../pictures/state.js"
 *  @import { State } from "../state.js" */

const SIDE = 200;
const small = once((/** @type {Picture} */ picture) => thumbnail(picture, SIDE));

/** Of the size of a small map that is to come, so that nothing moves. */
export const COMING_THUMB = html`<span class="thumb thumb--coming"></span>`;

/** @param {State} state @param {Explanation | null} explanation null while its map is not there: the picture alone */
export function thumb(state, explanation) {
  const map = plainColourMap(state);
  if (!state.picture || !map) return COMING_THUMB;
  return html`<canvas class="thumb" width=${SIDE} height=${SIDE} aria-hidden="true" ${drawn(paint, small(state.picture), explanation, map)}></canvas>`;
}

/** @param {HTMLCanvasElement} canvas @param {Picture} picture @param {Explanation | null} explanation @param {ColourMap} map */
function paint(canvas, picture, explanation, map) {
  const { drawing, crop } = picture;
  const { canvas: whole, context } = sheet(drawing);
  context.drawImage(drawing, 0, 0);
  if (explanation && crop) {
    const most = Math.max(explanation.max, Number.MIN_VALUE);
    const values = explanation.map.map((value) => Math.max(value, 0) / most);
    const colours = colourise({ ...explanation, values }, map, { signed: false, even: false });
    const [across, down] = [drawing.width / picture.width, drawing.height / picture.height];
    context.imageSmoothingQuality = "high";
    context.drawImage(colours, crop.x * across, crop.y * down, crop.width * across, crop.height * down);
  }
  fill(canvas, whole);
}
