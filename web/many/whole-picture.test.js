import assert from "node:assert/strict";
import { test } from "node:test";
import { overPicture } from "./whole-picture.js";

const map = (width, height, values) => ({ width, height, map: Float32Array.from(values) });

test("the longer side has 48 cells, the other as many as fit", () => {
  const { width, height, values } = overPicture(map(1, 1, [2]), { width: 1200, height: 600, crop: null });
  assert.deepEqual([width, height], [48, 24]);
  assert.ok(values.every((value) => value === 2));
});

test("what the network does not see is 0, and the map lies where the crop is", () => {
  // The crop is the middle half: cells 12 to 35 of 48.
  const { values } = overPicture(map(1, 1, [1]), { width: 96, height: 48, crop: { x: 24, y: 0, width: 48, height: 48 } });
  const row = [...values.slice(0, 48)];
  assert.deepEqual([row.indexOf(1), row.lastIndexOf(1), row.filter((value) => value === 1).length], [12, 35, 24]);
});

test("between the centres of cells values are mixed, beyond them constant", () => {
  const { values } = overPicture(map(2, 1, [0, 1]), { width: 480, height: 10, crop: null });
  // Centres of the map's cells at 120 and 360 of 480; cell 24 of the picture is centred at 245.
  assert.equal(values[0], 0);
  assert.equal(values[47], 1);
  assert.ok(Math.abs(values[24] - (245 - 120) / 240) < 1e-6);
});

test("signs stay", () => {
  assert.ok(overPicture(map(2, 2, [-1, -1, -1, -1]), { width: 10, height: 10, crop: null }).values.every((value) => value === -1));
});
