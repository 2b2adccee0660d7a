import assert from "node:assert/strict";
import { test } from "node:test";
import { pointsOf } from "./points.js";

test("rows and columns in turns become the centres of their pixels", () => {
  const points = Uint16Array.from([0, 1, 3, 0]);
  assert.deepEqual(pointsOf({ points }, { width: 2, height: 4 }), [{ x: 0.75, y: 0.125 }, { x: 0.25, y: 0.875 }]);
});

test("methods without points have none to draw", () => {
  assert.equal(pointsOf({ points: new Uint16Array() }, { width: 2, height: 2 }), null);
  assert.equal(pointsOf(null, null), null);
});
