import assert from "node:assert/strict";
import { test } from "node:test";
import { boxOf, CENTRE, inSquare, shareInside, withSide } from "./evidence.js";

const grid = (width, height, values, positive = null) => ({ width, height, map: Float32Array.from(values), positive: positive && Float32Array.from(positive) });
const whole = (width, height) => ({ width, height, crop: null });
const isClose = (got, expected) => assert.ok(Math.abs(got - expected) < 1e-6, `${got}, expected ${expected}`);

test("whole cells: the four middle ones of a map of 4 x 4", () => {
  const one = grid(4, 4, Array(16).fill(1));
  isClose(shareInside(one, whole(100, 100), CENTRE), 4 / 16);
  const middle = grid(4, 4, [0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1, 0, 0, 0, 0, 4]);
  isClose(shareInside(middle, whole(100, 100), CENTRE), 4 / 8);
});

test("cells that lie in the box in part count by their area", () => {
  // 2 x 2 cells of 50 pixels: a quarter of each lies in the middle half.
  isClose(shareInside(grid(2, 2, [1, 1, 1, 1]), whole(100, 100), CENTRE), 1 / 4);
  // One row of three cells, each a third of 90 pixels: the box from 22.5 to 67.5 has 7.5 of 30, all, and 7.5 of 30;
  // of the height it has a half.
  isClose(shareInside(grid(3, 1, [4, 2, 4]), whole(90, 50), CENTRE), ((4 * 0.25 + 2 + 4 * 0.25) * 0.5) / 10);
});

test("the map covers the crop, not the picture", () => {
  // The crop is the middle 100 of 200 pixels; the centre of the picture, 50 to 150, is exactly this crop.
  const crop = { x: 50, y: 0, width: 100, height: 100 };
  isClose(shareInside(grid(2, 1, [1, 3]), { width: 200, height: 100, crop }, { x: 0.25, y: 0, width: 0.5, height: 1 }), 1);
  // Its left quarter ends where the crop begins.
  isClose(shareInside(grid(2, 1, [1, 3]), { width: 200, height: 100, crop }, { x: 0, y: 0, width: 0.25, height: 1 }), 0);
  // Up to the middle of the picture: the left cell.
  isClose(shareInside(grid(2, 1, [1, 3]), { width: 200, height: 100, crop }, { x: 0, y: 0, width: 0.5, height: 1 }), 1 / 4);
  // 75 of the 100 pixels of the crop: the left cell, and a half of the right one.
  isClose(shareInside(grid(2, 1, [1, 3]), { width: 200, height: 100, crop }, { x: 0, y: 0, width: 0.625, height: 1 }), 2.5 / 4);
});

test("a crop of fractions of pixels", () => {
  const crop = { x: 0.5, y: 0, width: 3, height: 2 };
  // Cells from 0.5, 1.5 and 2.5; the left half of the picture ends at 2.
  isClose(shareInside(grid(3, 1, [1, 1, 1]), { width: 4, height: 2, crop }, { x: 0, y: 0, width: 0.5, height: 1 }), 1.5 / 3);
});

test("evidence against the class counts for nothing", () => {
  isClose(shareInside(grid(2, 1, [-5, 2]), whole(10, 10), { x: 0.5, y: 0, width: 0.5, height: 1 }), 1);
});

test("of a map that was made smaller the positive part counts", () => {
  isClose(shareInside(grid(2, 1, [-1, 2], [1, 3]), whole(10, 10), { x: 0, y: 0, width: 0.5, height: 1 }), 1 / 4);
});

test("there is no share where there is no evidence", () => {
  assert.equal(shareInside(grid(2, 1, [0, -1]), whole(10, 10), CENTRE), null);
});

test("a box that was drawn on one picture is the same part of any other", () => {
  // From pixel 30 to 89 of 120, and from 10 to 29 of 80.
  assert.deepEqual(boxOf({ x: 30, y: 10, width: 60, height: 20 }, whole(120, 80)), { x: 0.25, y: 0.125, width: 0.5, height: 0.25 });
});

test("a typed side keeps the box within the picture", () => {
  const box = { x: 0.25, y: 0.5, width: 0.5, height: 0.25 };
  assert.deepEqual(withSide(box, "x", 0.1), { ...box, x: 0.1 });
  assert.deepEqual(withSide(box, "x", 0.75), { ...box, x: 0.75, width: 0.25 });
  assert.deepEqual(withSide(box, "width", 0.9), { ...box, width: 0.75 });
  assert.deepEqual(withSide(box, "height", 0), { ...box, height: 0.01 });
  assert.deepEqual(withSide(box, "y", -1), { ...box, y: 0 });
});

test("a picture lies in the middle of its square, and the box on the picture", () => {
  // 200 x 100 in a square: the picture covers its height from 1/4 to 3/4.
  assert.deepEqual(inSquare({ x: 0.5, y: 0.5, width: 0.5, height: 0.25 }, whole(200, 100)), { x: 0.5, y: 0.5, width: 0.5, height: 0.125 });
  assert.deepEqual(inSquare({ x: 0, y: 0, width: 1, height: 1 }, whole(50, 100)), { x: 0.25, y: 0, width: 0.5, height: 1 });
});
