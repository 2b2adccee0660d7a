import assert from "node:assert/strict";
import { test } from "node:test";
import { CENTRE } from "./evidence.js";
import { CLASSES, fakeRow, fakeTruths } from "./fake-row.test.js";
import { confusion } from "./matrix.js";
import { lineOf } from "./table.js";

/** @param {[number | null | undefined, number | null][]} pairs truth and prediction; undefined for none */
function lines(...pairs) {
  const truths = fakeTruths(Object.fromEntries(pairs.flatMap(([truth], id) => (truth === undefined ? [] : [[id, truth]]))));
  return pairs.map(([, predicted], id) => lineOf(fakeRow(id, { top: predicted === null ? [] : [[predicted, 0.5]] }), { task: "single-label", truths, layer: null, box: CENTRE }));
}

test("counts by truth and prediction, with a column for each class that was predicted", () => {
  const { columns, rows, judged, right, foreign, left } = confusion(lines([0, 0], [0, 0], [0, 1], [1, 1], [1, 3]), CLASSES);
  assert.deepEqual(columns.map(({ label }) => label), ["cat", "dog", "owl"]);
  assert.deepEqual(rows.map(({ label, counts, total, right }) => [label, counts, total, right]), [["cat", [2, 1, 0], 3, 2], ["dog", [0, 1, 1], 2, 1]]);
  assert.deepEqual([judged, right, foreign, left], [5, 3, [], 0]);
});

test("what is no class of the model is listed by name and is in no row", () => {
  const { rows, foreign, judged, left } = confusion(lines([null, 0], [null, 1], [0, 0], [undefined, 0], [0, null]), CLASSES);
  assert.deepEqual(foreign, [{ name: "hamster", pictures: 2 }]);
  assert.deepEqual([rows.length, judged, left], [1, 1, 2]);
});

test("a true class that was never predicted has its column, so that the diagonal is whole", () => {
  const { columns, rows } = confusion(lines([2, 0]), CLASSES);
  assert.deepEqual(columns.map(({ index }) => index), [2, 0]);
  assert.deepEqual(rows.map(({ counts }) => counts), [[0, 1]]);
});

test("with many classes the largest have rows of their own and nothing is lost", () => {
  const { columns, rows, judged } = confusion(lines([0, 0], [0, 3], [1, 1], [1, 1], [2, 2], [3, 0]), CLASSES, 2);
  assert.deepEqual(columns.map(({ label }) => label), ["cat", "dog", "other classes"]);
  assert.deepEqual(rows.map(({ label, counts, right }) => [label, counts, right]), [["cat", [1, 0, 1], 1], ["dog", [0, 2, 0], 2], ["other classes", [1, 0, 1], 1]]);
  assert.equal(rows.flatMap(({ counts }) => counts).reduce((sum, count) => sum + count), judged);
});

test("without truths the matrix is empty", () => {
  assert.deepEqual(confusion(lines([undefined, 0]), CLASSES), { columns: [], rows: [], judged: 0, right: 0, foreign: [], left: 1 });
});
