/** What the map is made of: the channels of the layer that is explained, as long as somebody looks. */
import { html, nothing } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { leaving } from "../page/leaving.js";
import { message } from "../page/message.js";
import { plainColourMap } from "../stage/display.js";
import { workLine } from "../work/view.js";
import { cells } from "./cells.js";
import { canList, countWords, isFresh, pages, staleWords, sumWords } from "./channels.js";

/** @import { Act } from "../act.js"
 *  @import { Listing, Pages } from "./channels.js"
 *  @import { State } from "../state.js" */

/** @type {{ page: keyof Pages, label: string }[]} */
const BUTTONS = [{ page: "first", label: "First" }, { page: "previous", label: "Previous" }, { page: "next", label: "Next" }, { page: "last", label: "Last" }];

/** @param {State} state @param {Act} act */
export function channels(state, act) {
  const { channelsOpen } = state;
  // The state alone opens and closes it: two quick presses would else be told apart by whoever draws last.
  const press = (/** @type {Event} */ event) => {
    event.preventDefault();
    act.toggleChannels();
  };
  return html`
    <details class="fold channels" ?open=${channelsOpen}>
      <summary @click=${press}>Channels of this layer</summary>
      <div class="channels__content">
        <p class="panel__words">A channel is what one learned filter answered at each place of the picture. Methods that weigh channels, as Grad-CAM does, sum up what each of them adds to the map. The weight is the method’s own, for this class and this picture; where a method weighs each place by itself, it is the number that comes nearest to that.</p>
        <p class="panel__words">A channel is not a concept by itself: one takes part in many, and many in one. Negative weights come last: what such a channel answered speaks against the class.</p>
        ${channelsOpen ? content(state, act) : nothing}
      </div>
    </details>
  `;
}

/** @param {State} state @param {Act} act */
function content(state, act) {
  const { listing } = state;
  const onCancel = leaving(".channels", "summary", act.cancelChannels);
  return html`
    ${isFresh(state) || !canList(state) ? nothing : html`<button class="button" type="button" @click=${leaving(".channels", "summary", () => act.showChannels(0))}>Show the channels</button>`}
    ${workLine(state, { place: "channels", onCancel })}
    <p class="panel__note channels__stale" aria-live="polite">${staleWords(state)}</p>
    <p class="panel__note channels__none" aria-live="polite">${message(listing?.refusal ?? "")}</p>
    ${listing?.found ? found(state, act, listing) : nothing}
  `;
}

/** @param {State} state @param {Act} act @param {Listing} listing */
const found = (state, act, listing) => html`
  <p class="panel__words channels__sum">${guard([listing], () => sumWords(listing))}</p>
  ${turning(state, act, listing)}
  ${guard([listing, plainColourMap(state), state.display.resampling, state.input], () => cells(state, listing))}
`;

/** The way through them. A button that leads nowhere keeps the focus, and says that it is of no use.
 * @param {State} state @param {Act} act @param {Listing} listing */
function turning(state, act, listing) {
  const places = pages(state);
  return html`
    <div class="channel-pages" role="group" aria-label="Pages of the channels">
      ${BUTTONS.map(({ page, label }) => {
        const start = places[page];
        return html`<button class="button" type="button" aria-disabled=${start === null} @click=${() => start !== null && act.showChannels(start)}>${label}</button>`;
      })}
      <p class="channel-pages__count" aria-live="polite">${countWords(listing)}</p>
    </div>
  `;
}
