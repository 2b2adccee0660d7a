/** The stage in words. Pure. */
import { targetWords } from "../ask/target.js";
import { strongest } from "../sentence/evidence.js";
import { cut, number, percent } from "../words.js";

/** @import { State } from "../state.js" */

/** @param {number} lost the share of the picture that its file lacks, at least */
export const damage = (lost) => `The file is damaged: ${lost < 0.01 ? "a part" : `at least ${percent(lost)}`} of the picture could not be read. The model got it as it is shown here.`;

/** The canvas in words, from the numbers. @param {State} state */
export function description({ catalogue, picture, explanation, scores, model, partial }) {
  if (!picture) return "No picture yet";
  const name = cut(picture.name);
  if (partial) return `${name}, and a map that is being made`;
  if (!explanation) return `Picture: ${name}`;
  const { target, score } = explanation;
  const share = scores?.[target.index]?.probability ?? null;
  const method = catalogue?.methods.find(({ id }) => id === explanation.method)?.label ?? explanation.method;
  const found = strongest(explanation);
  const where = found
    ? `Strongest place: ${found.region}; ${percent(found.halfShare)} of the area holds half of the positive weight.`
    : "No positive evidence anywhere.";
  const what = `${method} ${targetWords(target, model?.classes ?? [])} on ${name}`;
  return `${what}: score ${number(score)}${share === null ? "" : `, ${percent(share)}`}. ${where}`;
}

