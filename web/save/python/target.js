/** The part of a script that picks the score. Pure. */
import { tuple } from "./literal.js";

/** @import { Saved } from "../saved.js" */

/** The functions of a library that a score may need. @typedef {{ softmax: string, sigmoid: (logits: string) => string }} Functions */

/** @type {Functions} */
const TORCH = { softmax: "torch.softmax(output, 0)", sigmoid: (logits) => `torch.sigmoid(${logits})` };
/** @type {Functions} */
export const TENSORFLOW = { softmax: "tf.nn.softmax(output)", sigmoid: (logits) => `tf.sigmoid(${logits})` };

/**
 * `target(output)` returns the score of the outputs of one picture, which are logits.
 * @param {Saved} saved
 * @param {Functions} [functions] those of PyTorch
 * @returns {{ before: string[], lines: string[] }} lines of Python; `before` stand where `network` and `x` are there
 */
export function targetLines(saved, functions = TORCH) {
  const { target, model } = saved;
  const isSegmentation = model.task === "segmentation";
  const pixels = isSegmentation ? "[MASK].sum()" : "";
  const score = model.task === "binary" ? binary(target, functions) : `${several(saved, functions)}${pixels}`;
  const negated = target.negated ? [`    return -(${score})  # what speaks against it`] : [`    return ${score}`];
  return {
    before: isSegmentation ? maskLines(saved) : [],
    lines: ["def target(output):", `    """The score: ${words(saved)}."""`, ...negated],
  };
}

/** @param {Saved} saved @param {Functions} functions */
function several({ target: { kind, index, than }, model }, { softmax, sigmoid }) {
  if (kind === "class") return `output[${index}]`;
  if (kind === "difference") return `(output[${index}] - output[${than}])`;
  return `${model.task === "multi-label" ? sigmoid("output") : softmax}[${index}]`;
}

/** Yes and no share one output: the score of no is that of yes, negated. @param {Saved["target"]} target
 * @param {Functions} functions */
function binary({ kind, index, than }, { sigmoid }) {
  const logit = index === 0 ? "-output[0]" : "output[0]";
  if (kind === "class") return logit;
  if (kind === "probability") return sigmoid(logit);
  return index === than ? "0 * output[0]" : `2 * ${index === 0 ? "-output[0]" : "output[0]"}`;
}

/** @param {Saved} saved */
function words({ target: { kind, index, than, region }, model }) {
  const what = { class: `the logit of class ${index}`, probability: `the probability of class ${index}`, difference: `the logit of class ${index} less that of class ${than}` }[kind];
  if (model.task !== "segmentation") return what;
  return `${what}, summed over the pixels ${region ? "of a rectangle" : "that the network gives it"}`;
}

/** Which pixels of the output count. @param {Saved} saved */
function maskLines({ target: { index, region }, picture: { crop } }) {
  const found = ["with torch.no_grad():", "    plain = network(x)[0]"];
  if (!region) return [...found, `MASK = plain.argmax(0) == ${index}`];
  const edges = (/** @type {number} */ start, /** @type {number} */ length, /** @type {number} */ from, /** @type {number} */ whole) =>
    tuple([(start - from) / whole, (start + length - from) / whole].map((share) => Math.min(Math.max(share, 0), 1)));
  return [
    ...found,
    "MASK = torch.zeros(plain.shape[1:], dtype=torch.bool)",
    "cells = []",
    `for side, (start, end) in zip(MASK.shape, (${edges(region.y, region.height, crop.y, crop.height)}, ${edges(region.x, region.width, crop.x, crop.width)})):`,
    "    first = min(int(start * side), side - 1)  # what the rectangle covers in part counts too",
    "    cells.append(slice(first, max(-int(-end * side // 1), first + 1)))",
    "MASK[tuple(cells)] = True",
  ];
}
