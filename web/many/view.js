/** Many pictures in place of the stage: what is asked, what is shown, and the parts below. */
import { html, nothing } from "lit-html";
import { matrixView } from "./matrix-view.js";
import { meansView } from "./means-view.js";
import { shownCounts } from "./shown.js";
import { tableView } from "./table-view.js";
import { tools } from "./tools.js";
import { truthView } from "./truth-view.js";
import { wallView } from "./wall-view.js";
import { runWords, summaryWords } from "./words.js";

/** @import { ManyAct, Seen } from "./act.js"
 *  @import { ManyView } from "./state.js" */

/** @type {Record<ManyView, { label: string, content: (state: Seen, act: ManyAct) => unknown }>} */
const VIEWS = {
  wall: { label: "Wall", content: wallView },
  table: { label: "Table", content: tableView },
  matrix: { label: "Confusion", content: matrixView },
  means: { label: "Mean maps", content: meansView },
  truth: { label: "Truth and files", content: truthView },
};

/** @param {Seen} state @param {ManyAct} act */
export function many(state, act) {
  const { many: known, model } = state;
  const summary = summaryWords(shownCounts(known, model), { unused: known.unused.length, box: known.showing.box });
  return html`
    <section class="many" aria-label="Many pictures">
      <header class="many__head">
        <h2 class="many__title">Many pictures</h2>
        <p class="many__words" role="status">${known.entries.length > 0 ? runWords(known) : "None yet"}${summary && `; ${summary}`}</p>
        ${known.running ? progress(known.running, "Looking at the pictures", act) : nothing}
        ${known.exporting ? progress(known.exporting, "Writing the archive", act) : nothing}
        ${known.isStopped && !known.running ? html`<button class="button" type="button" @click=${() => act.runMany({ goOn: true })}>Go on</button>` : nothing}
        <button class="button many__close" type="button" @click=${act.closeMany}>Back to one picture</button>
      </header>
      ${known.entries.length === 0 ? invitation(act) : content(state, act)}
    </section>
  `;
}

/** @param {Seen} state @param {ManyAct} act */
function content(state, act) {
  const { view } = state.many.showing;
  return html`
    <div class="many__tabs" role="group" aria-label="View">
      ${Object.entries(VIEWS).map(([id, { label }]) => html`
        <button class="button" type="button" aria-pressed=${id === view} @click=${() => act.showMany({ view: /** @type {ManyView} */ (id) })}>${label}</button>
      `)}
    </div>
    ${tools(state, act)}
    <div class="many__content" tabindex="0" role="region" aria-label=${VIEWS[view].label}>${VIEWS[view].content(state, act)}</div>
  `;
}

/** @param {{ done: number, total: number }} running @param {string} label @param {ManyAct} act */
const progress = ({ done, total }, label, act) => html`
  <progress class="many__progress" max=${total} .value=${done} aria-label=${label}></progress>
  <button class="button" type="button" @click=${act.cancelMany}>Cancel</button>
`;

/** @param {ManyAct} act */
const invitation = (act) => html`
  <div class="many__invitation">
    <p>Drop a folder or many pictures here. The names of folders count as the truth, so that right and wrong answers can be told apart; a list of names and classes (CSV, JSON or text) does as well.</p>
    ${chooser("Choose pictures", false, act)} ${chooser("Choose a folder", true, act)}
    <p class="many__note">They stay on this device. Of each only a thumbnail, its map and some numbers are kept.</p>
  </div>
`;

/** @param {string} label @param {boolean} isFolder @param {ManyAct} act */
const chooser = (label, isFolder, act) => html`
  <label class="button many__chooser">${label}
    <input class="visually-hidden" type="file" multiple ?webkitdirectory=${isFolder} accept=${isFolder ? nothing : "image/*,.csv,.tsv,.txt,.json"}
      @change=${(/** @type {Event & { target: HTMLInputElement }} */ { target }) => act.chooseMany([...(target.files ?? [])])} />
  </label>
`;
