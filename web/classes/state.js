/** The model's answers, and which of them are listed. */
import { onRenewal } from "../question/renewal.js";

/** @import { Score, Segmentation } from "../engine/border.d.ts"
 *  @import { Changes } from "../state.js" */

/** `threshold` is the probability from which one of any number of classes counts as found; `search` is what a person types
 * to find a class.
 * @typedef {{ scores: Score[] | null, segmentation: Segmentation | null, threshold: number, search: string }} ClassesState */
/** @typedef {{ type: "classified", scores: Score[], keepClass: boolean }
 *   | { type: "segmented", segmentation: Segmentation | null }
 *   | { type: "threshold-set", threshold: number }
 *   | { type: "class-searched", search: string }} ClassesEvent */

/** @type {ClassesState} */
export const initial = { scores: null, segmentation: null, threshold: 0.5, search: "" };

/** @type {Changes} */
export const changes = {
  ...onRenewal({ scores: null, segmentation: null }),
  "model-loaded": () => ({ scores: null, segmentation: null, search: "" }),
  classified: (_, { scores }) => ({ scores }),
  segmented: (_, { segmentation }) => ({ segmentation }),
  "threshold-set": (_, { threshold }) => ({ threshold }),
  "class-searched": (_, { search }) => ({ search }),
};
