import assert from "node:assert/strict";
import { test } from "node:test";
import { cellAt } from "./cell.js";

const MAP = { map: new Float32Array([1, 2, 3, 4, 5, 6]), width: 3, height: 2 };
const CROP = { x: 10, y: 0, width: 30, height: 20 };

const CASES = [
  { why: "the first pixel of the crop is in the first cell", pixel: { x: 10, y: 0 }, is: { row: 0, column: 0, value: 1 } },
  { why: "the last pixel of the crop is in the last cell", pixel: { x: 39, y: 19 }, is: { row: 1, column: 2, value: 6 } },
  { why: "a cell is ten pixels wide", pixel: { x: 20, y: 9 }, is: { row: 0, column: 1, value: 2 } },
  { why: "left of the crop the model sees nothing", pixel: { x: 9, y: 5 }, is: null },
  { why: "right of the crop the model sees nothing", pixel: { x: 40, y: 5 }, is: null },
];

for (const { why, pixel, is } of CASES) test(why, () => assert.deepEqual(cellAt(MAP, CROP, pixel), is));
test("without a model nothing is seen", () => assert.equal(cellAt(MAP, null, { x: 0, y: 0 }), null));
