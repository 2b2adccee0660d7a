import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL } from "../state.js";
import { knowsClass, modelId, modelsAtHand, withSeen } from "./at-hand.js";

const file = (name) => ({ name, url: `https://models.example/${name}` });
const NET = { id: "net", name: "Net", trained: "On photographs.", labels: "imagenet-1k", files: [file("net.onnx")] };
const LATER = { ...NET, id: "later", name: "Later", files: [file("later.onnx")] };
const kept = { url: "https://models.example/net.onnx", bytes: 3, complete: true };
const OWN = { id: "b".repeat(64), ref: { sha256: "b".repeat(64), name: "own.onnx" }, name: "own", files: [], preprocessing: undefined, classes: ["cat"] };

test("at hand is what comes with the page, what it keeps whole, and what was opened here, each once", () => {
  const library = { ...INITIAL.library, models: [NET, LATER], stored: [kept] };
  const found = modelsAtHand({ library, seenModels: [{ ...OWN, id: "net", classes: ["dog"] }, OWN] });
  assert.deepEqual(found.map(({ name, group }) => `${name}: ${group}`), ["EfficientNet-Lite0: Built in", "Shapes: Built in", "Scenes A: Built in", "Scenes B: Built in", "Net: Downloaded", "own: Opened here"]);
  assert.deepEqual(found.find(({ id }) => id === "net").classes, ["dog"], "it was shown once");
});

test("a model is called by its id, or by the hash of its file", () => {
  assert.deepEqual([modelId({ id: "net" }), modelId({ url: "https://a.example", sha256: "c" }), modelId(OWN.ref)], ["net", "c", OWN.id]);
});

test("whether a class is known: by the names of a model that was seen, else by the list that two models share", () => {
  const [lite, shapes] = modelsAtHand(INITIAL);
  assert.equal(knowsClass(lite, "tabby", { labels: "imagenet-1k" }), true);
  assert.deepEqual([knowsClass(shapes, "tabby", lite), knowsClass(lite, "tabby", undefined), knowsClass(shapes, "moon", shapes)], [false, false, false]);
  assert.deepEqual([knowsClass({ ...OWN, labels: null }, "cat", lite), knowsClass({ ...OWN, labels: null }, "dog", lite)], [true, false]);
});

test("the latest models are kept, each once and in its place", () => {
  const seen = (ids) => [...ids].reduce((list, id) => withSeen(list, { ...OWN, id }, 3), []).map(({ id }) => id).join("");
  assert.deepEqual([seen("abca"), seen("abcd"), seen("abcabd")], ["abc", "bcd", "bcd"]);
});
