/** Parts of the picture that a person hides, and what the model answers without them. */
import { onRenewal } from "../question/renewal.js";

/** @import { Rect, Score } from "../engine/border.d.ts"
 *  @import { Changes } from "../state.js" */

/** `hidden` are rectangles in pixels of the picture; `hiddenScores` the answers without them, null while nobody knows them;
 * `isHiding` while a drag on the picture hides a part.
 * @typedef {{ hidden: readonly Rect[], hiddenScores: readonly Score[] | null, isHiding: boolean }} HideState */
/** @typedef {{ type: "hiding", isHiding: boolean }
 *   | { type: "hidden", hidden: readonly Rect[] }
 *   | { type: "hidden-scored", scores: readonly Score[] }} HideEvent */

const NOTHING = { hidden: [], hiddenScores: null, isHiding: false };

/** @type {HideState} */
export const initial = NOTHING;

/** @type {Changes} */
export const changes = {
  ...onRenewal({ hiddenScores: null }),
  "picture-set": () => NOTHING,
  hiding: (_, { isHiding }) => ({ isHiding }),
  hidden: (_, { hidden }) => ({ hidden, hiddenScores: null }),
  "hidden-scored": (_, { scores }) => ({ hiddenScores: scores }),
};
