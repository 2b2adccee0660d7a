/**
 * Numbers that a seed repeats on every machine: mulberry32 by Tommy Ettinger, in the public domain
 * (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c), as bryc wrote it in JavaScript
 * (https://github.com/bryc/code/blob/master/jshash/PRNGs.md).
 */
import { crc32 } from "node:zlib";

/** @typedef {ReturnType<typeof randomOf>} Random */

/** @param {number} seed @param {string} [name] families draw from numbers of their own */
export function randomOf(seed, name = "") {
  let state = (seed ^ crc32(name)) >>> 0;
  /** At least 0 and below 1. */
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** A whole number, `most` itself excluded. @param {number} least @param {number} most */
  const whole = (least, most) => least + Math.floor(next() * (most - least));
  return {
    next,
    whole,
    /** @param {number} count */
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => whole(0, 256))),
    /** Values that a small network may have as its weights. @param {number} count */
    weights: (count) => Float32Array.from({ length: count }, () => next() - 0.5),
    /** So many of a list, in their order. @template T @param {readonly T[]} list @param {number} count @returns {T[]} */
    some: (list, count) => {
      const places = list.map((_, at) => at);
      for (let at = 0; at < Math.min(count, places.length); at += 1) {
        const other = whole(at, places.length);
        [places[at], places[other]] = [places[other], places[at]];
      }
      return places.slice(0, count).sort((a, b) => a - b).map((at) => list[at]);
    },
  };
}
