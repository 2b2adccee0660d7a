import assert from "node:assert/strict";
import { test } from "node:test";
import { installLine, listed, testedWords, toolsOf } from "./recipes.js";

test("each tool once, in the order of the list", () => {
  assert.deepEqual(toolsOf([{ tool: "PyTorch" }, { tool: "Keras" }, { tool: "PyTorch" }]), ["PyTorch", "Keras"]);
});

test("packages with a version are quoted for the terminal", () => {
  assert.equal(installLine({ install: ["onnx", "ydf<0.12"] }), 'pip install onnx "ydf<0.12"');
  assert.equal(installLine({}), "");
});

test("the versions with which it was run are said", () => {
  assert.equal(testedWords({ testedWith: { torch: "2.1", onnx: "1.2" } }), "Tested with torch 2.1, onnx 1.2.");
  assert.equal(testedWords({ testedWith: {} }), "");
});

test("names in a row", () => {
  assert.deepEqual([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(listed), ["", "a", "a and b", "a, b and c"]);
});
