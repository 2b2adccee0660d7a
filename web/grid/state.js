/** Several maps side by side. */
import { onRenewal } from "../question/renewal.js";
import { ended, firstLayers, firstMethods } from "./compare.js";

/** @import { Changes } from "../state.js"
 *  @import { Cell, Comparing, Comparison } from "./compare.js" */

/** `comparing` is ticked, `comparison` was made of it.
 * @typedef {{ comparing: Readonly<Comparing>, comparison: Comparison | null }} GridState */
/** @typedef {{ type: "comparing", change: Partial<Comparing> }
 *   | { type: "comparison-began", comparison: Comparison }
 *   | { type: "cell-changed", at: number, change: Partial<Cell> }
 *   | { type: "comparison-ended" }} GridEvent */

/** @type {GridState} */
export const initial = { comparing: Object.freeze({ methods: [], layers: [], scale: "own" }), comparison: null };

/** @type {Changes} */
export const changes = {
  ...onRenewal({ comparison: null }),
  started: ({ comparing }, { catalogue }) => ({ comparing: { ...comparing, methods: firstMethods(catalogue) } }),
  "model-loaded": ({ comparing }, { model }) => ({ comparison: null, comparing: { ...comparing, layers: firstLayers(model.layers) } }),
  "model-changed": ({ comparing }, { model }) => ({ comparison: null, comparing: kept(comparing, model) }),
  "input-changed": ({ comparing }, { model }) => ({ comparison: null, comparing: kept(comparing, model) }),
  comparing: (state, { change }) => ({ comparing: { ...state.comparing, ...change } }),
  "comparison-began": (_, { comparison }) => ({ comparison }),
  "cell-changed": ({ comparison }, { at, change }) => ({
    comparison: comparison && { ...comparison, cells: comparison.cells.map((cell, place) => (place === at ? { ...cell, ...change } : cell)) },
  }),
  "comparison-ended": ({ comparison }) => ({ comparison: comparison && ended(comparison) }),
};

/** The ticked layers that are still there. @param {Readonly<Comparing>} comparing @param {import("../engine/border.d.ts").Model} model */
function kept(comparing, { layers }) {
  const compared = comparing.layers.filter((wanted) => layers.some(({ id, reached }) => reached && id === wanted));
  return { ...comparing, layers: compared.length > 0 ? compared : firstLayers(layers) };
}
