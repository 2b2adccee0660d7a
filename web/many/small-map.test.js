import assert from "node:assert/strict";
import { test } from "node:test";
import { smallMap } from "./small-map.js";

const explanation = (width, height, values) => {
  const map = Float32Array.from(values);
  return { layer: "last", width, height, map, min: Math.min(...map), max: Math.max(...map), form: "raw", note: null };
};

test("a layer's map keeps its values, in an array of its own", () => {
  const given = explanation(2, 1, [-1, 2]);
  const kept = smallMap(given);
  assert.deepEqual([...kept.map], [-1, 2]);
  assert.notEqual(kept.map.buffer, given.map.buffer);
  assert.equal(kept.positive, null);
});

test("a part of a large buffer does not keep the whole of it", () => {
  const large = new Float32Array(1e6);
  assert.equal(smallMap({ ...explanation(2, 1, [0, 0]), map: large.subarray(10, 12) }).map.buffer.byteLength, 8);
});

test("the longer side of a large map becomes 28 cells, each the mean of what it covers", () => {
  const kept = smallMap(explanation(56, 28, Array.from({ length: 56 * 28 }, (_, at) => at % 56)));
  assert.deepEqual([kept.width, kept.height, kept.fullWidth, kept.fullHeight], [28, 14, 56, 28]);
  assert.deepEqual([...kept.map.slice(0, 3)], [0.5, 2.5, 4.5]);
  assert.deepEqual([kept.min, kept.max, kept.positive], [0, 55, null]);
});

test("pixels that lie in two cells count in both by their part", () => {
  // 42 columns become 28: cells of one and a half.
  const kept = smallMap(explanation(42, 1, Array.from({ length: 42 }, (_, at) => at)));
  assert.equal(kept.height, 1);
  assert.ok(Math.abs(kept.map[0] - (0 + 0.5 * 1) / 1.5) < 1e-6);
  assert.ok(Math.abs(kept.map[1] - (0.5 * 1 + 2) / 1.5) < 1e-6);
});

test("of a large map the evidence for the class is kept by itself, as it would cancel", () => {
  const kept = smallMap(explanation(56, 1, Array.from({ length: 56 }, (_, at) => (at % 2 === 0 ? 3 : -3))));
  assert.equal(kept.map[0], 0);
  assert.equal(kept.positive[0], 1.5);
});

test("the mean of the whole stays", () => {
  const values = Array.from({ length: 60 * 47 }, (_, at) => (at * 7919) % 101);
  const kept = smallMap(explanation(60, 47, values));
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  assert.ok(Math.abs(mean([...kept.map]) - mean(values)) < 1e-3);
});
