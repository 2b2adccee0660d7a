import assert from "node:assert/strict";
import { test } from "node:test";
import { fileNames, mainFile } from "./source.js";

const file = (name, size) => ({ name, size });

test("a model is known by its weights, or by the file that names the others", () => {
  const [config, weights] = [file("config.json", 9), file("model.safetensors", 99)];
  assert.equal(mainFile([config, weights]), weights);
  assert.equal(mainFile([file("weights.bin", 99), file("model.json", 9)]).name, "model.json");
  assert.equal(mainFile([]), null);
});

test("all files of a model are named, as long as a link has room", () => {
  assert.equal(fileNames([file("config.json", 9), file("model.safetensors", 99)]), "model.safetensors + config.json");
  assert.equal(fileNames([file("a.onnx", 1)]), "a.onnx");
  assert.equal(fileNames([]), "");
  const many = Array.from({ length: 30 }, (_, at) => file(`shard-${at}.bin`, 30 - at));
  assert.equal(fileNames(many), "shard-0.bin + 29 more");
});
