// Values from a text: the formula of weights.py and of tests/src/formula.rs. weights.json has worked
// examples, which are checked whenever this file is loaded.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const MASK = (1n << 64n) - 1n;

/** FNV-1a, 64 bit, of the text's UTF-8 bytes. */
export function seedOf(text) {
  let seed = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) seed = ((seed ^ BigInt(byte)) * 0x100000001b3n) & MASK;
  return seed;
}

/** Value `index` of a seed, in [-1, 1) and exact in float32: SplitMix64. */
function value(seed, index) {
  let z = (seed + BigInt(index + 1) * 0x9e3779b97f4a7c15n) & MASK;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return Number((z ^ (z >> 31n)) >> 40n) / 2 ** 23 - 1;
}

/** `count` values of a text. */
export function uniform(text, count) {
  const seed = seedOf(text);
  return Float32Array.from({ length: count }, (_, index) => value(seed, index));
}

const examples = JSON.parse(readFileSync(new URL('weights.json', import.meta.url)));
for (const [text, index, expected] of examples) assert.equal(value(seedOf(text), index), expected, text);
