/** Which small maps are wanted, and how they are found again. Pure. */
import { sorted } from "../classes/task.js";
import { suggested } from "../layers/layers.js";
import { isOnePass, isQuick, paced } from "../methods/pace.js";
import { explainRequest } from "../question/request.js";

/** @import { Explanation, ExplainRequest, LookRequest } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** What differs from the question that is asked. @typedef {{ index?: number, layer?: string, method?: string }} Other */

/** Classes with a small map. */
const CLASSES = 5;

/** The method of the small maps: the chosen one if it is quick, else Grad-CAM, which stands first.
 * @param {State} state */
export function glanceMethod(state) {
  const { catalogue, chosen } = state;
  const method = catalogue?.methods.find(({ id }) => id === chosen.method);
  return (method?.usesLayer && isQuick(paced(state), chosen) ? method : catalogue?.methods[0])?.id ?? "";
}

/** The methods that have a small map: the quick ones, each with its own settings. @param {State} state */
export const glanceMethods = (state) => (state.catalogue?.methods ?? []).filter(({ id }) => isQuick(paced(state), glanceRequest(state, { method: id })));

/** The question of a small map. @param {State} state @param {Other} other @returns {ExplainRequest} */
export function glanceRequest(state, { index = state.chosen.index, layer = state.chosen.layer, method = glanceMethod(state) }) {
  const { target, options } = explainRequest(state);
  const isChosen = method === state.chosen.method;
  return { method, layer, target: { ...target, index }, ...(isChosen && options ? { options } : {}) };
}

/** @param {ExplainRequest} request */
const key = ({ method, layer, target, options }) => JSON.stringify([method, layer, target, options]);

/** The small map, once it is there. @param {State} state @param {Other} other @returns {Explanation | null} */
export const glanceOf = (state, other) => state.glances[key(glanceRequest(state, other))] ?? null;

/** What is still missing of what is shown: the layers, with one backward pass if one is enough, then the classes, then the methods.
 * @param {State} state @returns {{ request: LookRequest, keys: string[] } | null} null if nothing is */
export function nextGlance(state) {
  const { model, scores, strip, catalogue } = state;
  if (!model || !scores) return null;
  const isMissing = (/** @type {Other} */ other) => glanceOf(state, other) === null;
  const one = (/** @type {Other} */ other) => ({ request: { explain: glanceRequest(state, other) }, keys: [key(glanceRequest(state, other))] });
  const layers = suggested(model).map(({ id }) => id).filter((layer) => isMissing({ layer }));
  const [first] = layers;
  const method = catalogue?.methods.find(({ id }) => id === glanceMethod(state));
  if (first !== undefined && method && !isOnePass(method, glanceRequest(state, {}).options)) return one({ layer: first });
  if (first !== undefined) {
    const explain = { ...glanceRequest(state, {}), layers };
    return { request: { explain }, keys: layers.map((layer) => key(glanceRequest(state, { layer }))) };
  }
  const index = sorted(model.task, scores).slice(0, CLASSES).map((score) => score.index).find((wanted) => isMissing({ index: wanted }));
  if (index !== undefined) return one({ index });
  if (strip !== "methods") return null;
  const other = glanceMethods(state).find(({ id }) => isMissing({ method: id }));
  return other ? one({ method: other.id }) : null;
}
