import assert from "node:assert/strict";
import { test } from "node:test";
import { best, namesOf, sorted } from "./task.js";

const score = (index, label, logit, probability) => ({ index, label, logit, probability });
const indices = (task, scores) => sorted(task, scores).map(({ index }) => index);

test("classes by their logit, areas by their share, numbers as they come", () => {
  const scores = [score(0, "a", 1, 0.2), score(1, "b", 3, 0.1), score(2, "c", 2, 0.7)];
  assert.deepEqual(indices("single-label", scores), [1, 2, 0]);
  assert.deepEqual(indices("segmentation", scores), [2, 0, 1]);
  assert.deepEqual(indices("regression", scores), [0, 1, 2]);
});

const CASES = [
  { why: "the strongest class", task: "multi-label", scores: [score(0, "a", -3, 0.05), score(1, "b", -2, 0.1)], is: 1 },
  { why: "the first number", task: "regression", scores: [score(0, "x", 1, null), score(1, "y", 9, null)], is: 0 },
  { why: "the largest thing", task: "segmentation", scores: [score(0, "__background__", 9, 0.8), score(1, "cat", 1, 0.2)], is: 1 },
  { why: "the background when there is no thing", task: "segmentation", scores: [score(0, "background", 9, 1), score(1, "cat", 0, 0)], is: 0 },
  { why: "nothing at all", task: "single-label", scores: [], is: 0 },
];

for (const { why, task, scores, is } of CASES) test(`to begin with: ${why}`, () => assert.equal(best(task, scores), is));

test("a number is not called a probability", () => {
  const { score: called, share } = namesOf("regression");
  assert.deepEqual([called, share], ["Value", null]);
  assert.equal(namesOf("segmentation").share, "Share of pixels");
  assert.deepEqual(namesOf("binary"), namesOf("single-label"));
});
