import { INITIAL, update } from "./state.js";

/** @import { Event, State } from "./state.js" */

/** Holds the one state and tells whoever draws it. @param {(state: State) => void} render */
export function createStore(render) {
  let state = INITIAL;
  return {
    get state() {
      return state;
    },
    /** @param {Event} event */
    dispatch(event) {
      state = update(state, event);
      render(state);
    },
  };
}

/** @typedef {ReturnType<typeof createStore>} Store */
