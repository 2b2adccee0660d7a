/** Which layers are offered, and what is said of several at once. Pure. */

/** @import { Catalogue, Layer, Model } from "../engine/border.d.ts"
 *  @import { Chosen } from "../question/state.js" */

/** The layers that are worth a look, in the order of the network. @param {Pick<Model, "layers"> | null} model */
export const suggested = (model) => (model?.layers ?? []).filter((layer) => layer.suggested && layer.reached);

/** Those of the boxes for several layers: one that a person found elsewhere is among them.
 * @param {Pick<Model, "layers"> | null} model @param {Pick<Chosen, "layer" | "layers">} chosen @returns {Layer[]} */
export function offered(model, chosen) {
  const inForce = layersInForce(chosen);
  return (model?.layers ?? []).filter(({ id, suggested, reached }) => (suggested && reached) || inForce.includes(id));
}

/** @param {Pick<Chosen, "layer" | "layers">} chosen @returns {readonly string[]} */
export const layersInForce = ({ layer, layers }) => (layers.length > 1 ? layers : [layer]);

/** The choice after one box was changed. The last layer stays: without any there is nothing to explain.
 * @param {Pick<Chosen, "layer" | "layers">} chosen @param {string} id @param {boolean} isOn @param {readonly Layer[]} order
 * @returns {Pick<Chosen, "layer" | "layers">} */
export function withLayer(chosen, id, isOn, order) {
  const before = layersInForce(chosen);
  const wanted = order.map((layer) => layer.id).filter((other) => (other === id ? isOn : before.includes(other)));
  const [only = chosen.layer] = wanted;
  return wanted.length > 1 ? { layer: chosen.layer, layers: wanted } : { layer: only, layers: [] };
}

/** "3 layers, mean"; empty for one. @param {Pick<Chosen, "layer" | "layers" | "merge">} chosen @param {Pick<Catalogue, "merges"> | null} catalogue */
export function severalWords({ layers, merge }, catalogue) {
  if (layers.length < 2) return "";
  const how = catalogue?.merges.find(({ id }) => id === merge)?.label ?? merge;
  return `${layers.length}, merged by ${how.toLowerCase()}`;
}
