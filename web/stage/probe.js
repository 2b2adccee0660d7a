/** Reads the value under the pointer, or at a crosshair that the arrow keys move. Space shows the bare picture while it is held. */
import { html, nothing } from "lit-html";
import { styled } from "../page/styled.js";
import { number } from "../words.js";
import { pixelAt, shareOf } from "./place.js";
import { cellAt } from "./cell.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js"
 *  @import { Scene } from "./paint.js"
 *  @import { Pixel, Scene as Place } from "./place.js" */

/** How far an arrow key goes without a map, as a share of the picture. */
const STEP = 0.05;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {State} state @param {Act} act @param {Scene} shown */
export function probe(state, act, shown) {
  const place = { picture: shown.picture, drawing: shown.picture.drawing, look: shown.look };
  const { probed } = state;
  const over = (/** @type {PointerEvent & { currentTarget: HTMLElement }} */ { currentTarget, clientX, clientY }) => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    act.probe(pixelAt({ x: (clientX - left) / width, y: (clientY - top) / height }, place));
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const arrow = ARROWS[event.key];
    if (event.key === " ") act.bare(true);
    else if (event.key === "Escape") act.probe(null);
    else if (arrow) act.probe(moved(state, probed, arrow));
    else return;
    event.preventDefault();
  };
  const up = (/** @type {KeyboardEvent} */ { key }) => key === " " && act.bare(false);
  return html`
    <div class="probe" role="application" tabindex="0" aria-label="Read the map: arrow keys move, Space shows the bare picture"
      @pointermove=${over} @pointerdown=${over} @pointerleave=${() => act.probe(null)} @keydown=${key} @keyup=${up} @blur=${() => act.bare(false)}>
      ${probed ? tip(state, place, probed) : nothing}
    </div>
  `;
}

/** @param {State} state @param {Place} place @param {Pixel} pixel */
function tip(state, place, pixel) {
  const { x, y } = shareOf({ ...pixel, width: 1, height: 1 }, place);
  const side = x > 0.6 ? "probe__tip--left" : "";
  return html`
    <span class="probe__cross" ${styled({ left: `${x * 100}%`, top: `${y * 100}%` })}></span>
    <output class="probe__tip ${side}" ${styled({ left: `${x * 100}%`, top: `${y * 100}%` })}>${words(state, pixel)}</output>
  `;
}

/** @param {State} state @param {Pixel} pixel */
function words({ explanation, partial, picture }, pixel) {
  if (!explanation || partial) return `Pixel ${pixel.x}, ${pixel.y}`;
  const cell = cellAt(explanation, picture?.crop ?? null, pixel);
  if (!cell) return "The model does not see this part.";
  return `${number(cell.value)} in cell ${cell.column + 1}, ${cell.row + 1} of ${explanation.width} × ${explanation.height}`;
}

/** One cell further, or a step without a map. @param {State} state @param {Pixel | null} from @param {[number, number]} arrow @returns {Pixel | null} */
function moved({ picture, explanation }, from, [across, down]) {
  if (!picture) return null;
  const seen = picture.crop ?? { x: 0, y: 0, width: picture.width, height: picture.height };
  const [width, height] = explanation ? [seen.width / explanation.width, seen.height / explanation.height] : [picture.width * STEP, picture.height * STEP];
  const start = from ?? { x: Math.floor(picture.width / 2), y: Math.floor(picture.height / 2) };
  if (!from) return start;
  const within = (/** @type {number} */ value, /** @type {number} */ size) => Math.min(Math.max(Math.round(value), 0), size - 1);
  return { x: within(start.x + across * width, picture.width), y: within(start.y + down * height, picture.height) };
}
