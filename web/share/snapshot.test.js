import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decode, encode } from "./link.js";
import { difference, MOST_BYTES, pack, unpack } from "./snapshot.js";
import { DEFAULTS } from "./shown-cases.test.js";

const JPEG = [0xff, 0xd8, 0xff];
const WEBP = [..."RIFF1234WEBP"].map((character) => character.charCodeAt(0));

const value = fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e6), max: Math.fround(1e6) }).map((number) => number + 0);
const map = fc.tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 })).chain(([width, height]) =>
  fc.array(value, { minLength: width * height, maxLength: width * height }).map((values) => ({ width, height, map: Float32Array.from(values) })),
);
const picture = fc.tuple(fc.constantFrom(JPEG, WEBP), fc.uint8Array({ maxLength: 300 })).map(([head, rest]) => Uint8Array.from([...head, ...rest]));
const size = fc.nat(1000);
const cases = fc.record({
  picture,
  map,
  crop: fc.option(fc.record({ x: size, y: size, width: size, height: size }, { noNullPrototype: true })),
  label: fc.string({ unit: "grapheme", maxLength: 30 }),
  score: fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map((number) => number + 0)),
  model: fc.string({ maxLength: 30 }),
}, { noNullPrototype: true });
const [example] = fc.sample(cases, { numRuns: 1, seed: 1 });
const changed = (change) => ({ ...example, ...change });

test("a picture and its map come back from the link: the picture to the byte, the map to half a step of 16 bits", () => {
  fc.assert(
    fc.property(cases, (snapshot) => {
      const fragment = encode(DEFAULTS, DEFAULTS, pack(snapshot));
      assert.match(fragment, /^[#A-Za-z0-9;=~,:@/.+_%-]*$/);
      const { shown, inside } = decode(fragment, DEFAULTS);
      assert.deepEqual(shown, DEFAULTS);
      const { snapshot: back, type } = unpack(inside);
      assert.equal(type, snapshot.picture[0] === 0xff ? "image/jpeg" : "image/webp");
      assert.deepEqual({ ...back, map: null }, { ...snapshot, map: null });
      assert.deepEqual([back.map.width, back.map.height], [snapshot.map.width, snapshot.map.height]);
      const [min, max] = [Math.min(...snapshot.map.map), Math.max(...snapshot.map.map)];
      const largest = Math.max(Math.abs(min), Math.abs(max));
      const halfStep = (max - min) / 65535 / 2;
      back.map.map.forEach((number, at) => assert.ok(Math.abs(number - snapshot.map.map[at]) <= halfStep + largest * 2 ** -23));
      assert.ok(difference(snapshot.map, back.map) <= 1.6e-5);
    }),
  );
});

test("a map that was computed again is told from another one", () => {
  const kept = { width: 2, height: 1, map: Float32Array.of(-1, 4) };
  assert.equal(difference(kept, kept), 0);
  assert.ok(Math.abs(difference({ ...kept, map: Float32Array.of(-1, 3.9) }, kept) - 0.025) < 1e-6);
  assert.equal(difference({ width: 1, height: 2, map: kept.map }, kept), Infinity);
  assert.ok(!(difference({ ...kept, map: Float32Array.of(NaN, 4) }, kept) <= 1e-4));
  const blank = { width: 1, height: 1, map: Float32Array.of(0) };
  assert.equal(difference(blank, blank), 0);
  assert.equal(difference({ ...blank, map: Float32Array.of(1) }, blank), Infinity);
});

test("a link with a picture of 8 kB and a map of 14 x 14 has under 12,000 characters, and is known to be cut or changed as any other", () => {
  const large = changed({ picture: Uint8Array.from({ length: MOST_BYTES }, (_, at) => WEBP[at] ?? (at * 7919) % 256), map: { width: 14, height: 14, map: Float32Array.from({ length: 196 }, (_, at) => Math.sin(at)) } });
  const fragment = encode(DEFAULTS, DEFAULTS, pack(large));
  assert.ok(fragment.length < 12_000, String(fragment.length));
  for (let length = 2; length < fragment.length; length += 97) assert.equal(decode(fragment.slice(0, length), DEFAULTS).problem, "cut");
  for (let at = 5; at < fragment.length; at += 97) {
    const other = fragment[at] === "A" ? "B" : "A";
    assert.equal(decode(fragment.slice(0, at) + other + fragment.slice(at + 1), DEFAULTS).problem, "damaged");
  }
});

test("what a link should not carry is refused", () => {
  const grid = (width, height, values) => ({ map: { width, height, map: Float32Array.from(values) } });
  const impossible = [
    { picture: Uint8Array.of(1, 2, 3) }, { picture: new Uint8Array() }, { picture: Uint8Array.from([...JPEG, ...new Uint8Array(MOST_BYTES)]) },
    grid(65, 1, new Float32Array(65)), grid(0, 0, []), grid(2, 2, [1]), grid(1, 1, [NaN]), grid(1, 2, [Infinity, 0]), grid(1.5, 2, [0, 0, 0]),
    { score: NaN }, { label: "a".repeat(201) }, { crop: { x: -1, y: 0, width: 1, height: 1 } },
  ];
  for (const change of impossible) assert.throws(() => pack(changed(change)), RangeError, JSON.stringify(change));
});

test("nonsense inside of a link is refused and never throws", () => {
  const whole = pack(example);
  const parts = whole.split(":");
  const spoilt = parts.map((_, at) => parts.map((part, other) => (at === other ? "%zz" : part)).join(":"));
  for (const inside of ["", "a", "::::::::::", ...spoilt, `${whole}:1`, whole.slice(0, whole.lastIndexOf(":"))]) {
    const { problem, message } = unpack(inside);
    assert.ok(problem === "unfit" && message.length <= 300, inside);
  }
  fc.assert(fc.property(fc.string(), (inside) => assert.equal(unpack(inside).problem, "unfit")));
});
