/** The one sentence about a map, before any number. Pure. */
import { regionWords } from "../ask/target.js";
import { sorted } from "../classes/task.js";
import { builtinOf } from "../models/builtin.js";
import { cut, percent } from "../words.js";
import { strongest } from "./evidence.js";

/** @import { Explanation, Rect } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** `about` is the class, with its probability; `rest` says where the evidence lies.
 * @typedef {{ lead: string, about: string, share: string, rest: string, where: string }} Sentence */

/** @param {State} state @returns {Sentence | null} null without a map, or for a blank one */
export function sentenceOf({ explanation, model, scores, picture }) {
  if (!explanation || !model) return null;
  const found = strongest(explanation);
  if (!found) return null;
  const { target } = explanation;
  const name = (/** @type {number} */ index) => cut(model.classes[index] ?? String(index));
  const probability = scores?.[target.index]?.probability ?? null;
  const share = probability === null ? "" : model.task === "segmentation" ? ` (${percent(probability)} of the pixels)` : ` (${percent(probability)})`;
  const area = percent(found.halfShare * seen(picture?.crop ?? null, picture));
  const evidence = target.negated ? "half of what speaks against it lies" : "half of the evidence lies";
  const rather = target.kind === "difference" ? ` rather than ${name(target.than)}` : "";
  const within = target.region ? ` ${regionWords(target.region)}` : "";
  return {
    lead: target.negated ? "Against " : "For ",
    about: `${name(target.index)}`,
    share,
    rest: `${rather}${within} ${evidence} on ${area} of the picture, most of it at the `,
    where: found.region,
  };
}

/** What one must know of an answer that sounds surer than it is. @param {State} state @returns {string | null} one short sentence */
export function cautionOf(state) {
  if (!state.explanation || !state.model) return null;
  return foreignWords(state) ?? weakWords(state) ?? fewWords(state);
}

/** A model of ours that knows little, on something else. @param {State} state */
function foreignWords({ modelRef, picture, samples }) {
  const own = builtinOf(modelRef);
  const group = samples.find(({ id }) => id === picture?.sample)?.group;
  return own?.onlyFor && own.onlyFor !== group ? `The model knows ${own.knows}.` : null;
}

/** Below it, more than four fifths of the probability is on other classes. */
const WEAK = 0.2;
/** Nearer to each other than this factor, a small change of the picture may well swap two classes. */
const CLOSE = 2;

/** Of the class that the model picks: that another one is weak is no news. @param {State} state */
function weakWords({ model, explanation, scores }) {
  const [first, next] = sorted(model?.task ?? "", scores ?? []);
  if (!hasOneAnswer(model) || !explanation || !first?.probability || !next?.probability) return null;
  const { index, kind, negated } = explanation.target;
  if (index !== first.index || kind === "difference" || negated) return null;
  const words = first.probability < WEAK ? "A weak answer" : first.probability < CLOSE * next.probability ? "A close answer" : null;
  return words && `${words}: the next is ${cut(next.label)} with ${percent(next.probability)}.`;
}

/** So many classes or fewer make a model sure of anything: the probabilities sum to 1, whatever it is shown. */
const FEW = 20;
/** Letters of all names together that one reads at a glance. */
const NAMES = 40;

/** Of a person's own model. @param {State} state */
function fewWords({ model, modelRef }) {
  if (!model || !hasOneAnswer(model) || model.classes.length > FEW || builtinOf(modelRef)) return null;
  const names = model.classes.join(", ");
  const told = model.labelsFrom && names.length <= NAMES ? `: ${names},` : "";
  return `The model knows ${model.classes.length} things${told} and must pick one.`;
}

/** @param {State["model"]} model */
const hasOneAnswer = (model) => model?.task === "single-label" && model.classes.length > 1;

/** How much of the picture the network sees. @param {Rect | null} crop @param {{ width: number, height: number } | null} picture */
function seen(crop, picture) {
  if (!crop || !picture) return 1;
  return Math.min(1, (crop.width * crop.height) / (picture.width * picture.height));
}

/** Which of the map's values are shown. @param {Explanation} explanation */
export const valuesWords = ({ form }) => (form === "raw" ? "Raw" : "Merged");
