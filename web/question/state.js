/** What a person asks, and the explanation that answers it. */
import { best } from "../classes/task.js";
import { onRenewal } from "./renewal.js";

/** @import { Display, Explanation, Heatmap, Merge, Model, Rect, Setting, Target } from "../engine/border.d.ts"
 *  @import { Changes, State } from "../state.js" */

/** A heatmap and what it was made with: until the next one is made, it is that which is shown.
 * @typedef {Heatmap & { display: Display }} ShownHeatmap */
/** `layers`, two or more of them, count instead of `layer`; `than` is the class to compare with, null for the runner-up;
 * `region` lies on the picture.
 * @typedef {{ method: string, layer: string, layers: readonly string[], merge: Merge, index: number,
 *   options: Record<string, Setting>, kind: Target["kind"], than: number | null, negated: boolean, region: Rect | null }} Chosen */
/** What was typed for a setting that cannot have it, and why. @typedef {{ id: string, text: string, refusal: string }} Refused */
/** `answered` is the question that `explanation` answers; `partial` is what a method that is still at work knows by now.
 * @typedef {{ chosen: Readonly<Chosen>, explanation: Explanation | null, heatmap: ShownHeatmap | null, partial: ShownHeatmap | null,
 *   answered: Readonly<Chosen> | null, refusedOption: Refused | null }} QuestionState */
/** @typedef {{ type: "chosen", change: Partial<Chosen> }
 *   | { type: "option-refused", refused: Refused }
 *   | { type: "explained", explanation: Explanation, heatmap: ShownHeatmap, answered: Readonly<Chosen> }
 *   | { type: "partly-explained", heatmap: ShownHeatmap | null }
 *   | { type: "drawn", heatmap: ShownHeatmap }} QuestionEvent */

/** What was asked of another model's classes means nothing here. */
const FIRST_QUESTION = /** @type {const} */ ({ index: 0, kind: "class", than: null, negated: false, region: null });
const UNANSWERED = { explanation: null, heatmap: null, partial: null, answered: null };

/** @type {QuestionState} */
export const initial = {
  chosen: Object.freeze({ method: "", layer: "", layers: [], merge: "mean", options: {}, ...FIRST_QUESTION }),
  ...UNANSWERED,
  refusedOption: null,
};

/** @type {Changes} */
export const changes = {
  ...onRenewal(UNANSWERED),
  // The first entry of each table is the default one.
  started: ({ chosen }, { catalogue: { methods, merges } }) => ({
    chosen: { ...chosen, method: methods[0]?.id ?? "", merge: merges[0]?.id ?? chosen.merge },
  }),
  "model-loaded": ({ chosen }, { model }) => ({
    ...UNANSWERED,
    chosen: { ...chosen, ...FIRST_QUESTION, layer: model.defaultLayer, layers: [] },
  }),
  "model-changed": (state, { model }) => ({ ...UNANSWERED, chosen: kept(state, model) }),
  "input-changed": (state, { model }) => ({ ...UNANSWERED, chosen: kept(state, model) }),
  "picture-set": ({ chosen }) => ({ ...UNANSWERED, chosen: { ...chosen, region: null } }),
  classified: ({ chosen, model }, { scores, keepClass }) => ({
    chosen: keepClass ? chosen : { ...chosen, index: best(model?.task ?? "", scores) },
  }),
  chosen: ({ chosen }, { change }) => ({ chosen: { ...chosen, ...change }, refusedOption: null }),
  "option-refused": (_, { refused }) => ({ refusedOption: refused }),
  explained: (_, { explanation, heatmap, answered }) => ({ explanation, heatmap, answered, partial: null }),
  "partly-explained": (_, { heatmap }) => ({ partial: heatmap }),
  drawn: (_, { heatmap }) => ({ heatmap }),
};

/** What is still there of the choice when the model was read or built anew.
 * @param {State} state @param {Model} model @returns {Chosen} */
function kept({ chosen }, { layers, defaultLayer, classes }) {
  const isLayer = (/** @type {string} */ wanted) => layers.some(({ id, reached }) => reached && id === wanted);
  const isClass = (/** @type {number} */ index) => index < classes.length;
  return {
    ...chosen,
    layer: isLayer(chosen.layer) ? chosen.layer : defaultLayer,
    layers: chosen.layers.every(isLayer) ? chosen.layers : [],
    index: isClass(chosen.index) ? chosen.index : 0,
    than: chosen.than !== null && isClass(chosen.than) ? chosen.than : null,
  };
}
