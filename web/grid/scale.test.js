import assert from "node:assert/strict";
import { test } from "node:test";
import { ownRange, rescaled, scaleWords, sharedRange } from "./scale.js";

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

test("the shared range goes from the lowest to the highest raw value, of all maps or of one method", () => {
  const [one, two] = [cell(-2, 3, { relu: false }), cell(0, 5, { relu: false })].map((known, at) => ({ ...known, method: `m${at}` }));
  const merged = { ...cell(0, 9, { form: "finished" }), method: "m0" };
  const empty = { method: "m2", explanation: null, heatmap: null };
  const comparison = { cells: [one, two, merged, empty] };
  const range = (of, scale) => sharedRange(comparison, of, scale, false);
  assert.deepEqual(range(one, "all"), [-2, 5]);
  assert.deepEqual(range(one, "method"), [-2, 3]);
  assert.deepEqual([range(one, "own"), range(merged, "all"), range(empty, "method")], [null, null, null]);
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
  assert.match(scaleWords("all", [0, 3.14159]), /^All maps share the raw values from 0 to 3\.14:/);
  assert.match(scaleWords("all", null), /^All maps share the raw values:/);
  assert.match(scaleWords("method", null), /^The maps of one method share/);
  assert.match(scaleWords("own", [0, 1]), /^Each map has a scale of its own/);
});
