/** The checksum of PNG and ZIP (ISO 3309, https://www.w3.org/TR/png-3/#D-CRCAppendix). Pure. */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

/** @param {Uint8Array} bytes @returns {number} 32 bits, not negative */
export function crc32(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = /** @type {number} */ (TABLE[(rest ^ byte) & 255]) ^ (rest >>> 8);
  return ~rest >>> 0;
}
