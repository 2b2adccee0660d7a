/** Which layers are offered, and what is said of several at once. Pure. */

/** @import { Catalogue, Layer, Model } from "../engine/border.d.ts"
 *  @import { Chosen } from "../question/state.js" */

/** The layers that are worth a look, in the order of the network. @param {Pick<Model, "layers"> | null} model */
export const suggested = (model) => (model?.layers ?? []).filter((layer) => layer.suggested && layer.reached);

/** The names of a layer in notebooks: its own, then the modules whose output it is. @param {Pick<Layer, "name" | "also">} layer */
export const layerNames = ({ name, also = [] }) => (also.length > 0 ? `${name} (${also.join(", ")})` : name);

/** The layer that has this name, or whose output a module of this name has. @param {Pick<Model, "layers"> | null} model @param {string} name */
export const layerNamed = (model, name) => model?.layers.find(({ id }) => id === name) ?? model?.layers.find(({ also = [] }) => also.includes(name));

/** "3 layers, merged by mean"; empty for one. @param {Pick<Chosen, "layers" | "merge">} chosen @param {Pick<Catalogue, "merges"> | null} catalogue */
export function mergedWords({ layers, merge }, catalogue) {
  if (layers.length < 2) return "";
  const how = catalogue?.merges.find(({ id }) => id === merge)?.label ?? merge;
  return `${layers.length} layers, merged by ${how.toLowerCase()}`;
}
