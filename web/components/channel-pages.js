import { countWords, pages } from "../channels/channels.js";
import { find, whenChanged } from "../dom.js";

/** @import { Pages } from "../channels/channels.js"
 *  @import { State } from "../state.js" */

/** The way through the channels of a layer. A button that leads nowhere keeps the focus, and says that it is of no use.
 * @param {HTMLElement} root @param {{ onPage: (start: number) => void }} events */
export function createChannelPages(root, { onPage }) {
  const count = find(root, ".channel-pages__count", HTMLElement);
  const buttons = /** @type {HTMLButtonElement[]} */ ([...root.querySelectorAll("[data-page]")]);
  /** @type {Pages} */
  let places = { first: null, previous: null, next: null, last: null };
  const placeOf = (/** @type {HTMLButtonElement} */ { dataset }) => places[/** @type {keyof Pages} */ (dataset["page"])];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const start = placeOf(button);
      if (start !== null) onPage(start);
    });
  }
  const update = whenChanged((/** @type {State} */ { listing, explanation }) => [listing, explanation], (state) => {
    const { listing } = state;
    places = pages(state);
    root.hidden = !listing?.found;
    count.textContent = listing?.found ? countWords(listing) : "";
    for (const button of buttons) button.setAttribute("aria-disabled", String(placeOf(button) === null));
  });
  return { update };
}
