import assert from "node:assert/strict";
import { test } from "node:test";
import { mapOfNpy, npyOf } from "./npy.js";

const MAP = { map: Float32Array.of(0.1, -2, 3e-41, -0, 5, 3.4e38), width: 3, height: 2 };

test("a map comes back from its file as it was", () => {
  assert.deepEqual(mapOfNpy(npyOf(MAP)), MAP);
  const one = { map: Float32Array.of(1), width: 1, height: 1 };
  assert.deepEqual(mapOfNpy(npyOf(one)), one);
});

test("the file is what numpy.save writes: header padded to 64 bytes, little-endian float32", () => {
  const bytes = npyOf(MAP);
  assert.equal(bytes.length, 128 + 4 * 6);
  const text = Buffer.from(bytes).toString("latin1");
  assert.equal(text.slice(0, 8), "\x93NUMPY\x01\x00");
  assert.equal(bytes[8] + 256 * bytes[9], 118);
  assert.match(text.slice(10, 128), /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 3\), \} *\n$/);
  assert.equal(new DataView(bytes.buffer).getFloat32(128, true), Math.fround(0.1));
});

test("a part of a larger buffer is read from its own beginning", () => {
  const bytes = npyOf(MAP);
  const larger = new Uint8Array(bytes.length + 7);
  larger.set(bytes, 7);
  assert.deepEqual(mapOfNpy(larger.subarray(7)), MAP);
});

test("a file cut anywhere is refused", () => {
  const bytes = npyOf(MAP);
  for (let length = 0; length < bytes.length; length += 1) {
    assert.throws(() => mapOfNpy(bytes.subarray(0, length)), { code: "npy-damaged" }, `${length} bytes`);
  }
});

for (const [why, from, to] of [
  ["float64", "<f4", "<f8"],
  ["big-endian", "<f4", ">f4"],
  ["columns first", "False", "True "],
  ["a shape that does not fit the file", "(2, 3)", "(9, 3)"],
  ["no cells", "(2, 3)", "(0, 3)"],
  ["another version", "\x01\x00", "\x02\x00"],
]) {
  test(`refused: ${why}`, () => {
    const text = Buffer.from(npyOf(MAP)).toString("latin1").replace(from, to);
    assert.throws(() => mapOfNpy(Buffer.from(text, "latin1")), { code: "npy-damaged", message: /Save it again/ });
  });
}
