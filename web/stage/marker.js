/** While a part of the picture is chosen: pixels of a segmentation, the object that metrics ask for, or a part to hide. */
import { html } from "lit-html";
import { focused } from "./focused.js";
import "./rect-picker.js";

/** @import { Act } from "../act.js"
 *  @import { Rect } from "../engine/border.d.ts"
 *  @import { State } from "../state.js"
 *  @import { Scene } from "./paint.js" */

/** @typedef {{ label: string, clicks: 1 | 2, focus: boolean, onPick: (rect: Rect) => void, onRect?: (rect: Rect) => void, onLeave: () => void }} Task */

/** @param {State} state @param {Act} act @param {Scene} shown @returns {unknown} null while nothing is chosen */
export function marker(state, act, shown) {
  const task = taskOf(state, act);
  if (!task) return null;
  const { label, clicks, focus, onPick, onRect, onLeave } = task;
  const detail = (/** @type {Event} */ event) => /** @type {CustomEvent<Rect>} */ (event).detail;
  return html`
    <rect-picker class="rect-picker ${focus ? "rect-picker--marking" : ""}" role="application" tabindex="0" aria-label=${label}
      .clicks=${clicks} .scene=${{ picture: shown.picture, drawing: shown.picture.drawing, look: shown.look }} ${focused(focus)}
      @pick=${(/** @type {Event} */ event) => onPick(detail(event))} @rect=${(/** @type {Event} */ event) => onRect?.(detail(event))} @leave=${onLeave}></rect-picker>
  `;
}

/** @param {State} state @param {Act} act @returns {Task | null} */
function taskOf({ judging, isHiding, hidden, segmentation }, act) {
  if (judging.isMarking) {
    const onLeave = () => act.judging({ isMarking: false });
    return { label: "Mark the object on the picture", clicks: 2, focus: true, onPick: (object) => act.judging({ isMarking: false, object }), onLeave };
  }
  if (isHiding) {
    const onLeave = () => act.hiding(false);
    return { label: "Hide a part of the picture", clicks: 2, focus: true, onPick: (rect) => act.hide([...hidden, rect]), onRect: (rect) => act.tryHiding([...hidden, rect]), onLeave };
  }
  if (!segmentation) return null;
  return { label: "Choose pixels of the picture", clicks: 1, focus: false, onPick: (region) => act.ask({ region }), onLeave: () => act.ask({ region: null }) };
}
