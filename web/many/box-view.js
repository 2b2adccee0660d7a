/** In which part of the pictures evidence is counted: drawn on one of them, or typed. */
import { html, nothing } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { drawn } from "../page/drawn.js";
import { styled } from "../page/styled.js";
import { typed } from "../page/typed.js";
import "../stage/rect-picker.js";
import { cut, percent } from "../words.js";
import { boxOf, CENTRE, isCentre, shareInside, withSide } from "./evidence.js";
import { paintFile } from "./paint.js";
import { layersOf, sides } from "./picture-view.js";
import { mapAt } from "./table.js";
import { boxWords } from "./words.js";

/** @import { Rect } from "../engine/border.d.ts"
 *  @import { ManyAct, Seen } from "./act.js"
 *  @import { Box } from "./evidence.js"
 *  @import { ShownRow } from "./state.js" */

/** @type {[keyof Box, string][]} */
const SIDES = [["x", "Left"], ["y", "Top"], ["width", "Width"], ["height", "Height"]];

/** Of the picture to draw on, in pixels. */
const LONGEST = 640;

/** @param {Seen} state @param {ManyAct} act */
export function boxView(state, act) {
  const { box } = state.many.showing;
  const drawable = state.many.rows.filter(({ width }) => width > 0);
  const row = drawable.find(({ id }) => id === state.many.showing.boxOn) ?? drawable[0];
  return html`
    <details class="many__box"><summary>Where evidence is counted: ${isCentre(box) ? "the centre" : "a box"}</summary>
      <div class="box">
        ${row ? plate(row, state, act) : nothing}
        <div class="box__words">
          <p class="many__note">Draw a rectangle on the picture: drag, or press two corners. With the keyboard: arrow keys, Enter for each corner. It is the same part of every picture.</p>
          <p class="many__note" role="status">${boxWords(box)}${row ? shareWords(row, state) : ""}</p>
          <div class="many__row">
            ${drawable.length > 1 ? html`<button class="button" type="button" @click=${() => act.showMany({ boxOn: after(drawable, row).id })}>On the next picture</button>` : nothing}
            <button class="button" type="button" ?disabled=${isCentre(box)} @click=${() => act.showMany({ box: CENTRE })}>The centre</button>
          </div>
          <fieldset class="many__row box__sides"><legend class="many__note">Or as numbers, in hundredths of the picture</legend>${SIDES.map(([side, label]) => field(box, side, label, act))}</fieldset>
        </div>
      </div>
    </details>
  `;
}

/** The picture with its map, to draw on. @param {ShownRow} row @param {Seen} state @param {ManyAct} act */
function plate(row, state, act) {
  const { box, layer } = state.many.showing;
  const draw = (/** @type {Event} */ event) => act.showMany({ box: boxOf(/** @type {CustomEvent<Rect>} */ (event).detail, row) });
  // With another picture all is new: one that was read late must not appear on the next.
  return keyed(row.id, html`
    <div class="box__plate" ${styled({ "--ratio": row.width / row.height })}>
      ${layersOf(row, mapAt(row, layer), state, html`<canvas aria-hidden="true" ${drawn(paintFile, row.file, LONGEST)}></canvas>`)}
      <span class="box__now" ${styled(sides(box))}></span>
      <rect-picker class="rect-picker rect-picker--marking" role="application" tabindex="0" aria-label=${`Draw where evidence is counted, on ${cut(row.path)}`}
        .scene=${{ picture: row, drawing: row, look: "glow" }} @pick=${draw} @rect=${draw}></rect-picker>
    </div>
  `);
}

/** @param {readonly ShownRow[]} rows @param {ShownRow | undefined} row @returns {ShownRow} */
const after = (rows, row) => /** @type {ShownRow} */ (rows[(rows.findIndex((one) => one === row) + 1) % rows.length]);

/** @param {ShownRow} row @param {Seen} state */
function shareWords(row, { many: { showing: { box, layer } } }) {
  const map = mapAt(row, layer);
  const share = map && shareInside(map, row, box);
  return share === null ? ` There is no evidence in ${cut(row.path)}.` : ` ${percent(share)} of the evidence in ${cut(row.path)}.`;
}

/** In hundredths of the picture. @param {Box} box @param {keyof Box} side @param {string} label @param {ManyAct} act */
const field = (box, side, label, act) => html`
  <label class="many__number"><span>${label}</span><input type="number" min="0" max="100" step="1" .value=${typed(String(Math.round(100 * box[side])))}
    @change=${(/** @type {Event & { target: HTMLInputElement }} */ { target }) => act.showMany({ box: withSide(box, side, (target.valueAsNumber || 0) / 100) })} /></label>`;
