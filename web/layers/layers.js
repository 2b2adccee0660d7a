/** Which layers are offered, and what is said of several at once. Pure. */

/** @import { Catalogue, Model } from "../engine/border.d.ts"
 *  @import { Chosen } from "../question/state.js" */

/** The layers that are worth a look, in the order of the network. @param {Pick<Model, "layers"> | null} model */
export const suggested = (model) => (model?.layers ?? []).filter((layer) => layer.suggested && layer.reached);

/** "3 layers, merged by mean"; empty for one. @param {Pick<Chosen, "layers" | "merge">} chosen @param {Pick<Catalogue, "merges"> | null} catalogue */
export function mergedWords({ layers, merge }, catalogue) {
  if (layers.length < 2) return "";
  const how = catalogue?.merges.find(({ id }) => id === merge)?.label ?? merge;
  return `${layers.length} layers, merged by ${how.toLowerCase()}`;
}
