/** What is asked of the engine, as follows from the state. Pure. */
import { target } from "../ask/target.js";

/** @import { ExplainRequest } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** @param {Pick<State, "catalogue" | "chosen" | "model" | "scores">} state @returns {ExplainRequest} */
export function explainRequest(state) {
  const { catalogue, chosen } = state;
  const known = catalogue?.methods.find(({ id }) => id === chosen.method)?.options ?? [];
  const options = Object.fromEntries(known.map((option) => [option.id, chosen.options[option.id] ?? option.default]));
  const several = chosen.layers.length > 1 && { layers: [...chosen.layers], merge: chosen.merge };
  return { method: chosen.method, layer: chosen.layer, ...several, target: target(state), options };
}
