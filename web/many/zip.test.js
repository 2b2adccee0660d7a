import assert from "node:assert/strict";
import { test } from "node:test";
import { unzipSync } from "fflate";
import { blobOf, zipped } from "./zip.js";

const bytes = (text) => new TextEncoder().encode(text);
async function* list(...entries) {
  yield* entries;
}
const opened = async (pieces) => {
  const blob = await blobOf(pieces, "application/zip");
  return Object.entries(unzipSync(new Uint8Array(await blob.arrayBuffer()))).map(([name, content]) => [name, new TextDecoder().decode(content)]);
};

test("what is put in comes out, packed or not, in pieces or whole", async () => {
  const entries = list(
    { name: "a.txt", content: bytes("hello ".repeat(1000)), isPacked: false },
    { name: "ä/1.png", content: bytes("picture"), isPacked: true },
    { name: "list.json", content: list(bytes("[1,"), bytes("2"), bytes("]")), isPacked: false },
    { name: "empty", content: new Uint8Array(0), isPacked: false },
  );
  assert.deepEqual(await opened(zipped(entries)), [["a.txt", "hello ".repeat(1000)], ["ä/1.png", "picture"], ["list.json", "[1,2]"], ["empty", ""]]);
});

test("entries are taken one after the other: none is made before the earlier one was handed on", async () => {
  let made = 0;
  const entries = (async function* () {
    for (made = 1; made <= 3; made += 1) yield { name: String(made), content: new Uint8Array(1e5), isPacked: true };
  })();
  for await (const piece of zipped(entries)) {
    if (piece.length === 1e5) break;
  }
  assert.equal(made, 1);
});

test("an archive that no program could open is refused", async () => {
  const large = list({ name: "a", content: new Uint8Array(1000), isPacked: true }, { name: "b", content: new Uint8Array(1000), isPacked: true });
  await assert.rejects(opened(zipped(large, { mostBytes: 1500 })), /larger than 4 GB.*filter/);
});

test("many small pieces become blobs of some megabytes", async () => {
  const pieces = (async function* () {
    for (let at = 0; at < 100; at += 1) yield new Uint8Array(1e5).fill(at);
  })();
  const blob = await blobOf(pieces, "x/y");
  assert.equal(blob.size, 1e7);
  assert.equal(blob.type, "x/y");
  assert.equal(new Uint8Array(await blob.arrayBuffer())[99 * 1e5], 99);
});
