/** The smallest ResNet that is known by its tensors: two channels, one block in each stage, three classes. */
import { floats } from "./bytes.js";

/** @import { Random } from "./random.js" */
/** @typedef {{ name: string, shape: number[], bytes: Buffer }} Tensor float32 */

const CHANNELS = 2;

/** @param {Random} random @returns {Tensor[]} */
export function resnet(random) {
  const shapes = [["conv1.weight", [CHANNELS, 3, 7, 7]], ...norm("bn1")];
  for (const stage of [1, 2, 3, 4]) {
    const block = `layer${stage}.0`;
    for (const half of [1, 2]) shapes.push([`${block}.conv${half}.weight`, [CHANNELS, CHANNELS, 3, 3]], ...norm(`${block}.bn${half}`));
    if (stage > 1) shapes.push([`${block}.downsample.0.weight`, [CHANNELS, CHANNELS, 1, 1]], ...norm(`${block}.downsample.1`));
  }
  shapes.push(["fc.weight", [3, CHANNELS]], ["fc.bias", [3]]);
  return shapes.map(([name, shape]) => {
    const values = random.weights(shape.reduce((all, size) => all * size, 1));
    return { name, shape, bytes: floats(name.endsWith("running_var") ? values.map((value) => 1 + value) : values) };
  });
}

/** @param {string} name @returns {[string, number[]][]} */
const norm = (name) => ["weight", "bias", "running_mean", "running_var"].map((part) => [`${name}.${part}`, [CHANNELS]]);
