import { canList, isFresh, staleWords, sumWords } from "../channels/channels.js";
import { find, showMessage, whenChanged } from "../dom.js";
import { createWorkLine } from "./work-line.js";

/** @import { State } from "../state.js" */

/** What takes less does not need a bar that flashes by. */
const DELAY = 500;

/** What is done about the channels of the layer: a person opens them, asks for them anew, waits for them, or is told why there
 * are none. @param {HTMLElement} root
 * @param {{ onToggle: (isOpen: boolean) => void, onShow: () => void, onCancel: () => void }} events */
export function createChannels(root, { onToggle, onShow, onCancel }) {
  const fold = find(root, "details", HTMLDetailsElement);
  const summary = find(fold, "summary", HTMLElement);
  const show = find(root, "[data-act=show]", HTMLButtonElement);
  const sum = find(root, ".channels__sum", HTMLElement);
  const stale = find(root, ".channels__stale", HTMLElement);
  const none = find(root, ".channels__none", HTMLElement);
  /** The pressed button goes away. @param {() => void} act */
  const pressed = (act) => () => {
    summary.focus();
    act();
  };
  fold.addEventListener("toggle", () => onToggle(fold.open));
  show.addEventListener("click", pressed(onShow));
  const offer = whenChanged((/** @type {State} */ { listing, explanation, work }) => [listing, explanation, work], (state) => {
    show.hidden = isFresh(state) || !canList(state);
  });
  const tell = whenChanged((/** @type {State} */ { listing, explanation }) => [listing, explanation], (state) => {
    const { listing } = state;
    sum.textContent = listing?.found ? sumWords(listing) : "";
    stale.textContent = staleWords(state);
    showMessage(none, listing?.refusal ?? "");
  });
  const line = find(root, ".work-line", HTMLElement);
  const { update: watch } = createWorkLine(line, { place: "channels", delay: DELAY, onCancel: pressed(onCancel) });
  return { update: (/** @type {State} */ state) => (offer(state), tell(state), watch(state)) };
}
