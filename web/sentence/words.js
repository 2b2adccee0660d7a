/** The one sentence about a map, before any number. Pure. */
import { regionWords } from "../ask/target.js";
import { percent } from "../words.js";
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
  const name = (/** @type {number} */ index) => model.classes[index] ?? String(index);
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

/** How much of the picture the network sees. @param {Rect | null} crop @param {{ width: number, height: number } | null} picture */
function seen(crop, picture) {
  if (!crop || !picture) return 1;
  return Math.min(1, (crop.width * crop.height) / (picture.width * picture.height));
}

/** Which of the map's values are shown. @param {Explanation} explanation */
export const valuesWords = ({ form }) => (form === "raw" ? "Raw" : "Merged");
