/** Small maps below the picture: of each layer, method or class. */
import { onRenewal } from "../question/renewal.js";

/** @import { Explanation } from "../engine/border.d.ts"
 *  @import { Changes } from "../state.js" */

/** @typedef {"layers" | "methods" | "classes" | "pictures"} StripTab */
/** Maps that were made in idle time, by method, layer and target (`glanceKey`).
 * @typedef {{ strip: StripTab, glances: Readonly<Record<string, Explanation>> }} StripState */
/** @typedef {{ type: "strip-chosen", strip: StripTab } | { type: "glanced", glances: Record<string, Explanation> }} StripEvent */

/** @type {StripState} */
export const initial = { strip: "layers", glances: {} };

/** @type {Changes} */
export const changes = {
  ...onRenewal({ glances: {} }),
  "strip-chosen": (_, { strip }) => ({ strip }),
  glanced: (state, { glances }) => ({ glances: { ...state.glances, ...glances } }),
};
