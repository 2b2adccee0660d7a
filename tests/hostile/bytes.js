/** Numbers and texts as bytes, and bytes that are cut or changed. Files of all formats here but PNG and JPEG have the order of bytes that every machine with Node has: the lowest first. */

/** @param {...(Uint8Array | string | number)} parts texts are one byte a letter, numbers one byte each */
export const joined = (...parts) => Buffer.concat(parts.map((part) => typeof part === "string" ? Buffer.from(part, "latin1") : typeof part === "number" ? Buffer.of(part) : part));

/** The same bytes again and again: what `joined` takes as arguments is limited. @param {Uint8Array} part @param {number} count */
export const repeated = (part, count) => Buffer.alloc(part.length * count, part);

/** A whole number, negative ones as two's complement. @param {number | bigint} value @param {number} width in bytes */
export function little(value, width) {
  let left = BigInt.asUintN(8 * width, BigInt(value));
  return Buffer.from(Array.from({ length: width }, () => {
    const byte = Number(left & 255n);
    left >>= 8n;
    return byte;
  }));
}

/** @param {number | bigint} value @param {number} width in bytes */
export const big = (value, width) => little(value, width).reverse();

/** @param {...number} values */
export const u16 = (...values) => Buffer.from(Uint16Array.from(values).buffer);

/** @param {...number} values */
export const u32 = (...values) => Buffer.from(Uint32Array.from(values).buffer);

/** @param {...(number | bigint)} values */
export const u64 = (...values) => Buffer.concat(values.map((value) => little(value, 8)));

/** @param {ArrayLike<number>} values as float32 */
export const floats = (values) => Buffer.from(Float32Array.from(values).buffer);

/** The first `share` of the bytes. @param {Uint8Array} bytes @param {number} share */
export const cut = (bytes, share) => Buffer.from(bytes.subarray(0, Math.floor(bytes.length * share)));

/** The bytes with others over a part of them. @param {Uint8Array} bytes @param {number} at @param {Uint8Array | string} part */
export function patched(bytes, at, part) {
  const copy = Buffer.from(bytes);
  const over = Buffer.from(/** @type {string} */ (part), "latin1");
  if (at < 0 || at + over.length > copy.length) throw new Error(`a patch of ${over.length} bytes at ${at} of ${copy.length}`);
  over.copy(copy, at);
  return copy;
}

/** The bytes with the first `old` in them replaced; it must be there. @param {Uint8Array} bytes @param {Uint8Array | string} old @param {Uint8Array | string} put */
export function replaced(bytes, old, put) {
  const found = Buffer.from(/** @type {string} */ (old), "latin1");
  const at = Buffer.from(bytes).indexOf(found);
  if (at < 0) throw new Error(`no ${JSON.stringify(old)} to replace`);
  return joined(bytes.subarray(0, at), put, bytes.subarray(at + found.length));
}

/** A bit of a byte changed. @param {Uint8Array} bytes @param {number} at @param {number} [mask] */
export function flipped(bytes, at, mask = 0xff) {
  const copy = Buffer.from(bytes);
  copy[at] ^= mask;
  return copy;
}
