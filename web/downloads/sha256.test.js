import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "./sha256.js";

test("a page without https computes the same hash as one with it", async () => {
  const real = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  const bytes = Uint8Array.from({ length: 1000 }, (_, at) => at);
  const given = [bytes, bytes.buffer, bytes.subarray(7, 500), new Uint8Array()];
  const expected = await Promise.all(given.map(sha256));
  Object.defineProperty(globalThis, "crypto", { configurable: true, value: {} });
  try {
    assert.deepEqual(await Promise.all(given.map(sha256)), expected);
  } finally {
    Object.defineProperty(globalThis, "crypto", real);
  }
});
