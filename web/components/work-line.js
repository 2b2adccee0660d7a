import { find, whenChanged } from "../dom.js";
import { progressWords } from "../work/time-left.js";

/** @import { Place, State } from "../state.js" */

/** How far the work of one section is, beside its buttons. @param {HTMLElement} root
 * @param {{ place: Place, delay?: number, onCancel: () => void }} options `delay`: what takes less milliseconds is not shown */
export function createWorkLine(root, { place, delay = 0, onCancel }) {
  const bar = find(root, "progress", HTMLProgressElement);
  const now = find(root, ".work-line__now", HTMLElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  find(root, "[data-act=cancel]", HTMLButtonElement).addEventListener("click", onCancel);
  const show = () => (root.hidden = false);
  const underWay = (/** @type {State} */ { work }) => work.find((one) => one.place === place);
  const update = whenChanged((/** @type {State} */ state) => [underWay(state)], (state) => {
    const work = underWay(state);
    if (!work) {
      clearTimeout(timer);
      timer = undefined;
      root.hidden = true;
      return;
    }
    if (delay === 0) show();
    else timer ??= setTimeout(show, delay);
    now.textContent = progressWords(work);
    if (work.total === null) bar.removeAttribute("value");
    else Object.assign(bar, { max: work.total || 1, value: work.done });
  });
  return { update };
}
