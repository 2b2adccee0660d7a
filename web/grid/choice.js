/** What stands on one axis of the grid: boxes to tick. */
import { html, nothing } from "lit-html";
import { typed } from "../page/typed.js";
import { cut } from "../words.js";
import { axisNames, offeredOf, tickedOf } from "./axis.js";
import { tickedWords } from "./words.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js"
 *  @import { Axis, Entry } from "./axis.js" */

/** @typedef {Event & { target: HTMLInputElement }} Changed */

/** @param {State} state @param {Act} act @param {Axis} axis */
export function choice(state, act, axis) {
  const entries = offeredOf(state, axis);
  const ticked = new Set(tickedOf(state, axis));
  const groups = [...new Set(entries.map(({ group }) => group))];
  return html`
    <details class="fold grid-choice" data-axis=${axis}>
      <summary>${tickedWords(state, axis)}</summary>
      ${axis === "class" ? search(state, act) : nothing}
      <div class="grid-choice__groups">
        ${groups.map((group) => html`
          <fieldset class="grid-choice__group"><legend class=${group ? "" : "visually-hidden"}>${group ?? axisNames(state, axis).many}</legend>
            ${entries.filter((entry) => entry.group === group).map((entry) => box(act, axis, entry, ticked.has(entry.id)))}</fieldset>`)}
      </div>
    </details>
  `;
}

/** @param {Act} act @param {Axis} axis @param {Entry} entry @param {boolean} isTicked */
const box = (act, axis, { id, label, note }, isTicked) => html`
  <label class="switch" title=${note || nothing}><input type="checkbox" name="grid-${axis}" value=${id} .checked=${isTicked}
    @change=${(/** @type {Changed} */ { target }) => act.tickGrid(axis, id, target.checked)} /><span>${cut(label)}</span></label>
`;

/** @param {State} state @param {Act} act */
function search(state, act) {
  const { one } = axisNames(state, "class");
  return html`
    <div class="field"><label class="visually-hidden" for="grid-search">Find a ${one} for the grid by name or number</label>
      <input id="grid-search" type="search" placeholder=${`Find a ${one} by name or number`} autocomplete="off" spellcheck="false" .value=${typed(state.comparing.search)}
        @input=${(/** @type {InputEvent & { target: HTMLInputElement }} */ { target }) => act.showGrid({ search: target.value })} /></div>
  `;
}
