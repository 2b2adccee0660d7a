import assert from "node:assert/strict";
import { test } from "node:test";
import { layerNamed, layerNames, mergedWords, suggested } from "./layers.js";

test("worth a look is what the engine suggests and the score sees", () => {
  const layers = [["stem", false, true], ["one", true, true], ["blind", true, false]].map(([id, suggested, reached]) => ({ id, suggested, reached }));
  assert.deepEqual(suggested({ layers }).map(({ id }) => id), ["one"]);
  assert.deepEqual(suggested(null), []);
});

test("a layer is known by its own name and by those of the modules whose output it is", () => {
  const model = { layers: [{ id: "layer3", name: "layer3", also: [] }, { id: "layer4.2", name: "layer4.2", also: ["layer4", "body"] }, { id: "stem", name: "stem" }] };
  assert.deepEqual(model.layers.map(layerNames), ["layer3", "layer4.2 (layer4, body)", "stem"]);
  assert.deepEqual(["layer4", "layer4.2", "stem", "layer5"].map((name) => layerNamed(model, name)?.id), ["layer4.2", "layer4.2", "stem", undefined]);
  assert.equal(layerNamed(null, "layer4"), undefined);
});

test("several layers in words", () => {
  const catalogue = { merges: [{ id: "max", label: "Largest" }] };
  assert.equal(mergedWords({ layers: ["one", "two"], merge: "max" }, catalogue), "2 layers, merged by largest");
  assert.equal(mergedWords({ layers: [], merge: "max" }, catalogue), "");
});
