/** Pixels as a picture file without compression: a megabyte is written and read in a moment, where a PNG takes longer than the network. Pure. */

const HEADER = 54;

/** @param {{ data: Uint8ClampedArray, width: number, height: number }} pixels four bytes each, the last of which is not written
 * @returns {Uint8Array<ArrayBuffer>} a BMP of 24 bits for each pixel */
export function bmp({ data, width, height }) {
  const line = Math.ceil((3 * width) / 4) * 4;
  const bytes = new Uint8Array(HEADER + line * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]); // BM
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, HEADER, true);
  view.setUint32(14, HEADER - 14, true);
  view.setInt32(18, width, true);
  view.setInt32(22, -height, true); // from the top on
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  view.setUint32(34, line * height, true);
  for (let row = 0, from = 0; row < height; row += 1) {
    let to = HEADER + row * line;
    for (const end = from + 4 * width; from < end; from += 4) {
      bytes[to++] = data[from + 2] ?? 0;
      bytes[to++] = data[from + 1] ?? 0;
      bytes[to++] = data[from] ?? 0;
    }
  }
  return bytes;
}
