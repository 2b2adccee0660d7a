/** The last result, while the one that follows it is on its way: it is still seen, and said to be of something else. */
import { onRenewal } from "../question/renewal.js";

/** @import { Place } from "../problem/state.js"
 *  @import { Changes, State } from "../state.js" */

/** What a result is of, and what it consists of. */
const RESULT = /** @type {const} */ (["model", "modelRef", "input", "picture", "hidden", "chosen", "scores", "segmentation", "explanation", "heatmap", "glances"]);

/** `earlier` is null once there is a newer result, or none to be expected. @typedef {{ earlier: Readonly<Pick<State, typeof RESULT[number]>> | null }} EarlierState */

/** What ends in another result, if all goes well. @type {readonly Place[]} */
const LEADS_ON = ["model", "picture", "input", "explanation"];

/** @type {EarlierState} */
export const initial = { earlier: null };

/** @type {Changes} */
export const changes = {
  ...onRenewal((state) => (state.earlier || !state.explanation ? {} : { earlier: resultOf(state) })),
  explained: () => initial,
  "partly-explained": (_, { heatmap }) => (heatmap ? initial : {}),
  // Refused or cancelled.
  "work-ended": ({ work }, { id }) => (work.some((other) => other.id !== id && LEADS_ON.includes(other.place)) ? {} : initial),
};

/** @param {State} state @returns {Pick<State, typeof RESULT[number]>} */
const resultOf = (state) => /** @type {Pick<State, typeof RESULT[number]>} */ (Object.fromEntries(RESULT.map((name) => [name, state[name]])));
