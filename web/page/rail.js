/** The column beside the picture: what the model answers, what can be asked, and where to look closer. */
import { html, nothing } from "lit-html";
import { ask } from "../ask/view.js";
import { classes } from "../classes/view.js";
import { closer } from "./closer.js";

/** @import { Act } from "../act.js"
 *  @import { SheetId } from "../sheets/state.js"
 *  @import { State } from "../state.js" */

const PANELS = { classes, ask, closer };
/** What an open sheet shows is not here meanwhile: labels find their controls by ids, which must be there once.
 * @type {Partial<Record<SheetId, readonly string[]>>} */
const TAKEN = { classes: ["classes", "ask"], layers: ["closer"], methods: ["closer"], closer: ["closer"] };

/** @param {State} state @param {Act} act */
export function rail(state, act) {
  const taken = [...((state.sheet && TAKEN[state.sheet]) ?? []), ...(state.camera?.isOn ? ["ask"] : [])]; // frames go by
  return html`
    <aside class="rail" aria-label="Answer and questions">
      ${Object.entries(PANELS).map(([id, content]) => (taken.includes(id) ? nothing : html`<section class="panel" id=${id}>${content(state, act)}</section>`))}
    </aside>
  `;
}
