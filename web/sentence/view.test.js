import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { viewed } from "../page/happy-dom.test.js";
import { INITIAL } from "../state.js";
import { sentence } from "./view.js";

const CATALOGUE = {
  families: [], methods: [{ id: "a", label: "A", usesLayer: true, options: [] }, { id: "pixel", label: "Pixel", usesLayer: false, options: [] }],
  merges: [{ id: "product", label: "Product" }], resamplings: [], normalisations: [], colourMaps: [],
};
const LAYERS = ["one", "two"].map((id) => ({ id, name: `layer ${id}` }));
const explanation = {
  method: "a", layer: "one", layers: ["one", "two"], merge: "product", form: "finished", target: { kind: "class", index: 0 }, min: 0, max: 1, score: 1, pixels: 1,
  facts: [], note: null, backend: "cpu", milliseconds: { total: 1 }, width: 1, height: 1, map: Float32Array.of(1),
};
const STATE = { ...INITIAL, catalogue: CATALOGUE, model: { task: "single-label", classes: ["cat"], layers: LAYERS }, explanation };

const page = viewed(sentence);
beforeEach(() => (page.calls.length = 0));

test("of a merged map it is said of which layers and how, and one press brings one layer back", () => {
  page.show(STATE);
  assert.equal(page.text(".sentence__merged > span"), "2 layers, merged by product: layer one, layer two.");
  page.button("One layer again").click();
  assert.deepEqual(page.calls, [["ask", { layers: [] }]]);
});

test("a map of one layer, or of a method that has none, is not called merged", () => {
  for (const change of [{ layers: ["one"] }, { method: "pixel" }]) {
    page.show({ ...STATE, explanation: { ...explanation, ...change } });
    assert.equal(page.text(".sentence__merged"), null);
  }
});
