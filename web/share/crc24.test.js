import assert from "node:assert/strict";
import { test } from "node:test";
import { crc24 } from "./crc24.js";

test("the checksum has the published check values", () => {
  assert.equal(crc24("123456789"), 0x21cf02);
  assert.equal(crc24(""), 0xb704ce);
});
