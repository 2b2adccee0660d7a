import assert from "node:assert/strict";
import { test } from "node:test";
import { csvOf } from "./csv.js";
import { float32Text } from "./float32.js";
import { anyFloat32 } from "./random-saved.test.js";

test("a row of the map is a line", () => {
  const map = Float32Array.of(0.1, -2, 0, -0, 16777216, 1e-45);
  assert.equal(csvOf({ map, width: 3, height: 2 }), "0.1,-2,0\r\n-0,16777216,1.4013e-45\r\n");
});

test("the digits give every float32 back, and there are at most nine", () => {
  const draw = anyFloat32(1);
  for (let count = 0; count < 20_000; count += 1) {
    const value = draw();
    const text = float32Text(value);
    assert.ok(Object.is(Math.fround(Number(text)), value), `${value} became ${text}`);
    const digits = text.replace(/e.*$/, "").replace(/[-.]/g, "").replace(/^0+|0+$/g, "");
    assert.ok(digits.length <= 9, text);
  }
});

test("what is no number is refused", () => {
  assert.throws(() => csvOf({ map: Float32Array.of(NaN), width: 1, height: 1 }), { code: "not-finite", message: /got NaN/ });
});
