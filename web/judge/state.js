/** How far an explanation can be trusted, in numbers. */
import { onRenewal } from "../question/renewal.js";
import { firstMetrics } from "./judge.js";

/** @import { Changes } from "../state.js"
 *  @import { Judgement, Judging } from "./judge.js" */

/** `judging` is ticked and marked, `judgement` was made of it.
 * @typedef {{ judging: Readonly<Judging>, judgement: Judgement | null }} JudgeState */
/** @typedef {{ type: "judging", change: Partial<Judging> } | { type: "judged", judgement: Judgement }} JudgeEvent */

/** @type {JudgeState} */
export const initial = { judging: Object.freeze({ metrics: [], object: null, isMarking: false }), judgement: null };

/** @type {Changes} */
export const changes = {
  ...onRenewal({ judgement: null }),
  started: ({ judging }, { catalogue }) => ({ judging: { ...judging, metrics: firstMetrics(catalogue.metrics) } }),
  "picture-set": ({ judging }) => ({ judgement: null, judging: { ...judging, object: null, isMarking: false } }),
  judging: (state, { change }) => ({ judging: { ...state.judging, ...change } }),
  judged: (_, { judgement }) => ({ judgement }),
};
