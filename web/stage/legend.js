/** Which raw values the colours stand for. */
import { html, nothing } from "lit-html";
import { drawn } from "../page/drawn.js";
import { ends } from "../sentence/evidence.js";
import { number } from "../words.js";
import { classLegend } from "./class-legend.js";
import { colourMap, isSignedScale, shownLook } from "./display.js";
import { context2d } from "./paint.js";

/** @import { Act } from "../act.js"
 *  @import { ColourMap } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export function legend(state, act) {
  const { explanation, heatmap, partial } = state;
  const map = heatmap && colourMap(state, heatmap.display);
  const look = shownLook(state);
  if (look === "classes") return classLegend(state, act);
  if (!explanation || !map || look === "picture") return nothing;
  const [from, to] = ends(explanation, { relu: heatmap.display.relu, signedScale: isSignedScale(state, heatmap.display) });
  // What is known of a map by now has other numbers with each step.
  const words = (/** @type {number} */ value) => (partial ? "…" : number(value));
  return html`
    <div class="legend" role="group" aria-label="Values of the colours">
      <span class="legend__low">${words(from)}</span>
      <canvas class="legend__bar" width="256" height="1" aria-hidden="true" ${drawn(paintBar, map)}></canvas>
      <span class="legend__high">${words(to)}</span>
    </div>
  `;
}

/** The colours from the lowest to the highest value. @param {HTMLCanvasElement} canvas 256 pixels wide @param {ColourMap} map */
export function paintBar(canvas, map) {
  const context = context2d(canvas);
  const image = context.createImageData(256, 1);
  for (let at = 0; at < 256; at += 1) image.data.set([...map.table.subarray(at * 3, at * 3 + 3), 255], at * 4);
  context.putImageData(image, 0, 0);
}
