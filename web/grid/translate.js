/** A question about one model, as it is asked of another one: a class means the class of the same name. Pure. */
import { DEFAULT_LAYER } from "./plan.js";

/** @import { ExplainRequest, Model } from "../engine/border.d.ts" */

/** What is asked of a model. `lack` says what it does not have. @typedef {{ request: ExplainRequest, lack: null } | { request: null, lack: string }} Translated */

/**
 * @param {Pick<import("./plan.js").Cell, "request" | "best" | "layer">} cell
 * @param {{ from: Model, to: Model, name: string, layerStands: boolean }} models `name` is what `to` is called; `layerStands`: layers stand on an axis, so
 *   that no other one may take the place of a layer
 * @returns {Translated}
 */
export function translated({ request, best, layer }, { from, to, name, layerStands }) {
  const lacking = (/** @type {string} */ what) => ({ request: null, lack: `${name} has no ${what}.` });
  const { target: { region, ...target }, layer: _, ...rest } = request;
  const wanted = best ? 0 : classIn(target.index, from, to); // the strongest one takes its place
  if (wanted === null) return lacking(`“${from.classes[target.index] ?? target.index}”`);
  const than = target.kind === "difference" ? classIn(target.than, from, to) : null;
  if (target.kind === "difference" && than === null) return lacking(`“${from.classes[target.than] ?? target.than}”`);
  const at = layer === null ? null : layerIn(layer, to) ?? (layerStands ? null : to.defaultLayer);
  if (layer !== null && at === null) return lacking(`layer \`${layer}\``);
  return {
    lack: null,
    request: {
      ...rest, ...(at !== null && { layer: at }),
      target: { ...target, index: wanted, ...(than !== null && { than }), ...(region && to.task === "segmentation" && { region }) },
    },
  };
}

/** @param {string} layer @param {Model} model @returns {string | null} null for one that it does not have, or that its score does not see */
export function layerIn(layer, { layers, defaultLayer }) {
  if (layer === DEFAULT_LAYER) return defaultLayer;
  return layers.some(({ id, reached }) => reached && id === layer) ? layer : null;
}

/** Two classes may have one name: that at the same place is meant. @param {number} index @param {Model} from @param {Model} to */
function classIn(index, from, to) {
  const name = from.classes[index];
  if (from === to || (name !== undefined && to.classes[index] === name)) return index;
  const found = name === undefined ? -1 : to.classes.indexOf(name);
  return found < 0 ? null : found;
}
