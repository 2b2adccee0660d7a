import assert from "node:assert/strict";
import { test } from "node:test";
import { isCompanion, modelEndings, sortFiles } from "./sort.js";

const PNG = "\x89PNG\r\n\x1a\n";
const bytes = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const file = (name, type = "", content = "x") => new File([bytes(content)], name, { type });
const names = async (files) => {
  const { model, picture } = await sortFiles(files);
  return [model.map(({ name }) => name), picture?.name ?? null];
};

const CASES = [
  { why: "a zip is a model", files: [file("m.zip", "application/zip", "PK\x03\x04")], is: [["m.zip"], null] },
  { why: "a picture is one whatever its name", files: [file("m.zip", "application/zip", PNG)], is: [[], "m.zip"] },
  { why: "a model is one although its name says picture", files: [file("net.png", "image/png", "PK\x03\x04")], is: [["net.png"], null] },
  { why: "AVIF and HEIC are pictures", files: [file("a", "", "\0\0\0\x20ftypavif")], is: [[], "a"] },
  { why: "a damaged picture is known by its name", files: [file("a.jpg", "image/jpeg", "<html>")], is: [[], "a.jpg"] },
  { why: "weights, a description and labels", files: [file("m.safetensors"), file("config.json"), file("labels.txt", "text/plain")], is: [["m.safetensors", "config.json", "labels.txt"], null] },
  { why: "several files are a model", files: [file("model.json"), file("weights.bin"), file("group1-shard1of1")], is: [["model.json", "weights.bin", "group1-shard1of1"], null] },
  { why: "a model and a picture at once", files: [file("m.zip"), file("p.png", "image/png", PNG)], is: [["m.zip"], "p.png"] },
  { why: "of several pictures the first", files: [file("a.png", "image/png", PNG), file("b.png", "image/png", PNG)], is: [[], "a.png"] },
  { why: "hidden files of a folder are nobody's", files: [file(".DS_Store"), file("model.json")], is: [["model.json"], null] },
];

for (const { why, files, is } of CASES) test(why, async () => assert.deepEqual(await names(files), is));

test("what begins like neither a picture nor a model goes to the model loader, which says what it is", async () => {
  for (const name of ["weights.bin", "model.onnx.data", "a.hdf5", "a.th", "notes.doc", "labels.csv", "noname"]) {
    assert.deepEqual(await names([file(name)]), [[name], null], name);
  }
});

test("how the names of a model's files end", () => {
  const formats = [{ extensions: ["zip", ".BIN"] }, { extensions: ["zip", "onnx"] }];
  assert.deepEqual(modelEndings(formats), [".zip", ".bin", ".onnx", ".txt", ".csv", ".json", ".yaml", ".yml"]);
});

test("one list or description belongs to the model that is there; weights are a model of their own", () => {
  const is = (...list) => isCompanion(list.map((name) => ({ name })));
  for (const name of ["labels.txt", "Classes.CSV", "config.json", "vocab.json"]) assert.ok(is(name), name);
  for (const list of [["model.json"], ["m.weights.json"], ["net.safetensors"], ["labels.txt", "net.pth"], []]) assert.ok(!is(...list), String(list));
});
