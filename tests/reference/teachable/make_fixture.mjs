// Writes teachable.json: a model as Teachable Machine exports it, and what TensorFlow.js computes with
// it. See README.md.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { uniform } from '../weights.mjs';

const folder = process.argv[2] ?? import.meta.dirname;
const SIDE = 96;
const LABELS = ['Boar', 'Goat', 'Donkey', 'Tiger', 'Elephant'];
const [SALT, GAIN] = ['teachable', 1];
const LAYER = 'out_relu';

/** MobileNetV2 with alpha 0.35, under the names of Keras: expansion, channels, repeats, first stride. */
const BLOCKS = [
  [1, 8, 1, 1], [6, 8, 2, 2], [6, 16, 3, 2], [6, 24, 4, 2], [6, 32, 3, 1], [6, 56, 3, 2], [6, 112, 1, 1],
];

function mobilenet() {
  const relu = (x, name) => tf.layers.reLU({ maxValue: 6, name }).apply(x);
  const norm = (x, name) => tf.layers.batchNormalization({ epsilon: 1e-3, momentum: 0.999, name }).apply(x);
  const pad = (x, name) => tf.layers.zeroPadding2d({ padding: [[0, 1], [0, 1]], name }).apply(x);
  const conv = (x, filters, name, settings = {}) =>
    tf.layers.conv2d({ filters, kernelSize: 1, padding: 'same', useBias: false, name, ...settings }).apply(x);
  const input = tf.input({ shape: [SIDE, SIDE, 3], name: 'input_1' });
  let x = pad(input, 'Conv1_pad');
  x = conv(x, 16, 'Conv1', { kernelSize: 3, strides: 2, padding: 'valid' });
  x = relu(norm(x, 'bn_Conv1'), 'Conv1_relu');
  let [index, width] = [0, 16];
  for (const [expansion, channels, repeats, first] of BLOCKS) {
    for (let repeat = 0; repeat < repeats; repeat++) {
      const stride = repeat === 0 ? first : 1;
      const name = index === 0 ? 'expanded_conv' : `block_${index}`;
      let y = x;
      if (index > 0) y = relu(norm(conv(y, expansion * width, `${name}_expand`), `${name}_expand_BN`), `${name}_expand_relu`);
      if (stride === 2) y = pad(y, `${name}_pad`);
      const padding = stride === 2 ? 'valid' : 'same';
      const depthwise = { kernelSize: 3, strides: stride, padding, useBias: false, name: `${name}_depthwise` };
      y = tf.layers.depthwiseConv2d(depthwise).apply(y);
      y = relu(norm(y, `${name}_depthwise_BN`), `${name}_depthwise_relu`);
      y = norm(conv(y, channels, `${name}_project`), `${name}_project_BN`);
      const added = stride === 1 && channels === width;
      x = added ? tf.layers.add({ name: `${name}_add` }).apply([x, y]) : y;
      [index, width] = [index + 1, channels];
    }
  }
  x = relu(norm(conv(x, 1280, 'Conv_1'), 'Conv_1_bn'), LAYER);
  return tf.model({ inputs: input, outputs: x, name: 'model2' });
}

/** Sequential[ Sequential[ MobileNet, pool ], Sequential[ Dense, Dense ] ], as the site builds it. */
function build() {
  const trunk = mobilenet();
  const pool = tf.layers.globalAveragePooling2d({ name: 'global_average_pooling2d_GlobalAveragePooling2D2' });
  const features = tf.sequential({ layers: [trunk, pool], name: 'sequential_5' });
  const head = tf.sequential({ name: 'sequential_7' });
  head.add(tf.layers.dense({ units: 100, activation: 'relu', inputShape: [1280], name: 'dense_Dense3' }));
  head.add(tf.layers.dense({ units: LABELS.length, activation: 'softmax', useBias: false, name: 'dense_Dense4' }));
  return { model: tf.sequential({ layers: [features, head], name: 'sequential_8' }), trunk, head };
}

/** The rules of `values` in ../keras/formula.py, in float32. */
function weight(name, shape, kind) {
  const v = uniform(`${name}${SALT}`, shape.reduce((product, axis) => product * axis, 1));
  const [tenth, half] = [Math.fround(0.1), 0.5];
  if (kind.endsWith('kernel')) {
    const reads = kind === 'depthwise_kernel' ? 2 : shape.length - 1;
    const fan = shape.slice(0, reads).reduce((product, axis) => product * axis, 1);
    return v.map((value) => value * Math.fround(GAIN * Math.sqrt(6 / fan)));
  }
  if (['bias', 'beta', 'moving_mean'].includes(kind)) return v.map((value) => value * tenth);
  if (kind === 'gamma') return v.map((value) => 1 + Math.fround(value * tenth));
  assert.equal(kind, 'moving_variance');
  return v.map((value) => 1 + Math.fround(Math.abs(value) * half));
}

function fill(model) {
  const table = model.weights.map(({ originalName, shape }) => {
    const kind = originalName.split('/').at(-1);
    return [originalName, shape, kind];
  });
  assert.equal(new Set(table.map(([name]) => name)).size, table.length, 'names are unique');
  model.setWeights(table.map(([name, shape, kind]) => tf.tensor(weight(name, shape, kind), shape)));
  return table;
}

/** Without initialisers and the like, of which no graph depends. */
function pruned(json) {
  if (Array.isArray(json)) return json.map(pruned);
  if (json === null || typeof json !== 'object') return json;
  const kept = Object.entries(json).filter(([key]) => !/initializer|regularizer|constraint|trainable|sparse/.test(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, pruned(value)]));
}

/** The bytes of picture `number`, `[y][x][colour]`: whole numbers, so that they are the same everywhere. */
function bytes(number) {
  const value = (x, y, c) => (number * x * (c + 2) + y * (5 - c) + ((x * y) >> 4)) & 255;
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => value(Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE), i % 3));
}

const values = (tensor) => Array.from(tensor.dataSync(), (value) => Number(value.toPrecision(8)));

await tf.setBackend('cpu');
const { model, trunk, head } = build();
const weights = fill(model);
const dense = (x, { kernel, bias }) => (bias ? x.matMul(kernel.read()).add(bias.read()) : x.matMul(kernel.read()));
const logitsOf = (a) => dense(tf.relu(dense(a.mean([1, 2]), head.layers[0])), head.layers[1]);

const pictures = [1, 2].map((number) => {
  // Teachable Machine divides by 127, not 127.5.
  const x = tf.tensor(Float32Array.from(bytes(number)), [1, SIDE, SIDE, 3]).div(127).sub(1);
  const activation = trunk.predict(x);
  const logits = logitsOf(activation);
  const probabilities = model.predict(x);
  const off = tf.softmax(logits).sub(probabilities).abs().max().dataSync()[0];
  assert.ok(off < 1e-6, `the logits are not the model's: ${off}`);
  const order = values(logits).map((value, index) => [value, index]).sort(([a], [b]) => b - a);
  const [[best, index], [second]] = order;
  assert.ok(best - second > 1e-3, `two classes are near each other: ${best}, ${second}`);
  const gradient = tf.grad((a) => logitsOf(a).flatten().slice([index], [1]).sum())(activation);
  const map = activation.mul(gradient.mean([1, 2], true)).sum(3);
  console.log(number, values(logits), values(map));
  return { number, class: index, logits: values(logits), probabilities: values(probabilities), gradCam: values(map) };
});

const json = {
  by: `TensorFlow.js ${tf.version.tfjs}`,
  salt: SALT,
  gain: GAIN,
  layer: LAYER,
  metadata: { tfjsVersion: '1.3.1', tmVersion: '2.4.5', packageName: '@teachablemachine/image', userMetadata: {}, modelName: 'Animals', labels: LABELS, imageSize: SIDE },
  topology: pruned(model.toJSON(null, false)),
  weights,
  pictures,
};
writeFileSync(join(folder, 'teachable.json'), `${JSON.stringify(json)}\n`);
