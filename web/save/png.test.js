import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 as zlibCrc32, deflateSync } from "node:zlib";
import { crc32 } from "./crc32.js";
import { metadataOf, withMetadata } from "./png.js";
import { randomNumbers, randomSaved } from "./random-saved.test.js";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const chunk = (/** @type {string} */ type, /** @type {Uint8Array} */ data) => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(zlibCrc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};
const IHDR = chunk("IHDR", Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]));
const IDAT = chunk("IDAT", deflateSync(Buffer.from([0, 255, 128, 0])));
const IEND = chunk("IEND", Buffer.alloc(0));
const PLAIN = Buffer.concat([SIGNATURE, IHDR, IDAT, IEND]);
const SAVED = randomSaved(1);
const OURS = withMetadata(PLAIN, SAVED);

test("what a PNG was saved with comes back from it", () => {
  for (let seed = 0; seed < 200; seed += 1) assert.deepEqual(metadataOf(withMetadata(PLAIN, randomSaved(seed))), randomSaved(seed));
});

test("a PNG that is saved again has the later explanation alone", () => {
  const again = withMetadata(OURS, randomSaved(2));
  assert.deepEqual(metadataOf(again), randomSaved(2));
  assert.equal(again.length, withMetadata(PLAIN, randomSaved(2)).length);
});

test("the pixels stay as they were, byte for byte", () => {
  const ours = Buffer.from(OURS);
  assert.ok(ours.subarray(0, 33).equals(PLAIN.subarray(0, 33)));
  assert.ok(ours.subarray(-IDAT.length - IEND.length).equals(Buffer.concat([IDAT, IEND])));
});

test("the checksum is that of zlib", () => {
  const random = randomNumbers(3);
  for (let length = 0; length < 50; length += 1) {
    const bytes = Uint8Array.from({ length }, () => random() * 256);
    assert.equal(crc32(bytes), zlibCrc32(bytes));
  }
});

test("EXIF, text and time of the PNG that a canvas made do not leave", () => {
  const secrets = ["eXIf", "tEXt", "zTXt", "iTXt", "tIME", "prVt"].map((type) => chunk(type, Buffer.from("GPS 52.5163 N 13.3777 E")));
  const told = Buffer.concat([SIGNATURE, IHDR, ...secrets.slice(0, 3), IDAT, ...secrets.slice(3), IEND, Buffer.from("GPS behind the end")]);
  assert.deepEqual(withMetadata(told, SAVED), OURS);
});

test("a PNG of somebody else, and any other file, has nothing of ours", () => {
  const foreign = [chunk("iTXt", Buffer.from("Title\0\0\0\0\0cat")), chunk("tEXt", Buffer.from("Sightline\0cat")), chunk("iTXt", Buffer.from("Sightlines\0\0\0\0\0cat"))];
  const files = [PLAIN, Buffer.concat([SIGNATURE, IHDR, ...foreign, IDAT, IEND]), PLAIN.subarray(0, 40), SIGNATURE, Buffer.from("GIF89a"), Buffer.alloc(0), Buffer.from("\xff\xd8\xff\xe1", "latin1")];
  for (const file of files) assert.equal(metadataOf(file), null);
});

test("one of ours that is cut within the explanation says so; behind it the explanation is whole", () => {
  const end = OURS.length - IDAT.length - IEND.length;
  for (let length = 33 + 8 + 10; length < OURS.length; length += 1) {
    const cut = OURS.subarray(0, length);
    if (length >= end) assert.deepEqual(metadataOf(cut), SAVED, `${length} bytes`);
    else assert.throws(() => metadataOf(cut), { name: "SaveError", message: /Save|save/ }, `${length} bytes`);
  }
});

test("every changed byte of the explanation is noticed", () => {
  const end = OURS.length - IDAT.length - IEND.length;
  for (let at = 33; at < end; at += 1) {
    for (const bit of [1, 128]) {
      const changed = OURS.slice();
      changed[at] ^= bit;
      let found;
      try {
        found = metadataOf(changed);
      } catch (error) {
        assert.equal(error.name, "SaveError");
        continue;
      }
      assert.equal(found, null, `byte ${at}`); // the length or the type of a chunk: then there is none of ours
    }
  }
});

test("a chunk that claims four gigabytes takes neither time nor memory", () => {
  const claim = Buffer.from("ffffffff69545874", "hex");
  const files = [Buffer.concat([SIGNATURE, claim, Buffer.from("Sightline\0")]), Buffer.concat([SIGNATURE, IHDR, Buffer.from("fffffff0734c4d70", "hex")])];
  assert.throws(() => metadataOf(files[0]), { code: "png-damaged", message: /ends too early/ });
  assert.equal(metadataOf(files[1]), null);
  const empty = Buffer.alloc(3_000_000); // a quarter of a million chunks of length 0
  SIGNATURE.copy(empty);
  const before = process.cpuUsage();
  assert.equal(metadataOf(empty), null);
  assert.ok(process.cpuUsage(before).user < 2_000_000, "two seconds of this process");
});

test("random files with our chunks in them are read or refused, and nothing else is thrown", () => {
  const random = randomNumbers(7);
  for (let count = 0; count < 3000; count += 1) {
    const bytes = OURS.slice(0, 60 + random() * (OURS.length - 60));
    for (let changes = 0; changes < 1 + random() * 4; changes += 1) bytes[Math.floor(8 + random() * (bytes.length - 8))] = random() * 256;
    try {
      metadataOf(bytes);
    } catch (error) {
      assert.equal(error.name, "SaveError", error.stack);
    }
  }
});

test("the map alone, the facts alone, or both twice are refused", () => {
  const text = OURS.subarray(33, 33 + 12 + new DataView(OURS.buffer).getUint32(33));
  const map = OURS.subarray(33 + text.length, OURS.length - IDAT.length - IEND.length);
  const file = (/** @type {Uint8Array[]} */ ...chunks) => Buffer.concat([SIGNATURE, IHDR, ...chunks, IDAT, IEND]);
  assert.deepEqual(metadataOf(file(map, text)), SAVED);
  for (const [chunks, why] of /** @type {const} */ ([[[text], /no map/], [[map], /map alone/], [[text, map, map], /got two/], [[text, text, map], /got two/]])) {
    assert.throws(() => metadataOf(file(...chunks)), { code: "png-damaged", message: why });
  }
});
