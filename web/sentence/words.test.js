import assert from "node:assert/strict";
import { test } from "node:test";
import { cautionOf } from "./words.js";

const SAMPLES = [{ id: "dog", group: "right" }, { id: "sample-1", group: "shapes" }];
const label = (index) => ["hen", "duck", "goose"][index] ?? `bird ${index}`;

/** What is known of an answer: these probabilities, of a file of a person's own unless `change` says otherwise. */
function state(probabilities, { index = 0, target = {}, model = {}, ...change } = {}) {
  const scores = probabilities.map((probability, at) => ({ index: at, label: label(at), logit: Math.log(probability), probability }));
  return {
    explanation: { target: { kind: "class", index, ...target } }, scores, samples: SAMPLES, picture: { sample: null }, modelRef: { sha256: "0", name: "birds.onnx" },
    model: { task: "single-label", classes: probabilities.map((_, at) => label(at)), labelsFrom: "labels.txt", ...model }, ...change,
  };
}

/** As many classes as ImageNet has; the rest of the probability is spread over the others. */
const many = (first, next) => [first, next, ...Array.from({ length: 998 }, () => (1 - first - next) / 998)];
const LITE0 = { modelRef: { id: "efficientnet-lite0" } };

test("the model of shapes on anything but its drawings says what it knows", () => {
  const shapes = (sample) => cautionOf(state([0.995, 0.005], { modelRef: { id: "shapes" }, picture: { sample } }));
  for (const sample of ["dog", null]) assert.equal(shapes(sample), "The model knows six drawn shapes and nothing else.");
  assert.equal(shapes("sample-1"), null);
});

test("a sure answer of a model that knows much needs no word", () => {
  assert.equal(cautionOf(state(many(0.96, 0.01), LITE0)), null);
  assert.equal(cautionOf(state(many(0.2, 0.1), LITE0)), null, "just enough");
});

test("below a fifth it is weak, and the next class is named", () => {
  assert.equal(cautionOf(state(many(0.12, 0.04), LITE0)), "A weak answer: the next is duck with 4 %.");
});

test("less than twice the next it is close", () => {
  assert.equal(cautionOf(state(many(0.39, 0.3), LITE0)), "A close answer: the next is duck with 30 %.");
});

test("only the class that the model picks is called weak, and not where two classes are compared already or the evidence is against it", () => {
  const caution = (change) => cautionOf(state(many(0.12, 0.1), { ...LITE0, ...change }));
  assert.equal(caution({ index: 1 }), null);
  assert.equal(caution({ target: { kind: "difference", than: 1 } }), null);
  assert.equal(caution({ target: { negated: true } }), null);
  assert.notEqual(caution({ target: { kind: "probability" } }), null);
});

test("a file with few classes: what it knows, since it is sure of anything", () => {
  assert.equal(cautionOf(state([0.98, 0.01, 0.01])), "The model knows 3 things: hen, duck, goose, and must pick one.");
  assert.equal(cautionOf(state([0.98, 0.01, 0.01], { model: { labelsFrom: "" } })), "The model knows 3 things and must pick one.", "numbers are no names");
  const twenty = [0.962, ...Array.from({ length: 19 }, () => 0.002)];
  assert.equal(cautionOf(state(twenty)), "The model knows 20 things and must pick one.", "too many names to read");
  assert.equal(cautionOf(state([...twenty, 0.001])), null);
  assert.equal(cautionOf(state([0.5, 0.4, 0.1])), "A close answer: the next is duck with 40 %.", "which says more");
});

test("where any number of classes may be there, or none is picked, the numbers sum to nothing", () => {
  for (const task of ["multi-label", "binary", "regression", "segmentation"]) assert.equal(cautionOf(state([0.1, 0.09], { model: { task } })), null, task);
});

test("without a map there is nothing to say", () => {
  assert.equal(cautionOf({ ...state([0.1, 0.1]), explanation: null }), null);
});
