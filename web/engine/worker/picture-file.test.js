import assert from "node:assert/strict";
import { test } from "node:test";
import { readPicture } from "./picture-file.js";

/** A file that says how much of it was read. */
function watched(bytes, size = bytes.length) {
  const read = { start: 0, whole: 0 };
  const blob = {
    size,
    slice: (from, to) => (read.start += to - from, new Blob([bytes.subarray(from, to)])),
    stream: () => (read.whole += size, new Blob([bytes]).stream()),
  };
  return { blob, read };
}

test("a file that is refused by its beginning and its size is not read", async () => {
  const { blob, read } = watched(new Uint8Array(2048), 12e9);
  const told = [];
  const admit = (beginning, size) => {
    told.push([beginning.length, size]);
    throw Object.assign(new Error("no picture"), { code: "picture-format" });
  };
  await assert.rejects(readPicture(blob, admit, () => {}), { code: "picture-format" });
  assert.deepEqual(told, [[1024, 12e9]]);
  assert.ok(read.start <= 2048, read.start);
  assert.equal(read.whole, 0);
});

test("any other file is read whole, and its progress is told in bytes", async () => {
  const bytes = Uint8Array.from({ length: 5000 }, (_, at) => at);
  const told = [];
  assert.deepEqual(await readPicture(new Blob([bytes]), () => {}, ({ done, total }) => told.push([done, total])), bytes);
  assert.deepEqual(told.at(-1), [5000, 5000]);
});

test("a file that cannot be read any more says so", async () => {
  const gone = { size: 9, slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException("gone", "NotFoundError")) }) };
  await assert.rejects(readPicture(gone, () => {}, () => {}), { code: "file-unreadable", message: /gone/ });
});
