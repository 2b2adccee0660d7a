/** Writes teachable.json: what TensorFlow.js computes with the model of ../teachable.js. See README.md. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { formulaPixels } from "../picture.js";
import { LAST_LAYER, SIDE, teachableFiles } from "../teachable.js";

await tf.setBackend("cpu");
const [json, weights] = teachableFiles().map(({ buffer }) => buffer);
const { modelTopology, weightsManifest } = JSON.parse(json.toString("utf8"));
const weightData = new Uint8Array(weights).buffer;
const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }));

const [features, head] = model.layers;
const [mobilenet] = features.layers;
const trunk = tf.model({ inputs: mobilenet.inputs, outputs: mobilenet.getLayer(LAST_LAYER).output });
const dense = (x, layer) => {
  const [kernel, bias] = layer.getWeights();
  return bias ? x.matMul(kernel).add(bias) : x.matMul(kernel);
};
const logitsOf = (activation) => dense(tf.relu(dense(activation.mean([1, 2]), head.layers[0])), head.layers[1]);

// `capture` of @teachablemachine/image divides by 127, so white is slightly above 1.
const picture = tf.tensor4d(Float32Array.from(formulaPixels(SIDE)), [1, SIDE, SIDE, 3]).div(127).sub(1);
const probabilities = model.predict(picture).dataSync();
const mirrored = model.predict(picture.reverse(2)).dataSync();
const activation = trunk.predict(picture);
const logits = logitsOf(activation).dataSync();
const index = logits.indexOf(Math.max(...logits));
const gradient = tf.grad((values) => logitsOf(values).slice([0, index], [1, 1]).sum())(activation);
const map = activation.mul(gradient.mean([1, 2], true)).sum(-1).dataSync();

const softmax = tf.softmax(tf.tensor1d(logits)).dataSync();
assert.ok(probabilities.every((value, place) => Math.abs(value - softmax[place]) < 1e-6), "the logits are not the model's");
assert.ok(probabilities.some((value, place) => Math.abs(value - mirrored[place]) > 0.01), "the picture hardly matters");
const [low, high] = [Math.min(...map), Math.max(...map)];
assert.ok(high - low > 0.1 * Math.max(-low, high), `the map is flat: ${low} to ${high}`);
console.log({ index, probabilities, mirrored, map: [low, high], shape: activation.shape });

const list = (values) => Array.from(values, (value) => Number(value.toPrecision(9)));
const found = { tfjs: tf.version.tfjs, class: index, probabilities: list(probabilities), logits: list(logits), size: activation.shape.slice(1, 3), map: list(map) };
writeFileSync(new URL("teachable.json", import.meta.url), `${JSON.stringify(found)}\n`);
