import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory } from "./memory.js";
import { REQUEST } from "./protocol.js";

const FILES = [{ name: "net.safetensors", blob: new Blob(["1"]) }];
const MODEL = { type: REQUEST.loadModel, source: { files: [] } };
const WEIGHTS = { type: REQUEST.setWeights, weights: "raw" };
const NETWORK = { type: REQUEST.setNetwork, network: "tf_efficientnet_b0" };
const TASK = { type: REQUEST.setTask, task: "multi-label" };
const INPUT = { type: REQUEST.setPreprocessing, input: { width: 8 } };
const PICTURE = { type: REQUEST.setPicture, blob: new Blob(["2"]) };

function filled() {
  const memory = new Memory();
  for (const request of [PICTURE, INPUT, TASK]) memory.keep(request, {});
  memory.keep(MODEL, { model: {}, files: FILES });
  for (const request of [WEIGHTS, INPUT, TASK, NETWORK, { type: REQUEST.preview }, { type: REQUEST.segment }]) memory.keep(request, {});
  return memory;
}
const types = (memory) => memory.replays().map(({ type }) => type);

test("a new worker is given the model, its weights, its network, its task, its input and the picture, in this order", () => {
  const replays = filled().replays();
  assert.deepEqual(replays, [{ type: REQUEST.loadModel, source: { files: FILES } }, WEIGHTS, NETWORK, TASK, INPUT, PICTURE]);
});

test("other weights keep what was chosen before, unless they are of another network", () => {
  const memory = filled();
  memory.keep({ ...WEIGHTS, weights: "averaged" }, { network: { chosen: NETWORK.network }, output: "scores", task: TASK.task });
  assert.deepEqual(types(memory), [REQUEST.loadModel, REQUEST.setWeights, REQUEST.setNetwork, REQUEST.setTask, REQUEST.setPreprocessing, REQUEST.setPicture]);
  memory.keep({ ...WEIGHTS, weights: "teacher" }, { network: null, output: "scores", task: "single-label" });
  assert.deepEqual(types(memory), [REQUEST.loadModel, REQUEST.setWeights, REQUEST.setPreprocessing, REQUEST.setPicture]);
});

test("a network that asks for another input comes with it", () => {
  const memory = filled();
  const forOther = { input: { width: 8, mean: [0.5] } };
  memory.keep({ ...NETWORK, network: "other" }, forOther);
  assert.ok(!types(memory).includes(REQUEST.setPreprocessing));
  memory.keep(INPUT, {});
  memory.keep({ ...NETWORK, network: "third" }, forOther);
  assert.ok(types(memory).includes(REQUEST.setPreprocessing));
});

test("another output comes before the task that is chosen for it, and without the earlier one", () => {
  const memory = filled();
  memory.keep({ type: REQUEST.setOutput, output: "aux" }, {});
  assert.deepEqual(types(memory), [REQUEST.loadModel, REQUEST.setWeights, REQUEST.setNetwork, REQUEST.setOutput, REQUEST.setPreprocessing, REQUEST.setPicture]);
  memory.keep(TASK, {});
  assert.deepEqual(types(memory).slice(3, 5), [REQUEST.setOutput, REQUEST.setTask]);
});

test("another model comes with its own task and input", () => {
  const memory = filled();
  memory.keep(MODEL, { model: {}, files: [] });
  assert.deepEqual(types(memory), [REQUEST.loadModel, REQUEST.setPicture]);
});

test("a model that cannot be loaded again takes its settings with it, the picture stays", () => {
  const memory = filled();
  const error = memory.lose(MODEL, { code: "damaged", kind: "model", message: "No." });
  assert.match(error.message, /the model could not be loaded again/);
  assert.deepEqual(types(memory), [REQUEST.setPicture]);
  assert.equal(memory.modelFiles, null);
});

test("the model's files are known, wherever they came from", () => {
  assert.equal(new Memory().modelFiles, null);
  assert.equal(filled().modelFiles, FILES);
});
