/** The whole page, as a pure function of the state. */
import { html, nothing } from "lit-html";
import { bar } from "../bar/view.js";
import { bottomBar } from "../bar/bottom.js";
import { notice } from "../device/view.js";
import { camera } from "../camera/view.js";
import { classChips } from "../classes/view.js";
import { many } from "../many/view.js";
import { lessons } from "../lessons/view.js";
import { linkedModel } from "../models/linked-view.js";
import { offline } from "../offline/view.js";
import { problem } from "../problem/view.js";
import { cutNames } from "../words.js";
import { rail } from "./rail.js";
import { asked } from "../share/view.js";
import { sentence } from "../sentence/view.js";
import { sheets } from "../sheets/view.js";
import { stage } from "../stage/view.js";
import { strip } from "../strip/view.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export const page = (state, act) => html`
  ${bar(state, act)}
  <div class="notices">${asked(state.asked, act)} ${linkedModel(state.linked, act)} ${offline(state, act)} ${state.notice === null ? nothing : notice(state, act)}</div>
  <main class="page" aria-busy=${state.work.length > 0} data-lessons=${state.lessons.isOpen}>
    ${lessons(state, act)}
    ${state.many.isOpen
      ? html`<div class="page__many">${problem(state, act)} ${many(state, act)}</div>`
      : html`<div class="page__look">${stage(state, act)} ${sentence(state, act)} ${classChips(state, act)} ${state.camera?.isOn ? camera(state, act, state.camera) : strip(state, act)}</div> ${rail(state, act)}`}
  </main>
  ${sheets(state, act)} ${bottomBar(state, act)}
  <p class="visually-hidden" role="status">${cutNames(state.status)}</p>
`;
