/** Streams of deflate (RFC 1951) that no packer writes: gigabytes of zeros in a few bytes. */
import { big, joined } from "./bytes.js";

/** Bits, the lowest of each byte first. */
export class Bits {
  #bytes = Buffer.alloc(64);
  #count = 0;

  /** The lowest bit first, as deflate has its numbers. @param {number} value @param {number} count */
  number(value, count) {
    for (let at = 0; at < count; at += 1) this.#bit(Math.floor(value / 2 ** at) & 1);
    return this;
  }

  /** As they are written. @param {string} bits of 0 and 1 */
  code(bits) {
    for (const bit of bits) this.#bit(Number(bit));
    return this;
  }

  /** @param {number} count */
  zeros(count) {
    this.#count += count;
    this.#room();
    return this;
  }

  done() {
    return this.#bytes.subarray(0, Math.ceil(this.#count / 8));
  }

  /** @param {number} bit */
  #bit(bit) {
    this.#count += 1;
    this.#room();
    this.#bytes[(this.#count - 1) >> 3] |= bit << ((this.#count - 1) & 7);
  }

  #room() {
    const needed = Math.ceil(this.#count / 8);
    if (needed > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(needed)]);
  }
}

/** The order in which the lengths of the codes of lengths come. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1];
/** The longest match. */
const MATCH = 258;

/**
 * Zeros in one block with codes of its own: one bit for the longest match, one for its distance.
 * @param {number} least so many, and at most 257 more @returns {{ packed: Buffer, length: number }} `length`: once unpacked
 */
export function packedZeros(least) {
  const matches = Math.ceil((least - 1) / MATCH);
  const bits = new Bits().number(0b101, 3).number(286 - 257, 5).number(0, 5).number(ORDER.length - 4, 4);
  const lengths = { 18: 1, 1: 2, 2: 2 };
  for (const symbol of ORDER) bits.number(lengths[symbol] ?? 0, 3);
  const [unused, one, two] = ["0", "10", "11"];
  const none = (/** @type {number} */ many) => bits.code(unused).number(many - 11, 7);
  bits.code(two); // a zero
  none(138);
  none(117);
  bits.code(two); // the end
  none(28);
  bits.code(one); // a match of 258
  bits.code(one); // from one byte before
  bits.code("10").zeros(2 * matches).code("11");
  return { packed: bits.done(), length: 1 + MATCH * matches };
}

/** The same with the frame of zlib (RFC 1950), as a PNG has it. @param {number} least */
export function zlibZeros(least) {
  const { packed, length } = packedZeros(least);
  return { packed: joined("\x78\xda", packed, big((length % 65521) * 65536 + 1, 4)), length };
}
