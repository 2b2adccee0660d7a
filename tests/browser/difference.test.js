import assert from "node:assert/strict";
import test from "node:test";
import { difference } from "./difference.js";

/** @type {[title: string, values: ArrayLike<number>, wanted: ArrayLike<number>, found: object][]} */
const MEASURED = [
  ["equal values", [1, -2], [1, -2], { maximum: 0, relative: 0, l2: 0 }],
  ["zeros", [0, -0], [0, 0], { maximum: 0, relative: 0, l2: 0 }],
  ["the scale is the largest magnitude of what is wanted", [1, -3], [1, -4], { maximum: 1, relative: 1 / 4, l2: 1 / Math.sqrt(17) }],
  ["a larger found value does not change the scale", [0, 5], [0, 1], { maximum: 4, relative: 4, l2: 4 }],
  ["the maximum is one value's, l2 is over all", [3, 4], [0, 8], { maximum: 4, relative: 1 / 2, l2: 5 / 8 }],
  ["a value where zeros are wanted", [0, 1e-9], [0, 0], { maximum: 1e-9, relative: Infinity, l2: Infinity }],
  ["typed arrays", Float32Array.of(0.5, 2), [0, 2], { maximum: 0.5, relative: 0.25, l2: 0.25 }],
];

for (const [title, values, wanted, found] of MEASURED) {
  test(title, () => assert.deepEqual(difference(values, wanted), found));
}

/** @type {[title: string, values: ArrayLike<any>, wanted: ArrayLike<any>, message: RegExp][]} */
const REJECTED = [
  ["a value too few", [1], [1, 2], /^1 values, not 2$/],
  ["a value too many", [1, 2], [1], /^2 values, not 1$/],
  ["nothing where values are wanted", [], [1], /^0 values, not 1$/],
  ["two empty lists", [], [], /^no values to compare$/],
  ["NaN", [1, NaN], [1, 2], /^value 1 is NaN$/],
  ["NaN in both", [NaN], [NaN], /^value 0 is NaN$/],
  ["NaN behind a large difference", [100, NaN], [0, 0], /^value 1 is NaN$/],
  ["infinite values in both", [Infinity], [Infinity], /^value 0 is Infinity$/],
  ["an infinite wanted value", [1], [-Infinity], /^value 0 is -Infinity$/],
  ["null, as JSON writes NaN", [null], [0], /^value 0 is null$/],
  ["a hole", [undefined], [0], /^value 0 is undefined$/],
  ["a number as text", ["1"], [1], /^value 0 is 1$/],
];

for (const [title, values, wanted, message] of REJECTED) {
  test(`${title} is rejected`, () => assert.throws(() => difference(values, wanted), { name: "RangeError", message }));
}

test("many values are compared", () => {
  const many = new Float32Array(1_000_000).fill(1);
  const others = many.slice();
  others[999_999] = 2;
  assert.equal(difference(others, many).maximum, 1);
});
