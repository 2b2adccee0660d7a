import assert from "node:assert/strict";
import { test } from "node:test";
import { pixelAt, rectBetween, shareOf } from "./place.js";

/** A picture of 100 x 50 pixels, drawn ten times as large; side by side there is a gap of 20 between the panels. */
const ONE = { picture: { width: 100, height: 50 }, drawing: { width: 1000, height: 500 }, look: "glow" };
const TWO = { ...ONE, look: "side-by-side" };

const CASES = [
  { why: "the first pixel", share: { x: 0, y: 0 }, scene: ONE, is: { x: 0, y: 0 } },
  { why: "the last pixel, at the very edge", share: { x: 1, y: 1 }, scene: ONE, is: { x: 99, y: 49 } },
  { why: "outside", share: { x: -0.2, y: 3 }, scene: ONE, is: { x: 0, y: 49 } },
  { why: "in the left panel", share: { x: 505 / 2020, y: 0.5 }, scene: TWO, is: { x: 50, y: 25 } },
  { why: "the same pixel in the right panel", share: { x: (1020 + 505) / 2020, y: 0.5 }, scene: TWO, is: { x: 50, y: 25 } },
  { why: "the gap belongs to the left panel's edge", share: { x: 1010 / 2020, y: 0 }, scene: TWO, is: { x: 99, y: 0 } },
];

for (const { why, share, scene, is } of CASES) test(`a place on the canvas: ${why}`, () => assert.deepEqual(pixelAt(share, scene), is));

test("a rectangle has both its corners, whichever came first", () => {
  const rect = { x: 2, y: 3, width: 4, height: 1 };
  assert.deepEqual(rectBetween({ x: 2, y: 3 }, { x: 5, y: 3 }), rect);
  assert.deepEqual(rectBetween({ x: 5, y: 3 }, { x: 2, y: 3 }), rect);
  assert.deepEqual(rectBetween({ x: 7, y: 7 }, { x: 7, y: 7 }), { x: 7, y: 7, width: 1, height: 1 });
});

test("pixels are marked where the heatmap is", () => {
  const rect = { x: 50, y: 25, width: 10, height: 5 };
  assert.deepEqual(shareOf(rect, ONE), { x: 0.5, y: 0.5, width: 0.1, height: 0.1 });
  assert.deepEqual(shareOf(rect, TWO), { x: 1020 / 2020 + 500 / 2020, y: 0.5, width: 100 / 2020, height: 0.1 });
});
