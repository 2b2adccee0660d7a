import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { inflateRawSync, inflateSync } from "node:zlib";
import { packedZeros, zlibZeros } from "./deflate.js";
import { familyOf, NAMES, SEED } from "./index.js";
import { OPEN } from "./open.js";

const MOST_BYTES = 2e6;
const LEAST_FILES = 300;

const all = await Promise.all(NAMES.map((name) => familyOf(name)));
const files = all.flatMap(({ name, hostile }) => hostile.map((one) => ({ ...one, title: `${name}: ${one.title}` })));

const hashOf = (families) => {
  const hash = createHash("sha256");
  for (const { files: some } of families.flatMap(({ hostile }) => hostile)) for (const { name, bytes, length } of some) hash.update(`${name} ${length ?? ""}`).update(bytes);
  return hash.digest("hex");
};

test(`there are at least ${LEAST_FILES}, of every family, each with a title of its own`, () => {
  assert.ok(files.length >= LEAST_FILES, String(files.length));
  for (const { name, hostile, sound } of all) assert.ok(hostile.length >= 20 && sound.length > 0, name);
  assert.equal(new Set(files.map(({ title }) => title)).size, files.length);
});

test("each takes at most 2 MB on the line, whatever it claims", () => {
  for (const { title, files: some } of files) {
    const bytes = some.reduce((sum, one) => sum + one.bytes.length, 0);
    assert.ok(bytes <= MOST_BYTES, `${title}: ${bytes}`);
    for (const { bytes: { length: there }, length } of some) assert.ok(length === undefined || length > there, title);
  }
});

test("a seed repeats them, and another gives others", async () => {
  const some = ["zip", "onnx", "jpeg"];
  const made = (seed) => Promise.all(some.map((name) => familyOf(name, seed))).then(hashOf);
  assert.equal(await made(SEED), await made(SEED));
  assert.notEqual(await made(SEED), await made(SEED + 1));
});

test("every family is a file of this folder, and what is not right yet is one of its files", () => {
  const there = readdirSync(new URL(".", import.meta.url));
  for (const name of NAMES) assert.ok(there.includes(`${name}.js`), name);
  for (const title of Object.keys(OPEN)) assert.ok(files.some((one) => one.title === title), title);
});

test("a bomb unpacks to what it says", () => {
  for (const least of [1000, 5_000_000]) {
    const raw = packedZeros(least);
    assert.deepEqual(inflateRawSync(raw.packed), Buffer.alloc(raw.length));
    assert.deepEqual(inflateSync(zlibZeros(least).packed), Buffer.alloc(raw.length));
    assert.ok(raw.length >= least && raw.packed.length < 20 + least / 1000);
  }
});
