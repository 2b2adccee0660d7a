import assert from "node:assert/strict";
import { test } from "node:test";
import { answerWords, listed } from "./list.js";

const score = (index, logit, probability) => ({ index, label: `class ${index}`, logit, probability });
/** 20 classes; of the first `found` the probability is 0.6, of the others 0. */
const many = (found) => Array.from({ length: 20 }, (_, index) => score(index, -index, index < found ? 0.6 : 0));
const ALL = { search: "", threshold: 0.5 };

const CASES = [
  { why: "one class of several: the top five", task: "single-label", scores: many(1), rows: 5, count: "5 of 20 classes; find the others by name or number", verdict: "" },
  { why: "yes and no: both", task: "binary", scores: many(1).slice(0, 2), rows: 2, count: "", verdict: "" },
  { why: "any number of classes, none found", task: "multi-label", scores: many(0), rows: 5, count: "5 of 20 classes; find the others by name or number", verdict: "None of the classes passes 50 %." },
  { why: "any number of classes, one found", task: "multi-label", scores: many(1), rows: 5, count: "5 of 20 classes; find the others by name or number", verdict: "1 of 20 classes passes 50 %." },
  { why: "any number of classes, seven found", task: "multi-label", scores: many(7), rows: 7, count: "7 of 20 classes; find the others by name or number", verdict: "7 of 20 classes pass 50 %." },
  { why: "pixels: only what is there", task: "segmentation", scores: many(2), rows: 2, count: "2 of 20 classes; find the others by name or number", verdict: "" },
  { why: "pixels: not more than a screen holds", task: "segmentation", scores: many(20), rows: 12, count: "12 of 20 classes; find the others by name or number", verdict: "" },
  { why: "numbers", task: "regression", scores: many(0), rows: 5, count: "5 of 20 values; find the others by name or number", verdict: "" },
];

for (const { why, task, scores, rows, count, verdict } of CASES) {
  test(why, () => {
    const list = listed(task, scores, ALL);
    assert.deepEqual([list.found.length, list.count, list.verdict], [rows, count, verdict]);
  });
}

test("a search finds what is not listed, and a higher threshold is met by fewer", () => {
  const { found, count } = listed("segmentation", many(1), { ...ALL, search: " CLASS 1" });
  assert.deepEqual(found.map(({ index }) => index), [1, 10, 11, 12, 13, 14, 15, 16]);
  assert.equal(count, "11 of 20 classes match; the first 8 are shown");
  assert.equal(listed("multi-label", many(3), { search: "", threshold: 0.7 }).verdict, "None of the classes passes 70 %.");
});

test("a number finds its class first, then names that have it", () => {
  const named = [score(0, 3, 0.3), score(1, 2, 0.2), { ...score(2, 1, 0.1), label: "apollo 1" }, ...Array.from({ length: 20 }, (_, at) => score(at + 3, 0, 0))];
  assert.deepEqual(listed("single-label", named, { ...ALL, search: "1" }).found.slice(0, 2).map(({ index }) => index), [1, 2]);
  assert.deepEqual(listed("single-label", named, { ...ALL, search: "21" }).found.map(({ index }) => index), [21]);
});

test("a model of ten classes or fewer shows them all", () => {
  const ten = Array.from({ length: 10 }, (_, index) => score(index, -index, 0.1));
  assert.deepEqual([listed("single-label", ten, ALL).found.length, listed("single-label", ten, ALL).count], [10, ""]);
});

test("an answer in words", () => {
  assert.equal(answerWords("single-label", score(0, 2, 0.34)), "34 %");
  assert.equal(answerWords("segmentation", score(0, 2, 0.34)), "34 % of the pixels");
  assert.equal(answerWords("regression", score(0, -2.5, null)), "−2.5");
});

test("a few classes whose numbers change all the time keep their places; of many the strongest are shown", () => {
  const few = [score(0, 1, 0.2), score(1, 3, 0.7), score(2, 2, 0.1)];
  const places = (scores) => listed("single-label", scores, { ...ALL, isSteady: true }).found.map(({ index }) => index);
  assert.deepEqual(places(few), [0, 1, 2]);
  assert.deepEqual(places(many(1).reverse()), [0, 1, 2, 3, 4]);
});
