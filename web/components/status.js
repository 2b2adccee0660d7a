import { showMessage, whenChanged } from "../dom.js";

/** @import { State } from "../state.js" */

/** What was done, for those who hear the page. @param {HTMLElement} root */
export function createStatus(root) {
  const update = whenChanged((/** @type {State} */ { status }) => [status], ({ status }) => {
    showMessage(root, status);
  });
  return { update };
}
