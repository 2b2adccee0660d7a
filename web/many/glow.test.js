import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeRow } from "./fake-row.test.js";
import { glow, glowOf, solid } from "./glow.js";

const GREY = { table: Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3)) };

test("colours by value, as opaque as the value is large", () => {
  assert.deepEqual([...glow([0, 0.5, 1], GREY, 1)], [0, 0, 0, 0, 128, 128, 128, 128, 255, 255, 255, 255]);
});

test("the picture is still seen below the strongest place", () => {
  assert.equal(glow([1], GREY)[3], 217);
  assert.equal(solid([1], GREY)[3], 255);
});

test("evidence against the class has no colour, and the strongest evidence all of it", () => {
  const pixels = glowOf(fakeRow(0, { map: [-3, 0, 0, 2] }).maps[0], GREY);
  assert.deepEqual([pixels[3], pixels[7], pixels[15]], [0, 0, 217]);
});
