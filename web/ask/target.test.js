import assert from "node:assert/strict";
import { test } from "node:test";
import { rival, scoreName, target, targetKinds, targetWords } from "./target.js";

const CLASSES = ["cat", "dog", "owl"];
const KINDS = [
  { task: "single-label", classes: CLASSES, are: ["class", "probability", "difference"] },
  { task: "multi-label", classes: ["only one"], are: ["class", "probability"] },
  { task: "binary", classes: ["no", "yes"], are: ["class", "probability"] },
  { task: "regression", classes: ["x", "y"], are: ["class", "difference"] },
  { task: "segmentation", classes: CLASSES, are: ["class", "probability", "difference"] },
];

for (const { are, ...model } of KINDS) test(`${model.task}, ${model.classes.length} classes: ${are}`, () => assert.deepEqual(targetKinds(model), are));

const CHOSEN = { index: 0, kind: "class", than: null, negated: false, region: null };
const SCORES = [3, 1, 2].map((logit, index) => ({ index, label: CLASSES[index], logit, probability: 0.3 }));
const state = (chosen, task = "single-label") => ({ model: { task, classes: CLASSES }, scores: SCORES, chosen: { ...CHOSEN, ...chosen } });

test("a class is compared with the strongest other one, or with the one that was named", () => {
  assert.equal(rival(state({})), 2);
  assert.equal(rival(state({ index: 2 })), 0);
  assert.equal(rival(state({ than: 1 })), 1);
  assert.equal(rival(state({ index: 1, than: 1 })), 0, "not with itself");
});

const REGION = { x: 4, y: 2, width: 10, height: 5 };
const TARGETS = [
  { why: "nothing chosen", of: state({}), is: { kind: "class", index: 0 }, words: "for “cat”" },
  { why: "a difference", of: state({ kind: "difference" }), is: { kind: "difference", index: 0, than: 2 }, words: "for “cat” rather than “owl”" },
  { why: "why not", of: state({ kind: "probability", negated: true }), is: { kind: "probability", index: 0, negated: true }, words: "against the probability of “cat”" },
  { why: "a kind that these outputs have not", of: state({ kind: "probability" }, "regression"), is: { kind: "class", index: 0 }, words: "for “cat”" },
  { why: "a region where there are no pixels", of: state({ region: REGION }), is: { kind: "class", index: 0 }, words: "for “cat”" },
  { why: "a region", of: state({ region: REGION }, "segmentation"), is: { kind: "class", index: 0, region: REGION }, words: "for “cat” in the 10 × 5 pixels from 4, 2" },
  { why: "one pixel", of: state({ region: { x: 3, y: 0, width: 1, height: 1 } }, "segmentation"), words: "for “cat” in the pixel at 3, 0" },
];

for (const { why, of, is, words } of TARGETS) {
  test(`the target: ${why}`, () => {
    if (is) assert.deepEqual(target(of), is);
    assert.equal(targetWords(target(of), CLASSES), words);
  });
}

test("an explanation's number is named after what was explained", () => {
  const name = (kind, pixels) => scoreName({ target: { kind }, pixels }, "Value");
  assert.deepEqual([name("class", 1), name("probability", 1), name("difference", 9)], ["Value", "Probability", "Difference of scores, summed"]);
});
