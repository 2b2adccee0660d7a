/** Which scores are listed, and in which words the list says what it leaves out. Pure. */
import { namesOf, sorted } from "./task.js";
import { number, percent } from "../words.js";

/** @import { Score } from "../engine/border.d.ts" */

const TOP = 5;
const FOUND = 8;
/** A model with so few classes shows them all. */
const FEW = 10;
/** Of what a model says that it found, more than a few are worth a row. */
const MOST = 12;

/** `verdict` says what one would else overlook, `count` how many there are in all.
 * @typedef {{ found: Score[], count: string, verdict: string }} Listed */

/**
 * @param {string} task
 * @param {readonly Score[]} scores
 * @param {{ search: string, threshold: number, isSteady?: boolean }} wanted `threshold`: the probability from which a class counts as found;
 *   `isSteady`: a model whose classes are all shown shows each in its place, so that it can be followed while the numbers change
 * @returns {Listed} the strongest first, but for `isSteady`
 */
export function listed(task, scores, { search, threshold, isSteady = false }) {
  const words = search.trim().toLowerCase();
  const { many } = namesOf(task);
  const order = sorted(task, scores).filter(({ label, index }) => label.toLowerCase().includes(words) || String(index) === words);
  // A number that somebody types is that class first, not one whose name has the number in it.
  order.sort((a, b) => Number(String(b.index) === words) - Number(String(a.index) === words));
  const verdict = verdictOn(task, scores, threshold);
  if (words) {
    const count = `${order.length} of ${scores.length} ${many} match${order.length > FOUND ? `; the first ${FOUND} are shown` : ""}`;
    return { found: order.slice(0, FOUND), count, verdict };
  }
  if (isSteady && scores.length <= FEW) order.sort((a, b) => a.index - b.index);
  const shown = order.slice(0, rows(task, scores, threshold));
  const count = shown.length < scores.length ? `${shown.length} of ${scores.length} ${many}; find the others by name or number` : "";
  return { found: shown, count, verdict };
}

/** Has this class been found, by the threshold or by a pixel? @param {string} task @param {Score} score @param {number} threshold */
export function isFound(task, { probability }, threshold) {
  if (task === "segmentation") return (probability ?? 0) > 0;
  return task === "multi-label" && (probability ?? 0) >= threshold;
}

/** How many rows are to be expected before the scores are there. @param {{ classes: readonly string[] } | null} model */
export const rowsFor = (model) => (model && model.classes.length <= FEW ? model.classes.length : TOP);

/** @param {string} task @param {readonly Score[]} scores @param {number} threshold */
function rows(task, scores, threshold) {
  const found = scores.filter((score) => isFound(task, score, threshold)).length;
  if (task === "segmentation") return Math.min(found, MOST);
  if (scores.length <= FEW) return scores.length;
  return Math.min(Math.max(found, TOP), MOST);
}

/** @param {string} task @param {readonly Score[]} scores @param {number} threshold */
function verdictOn(task, scores, threshold) {
  if (task !== "multi-label" || scores.length === 0) return "";
  const found = scores.filter((score) => isFound(task, score, threshold)).length;
  if (found === 0) return `None of the classes passes ${percent(threshold)}.`;
  return `${found} of ${scores.length} classes ${found === 1 ? "passes" : "pass"} ${percent(threshold)}.`;
}

/** @param {string} task @param {Score} score */
export function answerWords(task, { logit, probability }) {
  if (probability === null) return number(logit);
  return task === "segmentation" ? `${percent(probability)} of the pixels` : percent(probability);
}
