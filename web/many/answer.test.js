import assert from "node:assert/strict";
import { test } from "node:test";
import { entropy, KEPT, strongest } from "./answer.js";

const scores = (...probabilities) => probabilities.map((probability, index) => ({ index, label: `class ${index}`, logit: probability ?? index, probability }));

test("entropy in bits: none for a sure model, one for a coin, the most for no idea", () => {
  assert.equal(entropy("single-label", scores(1, 0, 0)), 0);
  assert.equal(entropy("single-label", scores(0.5, 0.5)), 1);
  assert.equal(entropy("single-label", scores(0.25, 0.25, 0.25, 0.25)), 2);
  assert.ok(Math.abs(entropy("single-label", scores(0.5, 0.25, 0.25)) - 1.5) < 1e-12);
  assert.equal(entropy("binary", scores(0.5, 0.5)), 1);
});

test("entropy is of the probabilities of one class of several, and of nothing else", () => {
  assert.equal(entropy("multi-label", scores(0.9, 0.1)), null);
  assert.equal(entropy("segmentation", scores(0.5, 0.5)), null);
  assert.equal(entropy("regression", scores(null, null)), null);
  assert.equal(entropy("single-label", scores(0.9, 0.8)), null);
});

test("the strongest classes are kept, the strongest first, without the rest", () => {
  assert.deepEqual(strongest("single-label", scores(0.1, 0.7, 0.2)).map(({ index }) => index), [1, 2, 0]);
  assert.equal(strongest("single-label", scores(...Array(1000).fill(0.001))).length, KEPT);
});
