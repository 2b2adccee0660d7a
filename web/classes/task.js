/** What the outputs of a model mean, and how scores are therefore called and put in order. Pure. */

/** @import { Score } from "../engine/border.d.ts" */

/** `score` is what an explanation's number is called, `share` what the number in [0, 1] is, null where there is none;
 * `one` and `many` what the outputs are. @typedef {{ score: string, share: string | null, one: string, many: string }} Names */

/** @type {Names} */
const CLASSES = { score: "Score (logit)", share: "Probability", one: "class", many: "classes" };

/** The tasks whose numbers are called otherwise, by the engine's ids. @type {Record<string, Names>} */
const OTHERS = {
  regression: { score: "Value", share: null, one: "value", many: "values" },
  segmentation: { ...CLASSES, score: "Score (sum of logits)", share: "Share of pixels" },
};

/** @param {string} task @returns {Names} */
export const namesOf = (task) => OTHERS[task] ?? CLASSES;

/** How strong an answer is. A segmentation answers with areas, everything else with logits.
 * @param {string} task @param {Score} score */
const strength = (task, { logit, probability }) => (task === "segmentation" ? probability ?? 0 : logit);

/** The strongest first; numbers stay in their order, since a large one says no more than a small one.
 * @param {string} task @param {readonly Score[]} scores */
export function sorted(task, scores) {
  return task === "regression" ? [...scores] : [...scores].sort((a, b) => strength(task, b) - strength(task, a));
}

/** The class to begin with. In a segmentation that is a thing, as long as there is one: most of any picture is background.
 * @param {string} task @param {readonly Score[]} scores @returns {number} its index */
export function best(task, scores) {
  const order = sorted(task, scores);
  const thing = order.find(({ label, probability }) => (probability ?? 0) > 0 && !/^_*background_*$/i.test(label));
  return (task === "segmentation" && thing ? thing : order[0])?.index ?? 0;
}
