import { find, showMessage, whenChanged } from "../dom.js";

/** @import { State } from "../state.js" */

/** What happened to the engine. @param {HTMLElement} root @param {{ onDismiss: () => void }} events */
export function createNotice(root, { onDismiss }) {
  const text = find(root, ".notice__text", HTMLElement);
  find(root, "button", HTMLButtonElement).addEventListener("click", onDismiss);
  const update = whenChanged((/** @type {State} */ { notice }) => [notice], ({ notice }) => {
    root.hidden = !notice;
    showMessage(text, notice);
  });
  return { update };
}
