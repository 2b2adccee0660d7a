/**
 * CRC-24 of OpenPGP (RFC 9580, section 6.1), which gives 0x21cf02 for "123456789".
 * Like any CRC of 24 bits it notices every change inside 24 neighbouring bits, hence every changed character and every two
 * swapped neighbours, whatever the length; of all other changes one in 2^24 slips through.
 * @param {string} text ASCII
 * @returns {number} 24 bits
 */
export function crc24(text) {
  let crc = 0xb704ce;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at) << 16;
    for (let bit = 0; bit < 8; bit++) {
      crc <<= 1;
      if (crc & 0x1000000) crc ^= 0x1864cfb;
    }
  }
  return crc & 0xffffff;
}
