/** @import { Changes, State } from "../state.js" */

/** What every event that replaces the model, its settings or the picture changes in a slice: whatever was computed from
 * the earlier one is gone. @param {Partial<State> | ((state: State) => Partial<State>)} change @returns {Changes} */
export function onRenewal(change) {
  const renew = (/** @type {State} */ state) => (typeof change === "function" ? change(state) : change);
  return { "model-loaded": renew, "model-changed": renew, "input-changed": renew, "picture-set": renew };
}
