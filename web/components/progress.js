import { find, whenChanged } from "../dom.js";
import { timeLeftWords } from "../work/time-left.js";
import { hasOwnBar } from "../work/work.js";
import { bytes } from "../words.js";

/** @import { State, Work } from "../state.js" */

/** What takes less does not need a bar that flashes by. */
const DELAY = 500;

/** How far the work is. @param {HTMLElement} root @param {{ onCancel: () => void }} events */
export function createProgress(root, { onCancel }) {
  const label = find(root, ".progress__label", HTMLElement);
  const bar = find(root, ".progress__bar", HTMLProgressElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const cancel = find(root, "button", HTMLButtonElement);
  cancel.addEventListener("click", onCancel);
  const update = whenChanged((/** @type {State} */ { work }) => [work], (state) => {
    const work = state.work.findLast(({ place }) => !hasOwnBar(place));
    if (!work) {
      clearTimeout(timer);
      timer = undefined;
      root.hidden = true;
      return;
    }
    timer ??= setTimeout(() => (root.hidden = false), DELAY);
    label.textContent = words(work);
    cancel.hidden = !work.cancellable;
    // Without a value the bar says that work goes on, but not how far it is.
    if (work.total === null) bar.removeAttribute("value");
    else Object.assign(bar, { max: work.total || 1, value: work.done });
  });
  return { update };
}

/** @param {Work} work */
function words({ label, done, total, unit, memory, left }) {
  const needs = memory ? `. It needs about ${bytes(memory)} of memory` : "";
  if (done === 0 && total === null) return `${label}…`;
  const amount = (/** @type {number} */ value) => (unit === "bytes" ? bytes(value) : String(value));
  const rest = timeLeftWords(left ?? null);
  return `${label}: ${amount(done)}${total === null ? "" : ` of ${amount(total)}`}${rest && `, ${rest}`}${needs}`;
}
