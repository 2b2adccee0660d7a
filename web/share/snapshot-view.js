/** What a link had inside, until its model is there: a snapshot, and said to be one. */
import { html } from "lit-html";
import { drawn } from "../page/drawn.js";
import { plainColourMap } from "../stage/display.js";
import { colourise, context2d } from "../stage/paint.js";
import { percent } from "../words.js";

/** @import { ColourMap } from "../engine/border.d.ts"
 *  @import { State } from "../state.js"
 *  @import { Snapshot } from "./state.js" */

/** @param {State} state @param {Snapshot} snapshot */
export function snapshotView(state, snapshot) {
  const { label, score, model } = snapshot;
  const map = plainColourMap(state);
  return html`
    <figure class="snapshot">
      ${map ? html`<canvas class="snapshot__canvas" role="img" aria-label=${`Picture and map of the link, for ${label}`} ${drawn(paint, snapshot, map)}></canvas>` : ""}
      <figcaption>A snapshot, as whoever sent the link saw it: <b>${label}</b>${score === null ? "" : ` (${percent(score)})`} by ${model}. With the model at hand it is computed again and compared.</figcaption>
    </figure>
  `;
}

/** @param {HTMLCanvasElement} canvas @param {Snapshot} snapshot @param {ColourMap} colours */
function paint(canvas, { drawing, map, crop }, colours) {
  Object.assign(canvas, { width: drawing.width, height: drawing.height });
  const context = context2d(canvas);
  context.drawImage(drawing, 0, 0);
  const most = map.map.reduce((one, other) => Math.max(one, other), Number.MIN_VALUE);
  const heat = colourise({ ...map, values: map.map.map((value) => Math.max(value, 0) / most) }, colours, { signed: false, even: false });
  const { x, y, width, height } = crop ?? { x: 0, y: 0, width: drawing.width, height: drawing.height };
  context.imageSmoothingQuality = "high";
  context.drawImage(heat, x, y, width, height);
}
