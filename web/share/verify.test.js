import assert from "node:assert/strict";
import { test } from "node:test";
import { HASH } from "./shown-cases.test.js";
import { verify } from "./verify.js";

const TEST = new TextEncoder().encode("test"); // of which HASH is the SHA-256

test("the file that a link means is taken", async () => {
  assert.deepEqual(await verify(TEST, { sha256: HASH, name: "other-name.jpg" }), { ok: true });
  assert.deepEqual(await verify(TEST, { sha256: HASH, url: "https://example.org/a.jpg" }), { ok: true });
});

test("another file is not taken, whatever it is called, and it is said which was expected", async () => {
  const other = new TextEncoder().encode("Test");
  const file = await verify(other, { sha256: HASH, name: "cat.jpg" });
  assert.ok(!file.ok && file.message.includes("`cat.jpg`") && file.message.includes("instead of 9f86d081…") && file.message.length <= 300);
  const address = await verify(other, { sha256: HASH, url: `https://${"a.".repeat(100)}example.org/a.jpg` });
  assert.ok(!address.ok && address.message.includes("another file now") && address.message.length <= 300);
});
