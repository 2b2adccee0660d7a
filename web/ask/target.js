/** What is explained: which score of which class on which pixels, and how one says it. Pure. */
import { sorted } from "../classes/task.js";
import { cut } from "../words.js";

/** @import { Explanation, Model, Rect, Target } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** @typedef {Target["kind"]} TargetKind */

/** The kinds of scores that a model's outputs have. Numbers are no probabilities. Of yes and no, the one is the other
 * negated, so that their difference is twice the score. @param {Pick<Model, "task" | "classes"> | null} model @returns {TargetKind[]} */
export function targetKinds(model) {
  if (!model) return ["class"];
  /** @type {TargetKind[]} */
  const kinds = ["class"];
  if (model.task !== "regression") kinds.push("probability");
  if (model.task !== "binary" && model.classes.length > 1) kinds.push("difference");
  return kinds;
}

/** The kind that is in force: one that a person chose for an earlier model may not exist here. @param {Pick<State, "model" | "chosen">} state @returns {TargetKind} */
export const targetKind = ({ model, chosen }) => (targetKinds(model).includes(chosen.kind) ? chosen.kind : "class");

/** The class that the chosen one is compared with: one that a person named, else the strongest other one.
 * @param {Pick<State, "model" | "scores" | "chosen">} state */
export function rival({ model, scores, chosen }) {
  if (chosen.than !== null && chosen.than !== chosen.index) return chosen.than;
  const others = sorted(model?.task ?? "", scores ?? []).filter(({ index }) => index !== chosen.index);
  return others[0]?.index ?? (chosen.index === 0 ? 1 : 0);
}

/** @param {Pick<State, "model" | "scores" | "chosen">} state @returns {Target} */
export function target(state) {
  const { chosen, model } = state;
  const kind = targetKind(state);
  return {
    ...(kind === "difference" ? { kind, index: chosen.index, than: rival(state) } : { kind, index: chosen.index }),
    ...(chosen.negated && { negated: true }),
    ...(chosen.region && model?.task === "segmentation" && { region: chosen.region }),
  };
}

/** "for “cat” rather than “dog”", to be put after the method's name. @param {Target} explained @param {readonly string[]} classes */
export function targetWords({ kind, index, negated, region, ...other }, classes) {
  const name = (/** @type {number} */ at) => `“${cut(classes[at] ?? String(at))}”`;
  const score = {
    class: name(index),
    probability: `the probability of ${name(index)}`,
    difference: `${name(index)} rather than ${name("than" in other ? other.than : index)}`,
  }[kind];
  return `${negated ? "against" : "for"} ${score}${region ? ` ${regionWords(region)}` : ""}`;
}

/** Which method explains what, and where. @param {Pick<State, "catalogue" | "model">} state
 * @param {Pick<Explanation, "method" | "layers" | "merge" | "target">} asked */
export function questionWords({ catalogue, model }, { method, layers, merge, target: explained }) {
  const { label, usesLayer } = catalogue?.methods.find(({ id }) => id === method) ?? { label: method, usesLayer: true };
  const names = layers.map((layer) => cut(model?.layers.find(({ id }) => id === layer)?.name ?? layer));
  const how = names.length > 1 ? `, merged by ${(catalogue?.merges.find(({ id }) => id === merge)?.label ?? merge).toLowerCase()}` : "";
  return `${label} ${targetWords(explained, model?.classes ?? [])}${usesLayer ? ` at ${names.join(", ")}${how}` : ""}`;
}

/** @param {Rect} region in pixels of the picture */
export function regionWords({ x, y, width, height }) {
  const [left, top] = [Math.round(x), Math.round(y)];
  if (width <= 1 && height <= 1) return `in the pixel at ${left}, ${top}`;
  return `in the ${Math.round(width)} × ${Math.round(height)} pixels from ${left}, ${top}`;
}

/** What the number of an explanation is. @param {Pick<Explanation, "target" | "pixels">} explanation @param {string} score its name for a class */
export function scoreName({ target: { kind }, pixels }, score) {
  const name = { class: score, probability: "Probability", difference: "Difference of scores" }[kind];
  return pixels > 1 && kind !== "class" ? `${name}, summed` : name;
}

/** @param {Pick<Explanation, "target" | "pixels">} explanation */
export const pixelsWords = ({ target: { region }, pixels }) => `${pixels} ${region ? "chosen" : "predicted as the class"}`;
