// Writes one fixture per model of models.mjs: what TensorFlow.js saves, and what it computes from
// that on the CPU. See README.md.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { MODELS } from './models.mjs';

const folder = process.argv[2] ?? import.meta.dirname;

/** Value `index` of a series, in [-1, 1) and exact in float32; `picture` in the Rust test is the same. */
function number(seed, index) {
  let bits = Math.imul(index + 1, 0x9e3779b1) ^ seed;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return ((bits ^ (bits >>> 16)) >>> 16) / 32768 - 1;
}

const seedOf = (text) => [...text].reduce((hash, c) => Math.imul(hash ^ c.codePointAt(0), 0x01000193), 0x811c9dc5);

/** Weights of a sensible size for their kind, from the name of the model and of the weight. */
function weight(model, { originalName, shape }, gain) {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const fan = originalName.includes('depthwise') ? shape[0] * shape[1] : size / shape.at(-1);
  const scale = (originalName.startsWith('scores') ? 1 : gain) * Math.sqrt(3 / fan);
  const rules = [
    ['moving_variance', (v) => 1 + v / 2],
    ['gamma', (v) => 1 + v / 2],
    ['kernel', (v) => v * scale],
    ['', (v) => v / 2],
  ];
  const [, rule] = rules.find(([kind]) => originalName.endsWith(kind));
  const seed = seedOf(`${model}/${originalName}`);
  return tf.tensor(Float32Array.from({ length: size }, (_, i) => rule(number(seed, i))), shape);
}

/** What `model.save` hands over, its buffers joined. */
async function save(model) {
  let saved;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const weightData = tf.io.CompositeArrayBuffer.join(saved.weightData);
  return { modelTopology: saved.modelTopology, weightSpecs: saved.weightSpecs, weightData };
}

/** Half-precision bits of a number that is normal there, rounded to the nearest. */
function half(value) {
  const bits = new Uint32Array(new Float32Array([value]).buffer)[0];
  const [sign, magnitude] = [(bits >>> 16) & 0x8000, bits & 0x7fffffff];
  if (magnitude < 0x38800000) return sign; // below 2^-14: zero is near enough
  return sign | ((magnitude - 0x38000000 + 0x1000) >>> 13);
}

/** The same weights in fewer bits, with the manifest that tensorflowjs_converter would write. */
function quantise({ modelTopology, weightSpecs, weightData }, dtype) {
  let offset = 0;
  const parts = weightSpecs.map(({ shape }) => {
    const count = shape.reduce((product, axis) => product * axis, 1);
    const values = new Float32Array(weightData, offset, count);
    offset += count * 4;
    if (dtype === 'float16') {
      return { quantization: { dtype }, bytes: new Uint8Array(Uint16Array.from(values, half).buffer) };
    }
    const Codes = { uint8: Uint8Array, uint16: Uint16Array }[dtype];
    const [min, max] = [Math.min(...values), Math.max(...values)];
    const scale = (max - min) / (2 ** (8 * Codes.BYTES_PER_ELEMENT) - 1);
    const codes = Codes.from(values, (value) => Math.round((value - min) / scale));
    return { quantization: { dtype, min, scale, original_dtype: 'float32' }, bytes: new Uint8Array(codes.buffer) };
  });
  const specs = weightSpecs.map((spec, i) => ({ ...spec, quantization: parts[i].quantization }));
  const data = new Uint8Array(Buffer.concat(parts.map(({ bytes }) => bytes)));
  return { modelTopology, weightSpecs: specs, weightData: data.buffer };
}

/** The activation of a layer, also of one inside a nested model that is called once. */
function activation(model, name, x) {
  const own = model.layers.find((layer) => layer.name === name);
  if (own) return tf.model({ inputs: model.inputs, outputs: own.getOutputAt(0) }).predict(x);
  for (const nested of model.layers.filter((layer) => layer.layers)) {
    // The first model of a sequential model shares its input; others read the layer before.
    const shared = nested.inputs[0] === model.inputs[0];
    const read = shared ? null : nested.inboundNodes.at(-1).inputTensors;
    const inner = shared ? x : tf.model({ inputs: model.inputs, outputs: read }).predict(x);
    const found = activation(nested, name, inner);
    if (found) return found;
  }
  return null;
}

/** Seven digits, a hundred times finer than what is compared. */
const values = (tensor) => Array.from(tensor.dataSync(), (value) => Number(value.toPrecision(7)));

function gradientOf(model, x, { layer, class: index, tail }) {
  const a = activation(model, layer, x);
  const output = tail(model, a, x);
  const difference = output.sub(model.predict(x)).abs().max().dataSync()[0];
  if (!(difference < 1e-6)) throw new Error(`the tail behind ${layer} is not the model's: ${difference}`);
  const gradient = tf.grad((a) => tail(model, a, x).flatten().slice([index], [1]).sum())(a);
  return { layer, class: index, values: values(gradient) };
}

async function fixture(name, { build, activations, gradient, quantise: dtype, gain = 1, forgotten = {}, reload = true }) {
  const built = build();
  built.setWeights(built.weights.map((variable) => weight(name, variable, gain)));
  const saved = await save(built);
  for (const { config } of saved.modelTopology.config.layers) Object.assign(config, forgotten[config.name]);
  const artifacts = dtype ? quantise(saved, dtype) : saved;
  // What is computed is what the file says, not what was built.
  const model = !reload ? built : await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  const shape = [1, ...model.inputs[0].shape.slice(1)];
  const count = shape.reduce((product, axis) => product * axis);
  const seed = seedOf(name) >>> 0;
  const x = tf.tensor(Float32Array.from({ length: count }, (_, i) => number(seed, i)), shape);
  const weights = [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }];
  return {
    model: {
      format: 'layers-model',
      generatedBy: `TensorFlow.js tfjs-layers v${tf.version.tfjs}`,
      convertedBy: null,
      modelTopology: artifacts.modelTopology,
      weightsManifest: weights,
    },
    weights: Buffer.from(artifacts.weightData).toString('base64'),
    input: { shape, seed },
    output: values(model.predict(x)),
    activations: Object.fromEntries(activations.map((layer) => [layer, values(activation(model, layer, x))])),
    ...(gradient && { gradient: gradientOf(model, x, gradient) }),
  };
}

await tf.setBackend('cpu');
let total = 0;
for (const [name, recipe] of Object.entries(MODELS)) {
  const text = `${JSON.stringify(await fixture(name, recipe))}\n`;
  writeFileSync(join(folder, `${name}.json`), text);
  total += text.length;
  console.log(`${name}: ${text.length} bytes`);
}
console.log(`${Object.keys(MODELS).length} fixtures, ${total} bytes`);
