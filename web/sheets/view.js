/** The one sheet that is open: beside its button on a large screen, below the stage on a phone. */
import { html, nothing } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { about } from "../about/view.js";
import { ask } from "../ask/view.js";
import { freezeFirst } from "../camera/view.js";
import { classes } from "../classes/view.js";
import { closer } from "../page/closer.js";
import { device } from "../device/view.js";
import { grid } from "../grid/view.js";
import { layers } from "../layers/view.js";
import { methods } from "../methods/view.js";
import { models } from "../models/view.js";
import { pictures } from "../pictures/view.js";
import { save } from "../save/view.js";
import { share } from "../share/view.js";
import { focusing } from "./focus.js";

/** @import { Act } from "../act.js"
 *  @import { SheetId } from "./state.js"
 *  @import { State } from "../state.js" */

/** @typedef {{ title: string, content: (state: State, act: Act) => unknown }} Sheet */

/** @type {Record<SheetId, Sheet>} */
const SHEETS = {
  picture: { title: "Picture", content: pictures },
  model: { title: "Model", content: models },
  save: { title: "Save", content: save },
  share: { title: "Share", content: share },
  grid: { title: "Grid of maps", content: grid },
  classes: { title: "Classes and questions", content: (state, act) => html`${classes(state, act)} ${ask(state, act)}` },
  layers: { title: "Layers", content: layers },
  methods: { title: "Method", content: methods },
  closer: { title: "Look closer", content: closer },
  more: { title: "More", content: (state, act) => html`${device(state)} ${more(act)} ${about(state, act)}` },
};

/** What is about a picture that stays. @type {readonly SheetId[]} */
const OF_A_PICTURE = ["save", "share", "grid"];

/** @param {State} state @param {Act} act */
export function sheets(state, act) {
  if (state.sheet === null) return nothing;
  const { title, content } = SHEETS[state.sheet];
  // Another sheet is another element, so that the focus moves into it.
  return keyed(state.sheet, html`
    <section class="sheet" data-sheet=${state.sheet} role="dialog" aria-label=${title} tabindex="-1"
      @keydown=${(/** @type {KeyboardEvent} */ event) => event.key === "Escape" && act.closeSheet()} ${focusing(state.sheet)}>
      <header class="sheet__head">
        <h2 class="sheet__title">${title}</h2>
        <button class="button sheet__close" type="button" aria-label="Close" @click=${act.closeSheet}>✕</button>
      </header>
      <div class="sheet__content">${state.camera?.isOn && OF_A_PICTURE.includes(state.sheet) ? freezeFirst(act) : content(state, act)}</div>
    </section>
  `);
}

/** What the bar has no room for on a phone. @param {Act} act */
const more = (act) => html`
  <div class="more">
    <button class="button" type="button" @click=${() => act.openSheet("closer")}>Look closer</button>
    <button class="button" type="button" @click=${() => act.openSheet("save")}>Save</button>
    <button class="button" type="button" data-lessons @click=${() => act.openLessons(true)}>Lessons</button>
    <button class="button" type="button" @click=${act.openMany}>Many pictures</button>
  </div>
`;
