import assert from "node:assert/strict";
import { test } from "node:test";
import { askOf, askWords, isSameAsk } from "./question.js";

const CATALOGUE = { methods: [{ id: "grad-cam", label: "Grad-CAM", usesLayer: true }, { id: "gradient", label: "Gradient", usesLayer: false }] };
const MODEL = { layers: ["l1", "l2", "l3", "l4", "l5"].map((id) => ({ id, name: `features.${id}`, suggested: true, reached: true })) };
const known = (change = {}) => ({ many: { about: "predicted", fourLayers: false, ...change }, catalogue: CATALOGUE });
const question = (change = {}) => ({ method: "grad-cam", options: {}, kind: "class", negated: false, layer: "l5", ...change });
const words = (ask) => askWords(ask, { catalogue: CATALOGUE, model: MODEL });

test("the layer of the page, or four; a method without layers has none", () => {
  const [one, four, none] = [askOf(known(), MODEL, question()), askOf(known({ fourLayers: true }), MODEL, question()), askOf(known(), MODEL, question({ method: "gradient" }))];
  assert.deepEqual([one.layers, four.layers, none.layers], [["l5"], ["l1", "l2", "l4", "l5"], []]);
  assert.deepEqual([one, four, none].map(words), ["Grad-CAM at features.l5", "Grad-CAM at 4 layers", "Gradient"]);
});

test("another method, layer or setting is another question; the same again is none", () => {
  const before = askOf(known(), MODEL, question());
  assert.ok(isSameAsk(before, askOf(known(), MODEL, question())));
  for (const change of [{ method: "gradient" }, { layer: "l4" }, { options: { samples: 8 } }, { negated: true }]) {
    assert.ok(!isSameAsk(before, askOf(known(), MODEL, question(change))), JSON.stringify(change));
  }
});
