import assert from "node:assert/strict";
import { test } from "node:test";
import { isCompanion, modelEndings, sortFiles } from "./sort.js";

const ENDINGS = modelEndings([{ extensions: ["zip", "json", ".bin"] }, { extensions: ["safetensors", "json"] }, { extensions: ["pth", "pt", "bin"] }, { extensions: ["onnx"] }]);
const file = (name, type = "", bytes = "x") => new File([bytes], name, { type });
const names = async (files) => {
  const { model, picture } = await sortFiles(files, ENDINGS);
  return [model.map(({ name }) => name), picture?.name ?? null];
};

const CASES = [
  { why: "a zip is a model", files: [file("m.zip", "application/zip")], is: [["m.zip"], null] },
  { why: "a picture named .zip goes to the model loader, which says what it is", files: [file("m.ZIP", "image/jpeg")], is: [["m.ZIP"], null] },
  { why: "a zip without its name is known by its first bytes", files: [file("model", "", new Uint8Array([0x50, 0x4b, 3, 4]))], is: [["model"], null] },
  { why: "one other file is taken for the picture", files: [file("notes.doc")], is: [[], "notes.doc"] },
  { why: "weights, a description and labels", files: [file("m.safetensors"), file("config.json"), file("labels.txt", "text/plain")], is: [["m.safetensors", "config.json", "labels.txt"], null] },
  { why: "several files are a model", files: [file("model.json"), file("weights.bin"), file("group1-shard1of1")], is: [["model.json", "weights.bin", "group1-shard1of1"], null] },
  { why: "a model and a picture at once", files: [file("m.zip"), file("p.png", "image/png")], is: [["m.zip"], "p.png"] },
  { why: "of several pictures the first", files: [file("a.png", "image/png"), file("b.png", "image/png")], is: [[], "a.png"] },
  { why: "hidden files of a folder are nobody's", files: [file(".DS_Store"), file("model.json")], is: [["model.json"], null] },
];

for (const { why, files, is } of CASES) test(why, async () => assert.deepEqual(await names(files), is));

test("each kind of model file is known by its ending, and so is a list of labels", async () => {
  for (const name of ["a.safetensors", "a.pth", "a.PT", "a.bin", "a.onnx", "a.json", "labels.txt", "labels.csv"]) {
    assert.deepEqual(await names([file(name)]), [[name], null], name);
  }
});

test("one list or description belongs to the model that is there; weights are a model of their own", () => {
  const is = (...list) => isCompanion(list.map((name) => ({ name })));
  for (const name of ["labels.txt", "Classes.CSV", "config.json", "vocab.json"]) assert.ok(is(name), name);
  for (const list of [["model.json"], ["net.safetensors"], ["labels.txt", "net.pth"], []]) assert.ok(!is(...list), String(list));
});
