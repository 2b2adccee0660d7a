/** What an explanation is of, in words. Pure. */
import { oneLine } from "./plain-text.js";

/** @import { Saved } from "./saved.js" */

/** "bull mastiff", "the probability of bull mastiff", "bull mastiff rather than boxer". @param {Saved} saved */
export function questionWords({ target, className, thanName, picture }) {
  const name = oneLine(className) || `class ${target.index}`;
  const words = {
    class: name,
    probability: `the probability of ${name}`,
    difference: `${name} rather than ${oneLine(thanName ?? "") || `class ${target.than}`}`,
  }[target.kind];
  const hidden = picture.hidden ? ", with parts of the picture hidden" : "";
  const region = target.region ? ", in a part of the picture" : "";
  return `${target.negated ? "against " : ""}${words}${region}${hidden}`;
}

/** The layers by name, and how they are merged if there are several; null for a method that has none. @param {Saved} saved */
export function layerWords({ method, layers, merge }) {
  if (!method.usesLayer) return null;
  const names = layers.map(({ id }) => oneLine(id)).join(", ");
  return layers.length > 1 ? `${names} (${{ mean: "mean", max: "largest", product: "product" }[merge]})` : names;
}

/** What the score is called. @param {Saved} saved */
export function scoreWords({ target, pixels, model }) {
  const name = { class: model.task === "regression" ? "Value" : "Score", probability: "Probability", difference: "Difference of scores" }[target.kind];
  return pixels > 1 ? `${name}, summed over ${pixels} pixels` : name;
}
