import assert from "node:assert/strict";
import { test } from "node:test";
import { mergedWords, suggested } from "./layers.js";

test("worth a look is what the engine suggests and the score sees", () => {
  const layers = [["stem", false, true], ["one", true, true], ["blind", true, false]].map(([id, suggested, reached]) => ({ id, suggested, reached }));
  assert.deepEqual(suggested({ layers }).map(({ id }) => id), ["one"]);
  assert.deepEqual(suggested(null), []);
});

test("several layers in words", () => {
  const catalogue = { merges: [{ id: "max", label: "Largest" }] };
  assert.equal(mergedWords({ layers: ["one", "two"], merge: "max" }, catalogue), "2 layers, merged by largest");
  assert.equal(mergedWords({ layers: [], merge: "max" }, catalogue), "");
});
