import { canList, isFresh, staleWords, sumWords } from "../channels.js";
import { find, showMessage, whenChanged } from "../dom.js";
import { progressWords } from "../time-left.js";

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
  const watch = createWatch(root, pressed(onCancel));
  return { update: (/** @type {State} */ state) => (offer(state), tell(state), watch(state)) };
}

/** How far the map is, where it has to be made first. @param {HTMLElement} root @param {() => void} onCancel */
function createWatch(root, onCancel) {
  const progress = find(root, ".channels__progress", HTMLElement);
  const bar = find(root, "progress", HTMLProgressElement);
  const now = find(root, ".channels__now", HTMLElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  find(root, "[data-act=cancel]", HTMLButtonElement).addEventListener("click", onCancel);
  const underWay = (/** @type {State} */ { work }) => work.find(({ place }) => place === "channels");
  return whenChanged((/** @type {State} */ state) => [underWay(state)], (state) => {
    const work = underWay(state);
    if (!work) {
      clearTimeout(timer);
      timer = undefined;
      progress.hidden = true;
      return;
    }
    timer ??= setTimeout(() => (progress.hidden = false), DELAY);
    now.textContent = progressWords(work);
    if (work.total === null) bar.removeAttribute("value");
    else Object.assign(bar, { max: work.total || 1, value: work.done });
  });
}
