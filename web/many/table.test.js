import assert from "node:assert/strict";
import { test } from "node:test";
import { CENTRE } from "./evidence.js";
import { fakeRow, fakeTruths } from "./fake-row.test.js";
import { counts, filtered, lineOf, NO_FILTER, ordered } from "./table.js";

const KNOWN = { task: "single-label", truths: fakeTruths({ 0: 0, 1: 0, 2: null, 4: 1 }), layer: null, box: CENTRE };
const ROWS = [
  fakeRow(0, { top: [[0, 0.9], [1, 0.1]], entropy: 0.5, map: [0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }),
  fakeRow(1, { top: [[1, 0.6]], entropy: 1.5, map: [2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }),
  fakeRow(2, { top: [[2, 0.6]], entropy: null, map: Array(16).fill(0) }),
  fakeRow(3, { top: [[0, 0.2]], entropy: 3 }),
  fakeRow(4, { top: [], entropy: null, error: { code: "image-broken", message: "Broken." } }),
];
const LINES = ROWS.map((row) => lineOf(row, KNOWN));
const ids = (lines) => lines.map(({ row }) => row.id);
const shown = (filter) => ids(filtered(LINES, { ...NO_FILTER, ...filter }));

test("right and wrong need a truth that the model knows, and an answer", () => {
  assert.deepEqual(LINES.map(({ right }) => right), [true, false, null, null, null]);
  assert.deepEqual(LINES.map(({ label }) => label), ["cat", "dog", "fox", "cat", ""]);
});

test("where any number of classes may be there, one class is neither right nor wrong", () => {
  assert.equal(lineOf(ROWS[0], { ...KNOWN, task: "multi-label" }).right, null);
});

test("the share of the evidence is that in the box, of the layer that is looked at", () => {
  assert.deepEqual(LINES.map(({ inside }) => inside && Number(inside.toFixed(3))), [1, 0.333, null, null, null]);
  const two = { ...ROWS[0], maps: [{ ...ROWS[1].maps[0], layer: "early" }, ...ROWS[0].maps] };
  assert.equal(lineOf(two, KNOWN).inside, 1);
  assert.ok(Math.abs(lineOf(two, { ...KNOWN, layer: "early" }).inside - 1 / 3) < 1e-6);
});

test("filters: wrong, evidence outside, class, unknown truth, error, words", () => {
  assert.deepEqual(shown({ which: "wrong" }), [1]);
  assert.deepEqual(shown({ which: "right" }), [0]);
  assert.deepEqual(shown({ which: "unknown" }), [2, 3]);
  assert.deepEqual(shown({ which: "refused" }), [4]);
  assert.deepEqual(shown({ outside: 0.5 }), [1]);
  assert.deepEqual(shown({ predicted: 0 }), [0, 3]);
  assert.deepEqual(shown({ truth: 0 }), [0, 1]);
  assert.deepEqual(shown({ truth: 0, predicted: 1 }), [1], "a cell of the confusion matrix");
  assert.deepEqual(shown({ words: "HAMSTER" }), [2]);
  assert.deepEqual(shown({ words: "p/3" }), [3]);
  assert.deepEqual(shown({}), [0, 1, 2, 3, 4]);
});

test("sorted up and down, equal ones by file, and what has no value last", () => {
  const order = (by, falling) => ids(ordered(LINES, { by, falling }));
  assert.deepEqual(order("probability", true), [0, 1, 2, 3, 4]);
  assert.deepEqual(order("probability", false), [3, 1, 2, 0, 4]);
  assert.deepEqual(order("entropy", true), [3, 1, 0, 2, 4]);
  assert.deepEqual(order("predicted", false), [0, 3, 1, 2, 4]);
  assert.deepEqual(order("truth", true), [2, 4, 0, 1, 3]);
  assert.deepEqual(order("inside", false), [1, 0, 2, 3, 4]);
  assert.deepEqual(order("path", true), [4, 3, 2, 1, 0]);
});

test("ten comes after nine", () => {
  const lines = [10, 9].map((id) => lineOf(fakeRow(id), KNOWN));
  assert.deepEqual(ids(ordered(lines, { by: "path", falling: false })), [9, 10]);
});

test("what there is to count", () => {
  assert.deepEqual(counts(LINES), { all: 5, judged: 2, right: 1, wrong: 1, outside: 1, refused: 1 });
});
