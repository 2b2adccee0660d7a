/** The column beside the picture: what the model answers, what can be asked, and where to look closer. */
import { html } from "lit-html";
import { ask } from "../ask/view.js";
import { classes } from "../classes/view.js";
import { closer } from "./closer.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export const rail = (state, act) => html`
  <aside class="rail" aria-label="Answer and questions">
    <section class="panel" id="classes">${classes(state, act)}</section>
    <section class="panel" id="ask">${ask(state, act)}</section>
    <section class="panel" id="closer">${closer(state, act)}</section>
  </aside>
`;
