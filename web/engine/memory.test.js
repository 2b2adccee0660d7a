import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory } from "./memory.js";
import { REQUEST } from "./protocol.js";

const FILES = [{ name: "net.safetensors", blob: new Blob(["1"]) }];
const MODEL = { type: REQUEST.loadModel, source: { url: "https://models.example/net" } };
const TASK = { type: REQUEST.setTask, task: "multi-label" };
const INPUT = { type: REQUEST.setPreprocessing, input: { width: 8 } };
const PICTURE = { type: REQUEST.setPicture, blob: new Blob(["2"]) };

function filled() {
  const memory = new Memory();
  for (const request of [PICTURE, INPUT, TASK]) memory.keep(request, {});
  memory.keep(MODEL, { model: {}, files: FILES });
  for (const request of [INPUT, TASK, { type: REQUEST.preview }, { type: REQUEST.segment }]) memory.keep(request, {});
  return memory;
}
const types = (memory) => memory.replays().map(({ type }) => type);

test("a new worker is given the model, its task, its input and the picture, in this order", () => {
  const replays = filled().replays();
  assert.deepEqual(replays, [{ type: REQUEST.loadModel, source: { files: FILES } }, TASK, INPUT, PICTURE]);
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
