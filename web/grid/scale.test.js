import assert from "node:assert/strict";
import { test } from "node:test";
import { difference, ownRange, rangeOf, rescaled, scaleWords, sharedRange, sharing } from "./scale.js";

const cell = (min, max, { relu = true, form = "raw" } = {}) => ({
  explanation: { min, max, form },
  heatmap: { display: { relu } },
});
const values = (...list) => ({ width: list.length, height: 1, values: Float32Array.from(list) });
const rounded = ({ values: list }) => [...list].map((value) => Number(value.toFixed(4)));

test("a cell without a map has no range, one with a map its own", () => {
  assert.equal(ownRange({ explanation: null, heatmap: null }, false), null);
  assert.deepEqual(ownRange(cell(-2, 3), false), [0, 3]);
  assert.deepEqual(ownRange(cell(-2, 3, { relu: false }), true), [-3, 3]);
});

test("the shared range goes from the lowest to the highest raw value, of all maps or of a row", () => {
  const [one, two] = [cell(-2, 3, { relu: false }), cell(0, 5, { relu: false })];
  const merged = cell(0, 9, { form: "finished" });
  const empty = { explanation: null, heatmap: null };
  const comparison = { cells: [one, two, merged, empty], places: [[0, 2], [1, 3]] };
  const range = (of, row, scale) => sharedRange(of, sharing(comparison, row, scale), false);
  assert.deepEqual(range(one, 0, "all"), [-2, 5]);
  assert.deepEqual(range(one, 0, "row"), [-2, 3]);
  assert.deepEqual([range(one, 0, "own"), range(merged, 0, "all"), rangeOf([empty], false)], [null, null, null]);
});

test("a map that two columns share counts once in its row", () => {
  assert.equal(sharing({ cells: [cell(0, 1)], places: [[0, 0]] }, 0, "row").length, 1);
});

test("the difference of two maps is a share of the scale, from end to end", () => {
  assert.deepEqual(rounded(difference(values(1, 0.5, 0), values(0, 0.5, 1), false)), [1, 0, -1]);
  assert.deepEqual(rounded(difference(values(1, -1), values(-1, 1), true)), [1, -1]);
});

test("a map that is half as strong has half of the colour", () => {
  assert.deepEqual(rounded(rescaled(values(0, 0.5, 1), [0, 2], [0, 4], false)), [0, 0.25, 0.5]);
  assert.deepEqual(rounded(rescaled(values(0, 1), [-2, 2], [-6, 2], false)), [0.5, 1]);
});

test("on a signed scale zero stays zero", () => {
  assert.deepEqual(rounded(rescaled(values(-1, 0, 0.5), [-2, 2], [-8, 8], true)), [-0.25, 0, 0.125]);
});

test("blank maps alone stay blank", () => {
  assert.deepEqual(rounded(rescaled(values(0, 0), [0, 0], [0, 0], false)), [0, 0]);
  assert.deepEqual(rounded(rescaled(values(0, 0), [0, 0], [0, 0], true)), [0, 0]);
});

test("it is said what is shared", () => {
  assert.match(scaleWords("all", [0, 3.14159], false), /^All maps share the raw values from 0 to 3\.14:/);
  assert.match(scaleWords("all", null, false), /^All maps share the raw values:/);
  assert.match(scaleWords("row", null, false), /^The maps of a row share/);
  assert.match(scaleWords("own", [0, 1], false), /^Each map has a scale of its own/);
  assert.match(scaleWords("row", null, true), /^What each map has more or less than the first of its row.* The maps of a row share/);
});
