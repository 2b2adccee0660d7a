import { nothing } from "lit-html";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** @param {State} _state @param {Act} _act */
export const channels = (_state, _act) => nothing;
