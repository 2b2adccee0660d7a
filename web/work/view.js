/** How far the work is. */
import { html, nothing } from "lit-html";
import { bytes } from "../words.js";
import { progressWords, timeLeftWords } from "./time-left.js";
import { hasOwnBar } from "./work.js";

/** @import { Act } from "../act.js"
 *  @import { Place } from "../problem/state.js"
 *  @import { State } from "../state.js"
 *  @import { Work } from "./state.js" */

/** Over the stage. What is quickly done is hidden by the style. @param {State} state @param {Act} act */
export function progress(state, act) {
  const shown = state.work.filter(({ place }) => !hasOwnBar(place));
  // A picture that waits until the model is ready began later, but says nothing of how long that takes.
  const work = shown.findLast(({ total }) => total !== null) ?? shown.at(-1);
  if (!work) return nothing;
  return html`
    <div class="progress">
      <label class="progress__label" for="progress">${words(work)}</label>
      ${bar(work, "progress")}
      ${work.cancellable ? html`<button class="button" type="button" @click=${act.cancel}>Cancel</button>` : nothing}
    </div>
  `;
}

/** Of one section, beside its buttons. @param {State} state @param {{ place: Place, onCancel: (event: Event) => void }} parts */
export function workLine(state, { place, onCancel }) {
  const work = state.work.find((one) => one.place === place);
  if (!work) return nothing;
  return html`
    <div class="work-line">${bar(work)}<p class="work-line__now" role="status">${progressWords(work)}</p>
      <button class="button" type="button" @click=${onCancel}>Cancel</button></div>
  `;
}

/** Without a value the bar says that work goes on, but not how far it is. @param {Work} work @param {string} [id] */
const bar = ({ done, total, label }, id) => total === null
  ? html`<progress id=${id ?? nothing} aria-label=${id ? nothing : label}></progress>`
  : html`<progress id=${id ?? nothing} aria-label=${id ? nothing : label} max=${total || 1} value=${done}></progress>`;

/** @param {Work} work */
function words({ label, done, total, unit, memory, left }) {
  const needs = memory ? `. It needs about ${bytes(memory)} of memory` : "";
  if (done === 0 && total === null) return `${label}…`;
  const amount = (/** @type {number} */ value) => (unit === "bytes" ? bytes(value) : String(value));
  const rest = timeLeftWords(left ?? null);
  return `${label}: ${amount(done)}${total === null ? "" : ` of ${amount(total)}`}${rest && `, ${rest}`}${needs}`;
}
