import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL } from "../state.js";
import { answered, correlation, peakOf, shareIn } from "./check.js";
import { DEFAULTS } from "./start.js";

const CATALOGUE = { methods: [{ id: "grad-cam", label: "Grad-CAM", usesLayer: true }, { id: "gradient", label: "Gradient", usesLayer: false }], metrics: [{ id: "road", label: "ROAD" }] };
const MODEL = { name: "m", task: "single-label", classes: ["cat", "dog", "owl"], layers: [{ id: "last", name: "last" }, { id: "first", name: "first" }] };
const SCORES = [0.7, 0.2, 0.1].map((probability, index) => ({ index, label: MODEL.classes[index], logit: probability, probability }));
const SEEN = { x: 10, y: 0, width: 40, height: 40 };
const START = { ...DEFAULTS, model: { id: "efficientnet-lite0" }, picture: { id: "two" }, layers: ["last"] };

/** A map of 2 × 2 that was looked at. */
const looked = (index, values, change = {}) => ({
  model: "efficientnet-lite0", sample: "two", seen: SEEN, scores: SCORES,
  explanation: {
    method: "grad-cam", layer: "last", layers: ["last"], target: { kind: "class", index }, width: 2, height: 2, map: Float32Array.from(values),
    max: Math.max(...values), min: Math.min(...values), ...change,
  },
});
const state = (maps = [], change = {}) => ({
  ...INITIAL, catalogue: CATALOGUE, model: MODEL, modelRef: { id: "efficientnet-lite0" }, scores: SCORES, picture: { sample: "two", name: "Two" },
  lessons: { ...INITIAL.lessons, start: START, looked: maps }, ...change,
});
const CAT = looked(0, [4, 0, 0, -1]);
const DOG = looked(1, [0, 1, 1, 2]);

test("the best class and a probability are those of the picture of the step", () => {
  assert.deepEqual(answered({ best: 0 }, state()), { isRight: true, words: "The best class is “cat” with 70 %." });
  assert.equal(answered({ best: 1 }, state()).isRight, false);
  assert.equal(answered({ best: 0 }, state([], { picture: { sample: "other", name: "Other" } })).isRight, false, "another picture");
  assert.equal(answered({ best: 0 }, state([], { scores: null })).isRight, null);
  assert.equal(answered({ probability: 1, from: 0.1, to: 0.3 }, state()).isRight, true);
  assert.equal(answered({ probability: 1, to: 0.1 }, state()).isRight, false);
});

test("the peak of a map lies inside a box or outside", () => {
  const left = /** @type {[number, number, number, number]} */ ([0, 0, 30, 40]);
  assert.deepEqual(peakOf(CAT.explanation, SEEN), { x: 20, y: 10 });
  assert.deepEqual(answered({ peak: 0, in: left, called: "the cat" }, state([CAT])), { isRight: true, words: "The peak of the map for “cat” lies inside the box around the cat." });
  assert.equal(answered({ peak: 1, in: left, called: "the cat" }, state([DOG])).isRight, false);
  assert.equal(answered({ peak: 1, outside: left, called: "the cat" }, state([DOG])).isRight, true);
  assert.match(answered({ peak: 2, in: left, called: "the cat" }, state([looked(2, [-1, -2, 0, -3])])).words, /blank/);
});

test("the share of the evidence counts a cut cell by its part, and only what speaks for the class", () => {
  assert.equal(shareIn(CAT.explanation, SEEN, [0, 0, 20, 40]), 0.5);
  assert.equal(shareIn(DOG.explanation, SEEN, [30, 0, 100, 100]), 0.75);
  assert.equal(shareIn(looked(0, [-1, -1, 0, 0]).explanation, SEEN, [0, 0, 9, 9]), null);
  assert.equal(answered({ evidence: 1, in: [30, 0, 100, 100], called: "it", from: 0.7 }, state([DOG])).isRight, true);
});

test("two classes are compared by their raw maxima, and by how alike their maps are", () => {
  assert.deepEqual(answered({ stronger: [0, 1], times: 1.5 }, state([CAT, DOG])), { isRight: true, words: "Raw maximum: 4 for “cat”, 2 for “dog”." });
  assert.equal(answered({ stronger: [0, 1], times: 3 }, state([CAT, DOG])).isRight, false);
  assert.equal(correlation(CAT.explanation, CAT.explanation), 1);
  assert.ok(correlation(CAT.explanation, DOG.explanation) < 0);
  assert.equal(answered({ alike: [0, 1], to: 0 }, state([CAT, DOG])).isRight, true);
});

test("a map counts only if it is of the step: its class, method, layer and picture, and not turned round", () => {
  const check = /** @type {const} */ ({ maximum: 0, to: 9 });
  assert.equal(answered(check, state([CAT])).isRight, true);
  for (const other of [
    looked(0, [4, 0, 0, 0], { method: "gradient" }), looked(0, [4, 0, 0, 0], { layer: "first", layers: ["first"] }), looked(0, [4, 0, 0, 0], { layers: ["first", "last"] }),
    looked(0, [4, 0, 0, 0], { target: { kind: "class", index: 0, negated: true } }), { ...CAT, sample: "other" }, DOG,
  ]) assert.deepEqual(answered(check, state([other])), { isRight: null, words: "Not looked at yet by Grad-CAM at last: “cat”." });
  assert.equal(answered({ ...check, layer: "first" }, state([looked(0, [4, 0, 0, 0], { layer: "first", layers: ["first"] })])).isRight, true);
  assert.equal(answered({ ...check, method: "gradient" }, state([looked(0, [4, 0, 0, 0], { method: "gradient", layer: "any" })])).isRight, true, "it has no layer");
});

test("a check of another model or picture is answered by what was looked at there, and says where", () => {
  const scores = [0.1, 0.8, 0.1].map((probability, index) => ({ index, label: MODEL.classes[index], logit: probability, probability }));
  const there = { ...DOG, model: "shapes", sample: "one", scores };
  const samples = [{ id: "one", label: "One" }];
  const check = /** @type {const} */ ({ best: 1, model: "shapes", picture: "one" });
  assert.deepEqual(answered(check, state([CAT], { samples })), { isRight: null, words: "Not looked at yet: Shapes, “One”." });
  assert.deepEqual(answered(check, state([there, CAT], { samples })), { isRight: true, words: "Shapes, “One”: The best class is “dog” with 80 %." });
  assert.equal(answered({ ...check, best: 0 }, state([there, CAT], { samples })).isRight, false);
  assert.deepEqual(answered({ probability: 1, from: 0.7, model: "shapes", picture: "one" }, state([there, CAT])).isRight, true);
  const peak = /** @type {const} */ ({ peak: 1, in: [30, 20, 20, 20], called: "it", model: "shapes", picture: "one" });
  assert.equal(answered(peak, state([there])).isRight, true);
  assert.deepEqual(answered(peak, state([DOG], { samples })), { isRight: null, words: "Not looked at yet: Shapes, “One”, “dog”." });
  assert.equal(answered({ best: 0 }, state([], { modelRef: { id: "shapes" } })).isRight, false, "the step is about another model");
});

test("the newest map of a class counts, and the cells of any", () => {
  assert.equal(answered({ maximum: 0, to: 1 }, state([CAT, looked(0, [1, 0, 0, 0])])).isRight, true);
  assert.equal(answered({ cells: [2, 2] }, state([DOG])).isRight, true);
  assert.equal(answered({ cells: [7, 7] }, state([DOG])).isRight, false);
  assert.equal(answered({ cells: [2, 2] }, state([])).isRight, null);
});

test("what is left while a part is hidden, and what a metric said", () => {
  assert.equal(answered({ hidden: 0, to: 0.1 }, state()).isRight, null);
  const hiddenScores = SCORES.map((score) => ({ ...score, probability: 0.05 }));
  assert.deepEqual(answered({ hidden: 0, to: 0.1 }, state([], { hiddenScores })), { isRight: true, words: "With the hidden parts, “cat” goes from 70 % to 5 %." });
  const judgement = { explanation: CAT.explanation, object: null, judged: [{ metric: "road", asked: { value: 0.4 }, randomCam: { value: 0.1 }, edgeMap: null }] };
  assert.equal(answered({ metric: "road", of: "asked", from: 0.3 }, state([], { judgement })).isRight, true);
  assert.equal(answered({ metric: "road", of: "edgeMap" }, state([], { judgement })).isRight, null);
  assert.equal(answered({ metric: "road", of: "asked", from: 0.3, method: "gradient" }, state([], { judgement })).isRight, null, "of another method");
});

test("a model and a picture of one's own", () => {
  assert.equal(answered({ own: "model" }, state()).isRight, false);
  const own = { modelRef: { sha256: "a".repeat(64), name: "mine.zip" } };
  assert.equal(answered({ own: "model", least: 2 }, state([], own)).isRight, true);
  assert.equal(answered({ own: "model", least: 4 }, state([], own)).isRight, false);
  assert.equal(answered({ own: "picture" }, state()).isRight, false);
  assert.equal(answered({ own: "picture" }, state([], { picture: { sample: null, name: "mine.jpg" } })).isRight, true);
  assert.equal(answered({ own: "answer" }, state([], { ...own, explanation: CAT.explanation })).isRight, true);
});
