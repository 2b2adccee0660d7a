/** The model of `tests/reference/teachable`, as Teachable Machine exports it, and what TensorFlow.js computes with it. */
import { readFileSync } from "node:fs";
import { uniform } from "../reference/weights.mjs";
import { file, zipOf } from "./files.js";
import { pngOf } from "./png.js";

const fixture = JSON.parse(readFileSync(new URL("../reference/teachable/teachable.json", import.meta.url), "utf8"));
const SIDE = fixture.metadata.imageSize;

/** @type {string[]} the class labels, in the order of the outputs */
export const LABELS = fixture.metadata.labels;

/** The layer of the maps. */
export const LAYER = fixture.layer;

/** What TensorFlow.js computes with the first picture. @type {{ class: number, logits: number[], probabilities: number[], gradCam: number[] }} */
export const WANTED = fixture.pictures[0];

/** The picture, of the network's own size. */
export function teachablePicture() {
  const { number } = WANTED;
  const value = (x, y, c) => (number * x * (c + 2) + y * (5 - c) + ((x * y) >> 4)) & 255; // `bytes` of make_fixture.mjs
  const rgb = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => value(Math.floor(at / 3) % SIDE, Math.floor(at / 3 / SIDE), at % 3));
  return file("drawn.png", "image/png", pngOf(SIDE, SIDE, rgb));
}

/**
 * The three files of an export. The network is convolutional up to its pooling, so it takes pictures of any side.
 * @param {number} side Teachable Machine itself has 224
 */
export function teachableFiles(side = SIDE) {
  const { topology, weights, metadata } = fixture;
  const model = JSON.stringify(topology).replaceAll(`[null,${SIDE},${SIDE},3]`, `[null,${side},${side},3]`);
  const entries = weights.map(([name, shape]) => ({ name, shape, dtype: "float32" }));
  const manifest = JSON.stringify([{ paths: ["weights.bin"], weights: entries }]);
  return [
    file("model.json", "application/json", `{"modelTopology":${model},"weightsManifest":${manifest}}`),
    file("weights.bin", "application/octet-stream", Buffer.concat(weights.map(bytesOf))),
    file("metadata.json", "application/json", JSON.stringify({ ...metadata, imageSize: side })),
  ];
}

/** The archive that Teachable Machine offers. */
export const teachableZip = () => file("converted_tfjs.zip", "application/zip", zipOf(teachableFiles()));

/** A weight, by the rules of `tests/reference/keras/formula.py`. */
function bytesOf([name, shape, kind]) {
  const values = uniform(`${name}${fixture.salt}`, product(shape));
  const fanIn = product(kind === "depthwise_kernel" ? shape.slice(0, 2) : shape.slice(0, -1));
  const scale = Math.fround(fixture.gain * Math.sqrt(6 / fanIn));
  const tenth = Math.fround(0.1);
  const kernel = (v) => v * scale;
  const shift = (v) => v * tenth;
  const rules = {
    kernel, depthwise_kernel: kernel, bias: shift, beta: shift, moving_mean: shift,
    gamma: (v) => 1 + Math.fround(v * tenth),
    moving_variance: (v) => 1 + Math.abs(v) / 2,
  };
  return Buffer.from(values.map(rules[kind]).buffer);
}

const product = (sizes) => sizes.reduce((all, size) => all * size, 1);
