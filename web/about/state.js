/** What a report of a fault needs and the rest of the page forgets. */

/** @import { Changes } from "../state.js"
 *  @import { Place } from "../problem/state.js" */

/** @typedef {{ lastProblem: { place: Place, message: string } | null }} AboutState */

/** @type {AboutState} */
export const initial = { lastProblem: null };

/** @type {Changes} */
export const changes = {
  refused: (_, { place, message }) => ({ lastProblem: { place, message } }),
};
