import assert from "node:assert/strict";
import { test } from "node:test";
import { ends, isRaw, strongest } from "./evidence.js";

const grid = (width, height, values) => ({ width, height, map: Float32Array.from(values) });

test("the strongest region is named, and half of the weight is counted in cells", () => {
  assert.deepEqual(strongest(grid(3, 3, [0, 0, 8, 0, 0, 0, 1, 0, -9])), { region: "upper right", halfShare: 1 / 9 });
  assert.deepEqual(strongest(grid(3, 3, [0, 0, 0, 0, 1, 0, 0, 0, 0])), { region: "centre", halfShare: 1 / 9 });
  assert.equal(strongest(grid(2, 2, [0, 0, 1, 1])).halfShare, 1 / 4);
  assert.equal(strongest(grid(1, 1, [2])).region, "centre");
});

test("a region counts by its mean, so that uneven thirds compare", () => {
  // 4 columns: the middle third has one cell, the outer ones one or two.
  assert.equal(strongest(grid(4, 1, [1, 1, 1, 1.5])).region, "middle right");
});

test("without positive evidence there is no strongest region", () => {
  assert.equal(strongest(grid(2, 1, [0, -1])), null);
});

test("the ends of the colour bar are raw values", () => {
  const range = { min: -2, max: 1 };
  assert.deepEqual(ends(range, { relu: false, signedScale: false }), [-2, 1]);
  assert.deepEqual(ends(range, { relu: true, signedScale: false }), [0, 1]);
  assert.deepEqual(ends(range, { relu: false, signedScale: true }), [-2, 2]);
  assert.deepEqual(ends(range, { relu: true, signedScale: true }), [0, 1]);
});

test("what was put together of several maps has no raw values", () => {
  assert.ok(isRaw({ form: "raw" }));
  assert.ok(!isRaw({ form: "finished" }));
});
