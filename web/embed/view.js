/** The page in a frame of another page: the parts that its address names, one below the other, and a way to all of it. */
import { html, nothing } from "lit-html";
import { ask } from "../ask/view.js";
import { classes } from "../classes/view.js";
import { notice } from "../device/view.js";
import { layers } from "../layers/view.js";
import { methods } from "../methods/view.js";
import { linkedModel } from "../models/linked-view.js";
import { nameOf } from "../models/builtin.js";
import { problem } from "../problem/view.js";
import { sentence } from "../sentence/view.js";
import { shownOf } from "../share/state-link.js";
import { asked } from "../share/view.js";
import { sheets } from "../sheets/view.js";
import { stage } from "../stage/view.js";
import { strip } from "../strip/view.js";
import { cut, cutNames } from "../words.js";
import { ownWindow } from "./framed.js";
import { POSTER } from "./words.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js"
 *  @import { Embed, Part } from "./embed.js" */

/** What stands in a panel. @type {[Part, (state: State, act: Act) => unknown][]} */
const PANELS = [["classes", classes], ["ask", ask], ["layers", layers], ["methods", methods]];

/** @param {State} state @param {Act} act @param {Embed} embed */
export function embedded(state, act, { shows }) {
  const has = (/** @type {Part} */ part) => shows.includes(part);
  return html`
    <div class="notices">${asked(state.asked, act)} ${linkedModel(state.linked, act)} ${state.notice === null ? nothing : notice(state, act)}</div>
    <div class="embed ${has("looks") ? "" : "embed--bare"}" role="group" tabindex="-1" aria-label=${POSTER.part} aria-busy=${state.work.length > 0}>
      ${has("stage") ? stage(state, act) : problem(state, act)} ${has("sentence") ? sentence(state, act) : nothing} ${has("strip") ? strip(state, act) : nothing}
      ${PANELS.map(([part, panel]) => (has(part) ? html`<section class="panel">${panel(state, act)}</section>` : nothing))}
    </div>
    <p class="visually-hidden" role="status">${cutNames(state.status)}</p>
    ${foot(state, act)} ${sheets(state, act)}
  `;
}

/** @param {State} state @param {Act} act */
function foot(state, act) {
  const shown = shownOf(state);
  const made = shown && act.linkOf(shown);
  const address = made && "address" in made ? made.address : ownWindow();
  const credit = state.samples.find(({ id }) => id === state.picture?.sample)?.credit;
  const about = [cut(nameOf(state)), cut(state.picture?.name ?? ""), credit].filter(Boolean).join(" · ");
  return html`
    <div class="embed__foot">
      <span class="embed__about">${about}</span>
      <a href=${address} target="_blank" rel="noopener" aria-label=${POSTER.openFull}>${POSTER.open}</a>
    </div>
  `;
}
