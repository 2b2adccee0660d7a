import { showMessage, whenChanged } from "../dom.js";

/** @import { Place, State } from "../state.js" */

/** An error's words beside what caused it; they stay until the next action there. @param {HTMLElement} root */
export function createError(root) {
  const place = /** @type {Place} */ (root.dataset["error"]);
  const update = whenChanged((/** @type {State} */ { errors }) => [errors[place]], ({ errors }) => {
    showMessage(root, errors[place]);
  });
  return { update };
}
