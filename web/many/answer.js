/** What is kept of the scores of one picture: the strongest classes, and how sure the model is. Pure. */
import { sorted } from "../classes/task.js";

/** @import { Score } from "../engine/border.d.ts" */

/** @typedef {{ index: number, label: string, probability: number | null, logit: number }} Named */

/** As many classes are kept of each picture. */
export const KEPT = 20;

/** Probabilities of one class of several add up to 1; that far they may be off. */
const TOLERANCE = 1e-2;

/** @param {string} task @param {readonly Score[]} scores @returns {Named[]} the strongest first */
export const strongest = (task, scores) => sorted(task, scores).slice(0, KEPT).map(({ index, label, probability, logit }) => ({ index, label, probability, logit }));

/** Do the outputs name one class for a picture, so that it can be right or wrong? @param {string} task */
export const namesOneClass = (task) => task === "single-label" || task === "binary";

/**
 * The entropy of the probabilities: 0 for a model that is sure of one class, the logarithm of the number of classes for
 * one that has no idea.
 * @param {string} task @param {readonly Score[]} scores
 * @returns {number | null} bits; null where the outputs are not the probabilities of one class of several
 */
export function entropy(task, scores) {
  if (!namesOneClass(task)) return null;
  const probabilities = scores.map(({ probability }) => probability ?? NaN);
  const sum = probabilities.reduce((total, value) => total + value, 0);
  if (!(Math.abs(sum - 1) < TOLERANCE)) return null;
  return Math.max(0, -probabilities.reduce((total, value) => total + (value > 0 ? value * Math.log2(value) : 0), 0));
}
