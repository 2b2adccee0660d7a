/** Writes BMP and GIF files, which browsers do not, for pictures of known pixels. */

/** 24 bits, from the lowest row up. @param {number} width @param {number} height @param {Uint8Array} rgb row by row */
export function bmpOf(width, height, rgb) {
  const stride = 4 * Math.ceil((3 * width) / 4);
  const header = Buffer.alloc(54);
  header.write("BM", 0, "latin1");
  header.writeUInt32LE(54 + stride * height, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = 3 * ((height - 1 - y) * width + x);
      pixels.set([rgb[from + 2], rgb[from + 1], rgb[from]], y * stride + 3 * x);
    }
  }
  return Buffer.concat([header, pixels]);
}

/** One frame of 216 colours, without compression: the table of codes is cleared before they would need a tenth bit.
 * @param {number} width @param {number} height @param {Uint8Array} rgb row by row */
export function gifOf(width, height, rgb) {
  const head = Buffer.alloc(13);
  head.write("GIF89a", 0, "latin1");
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  head[10] = 0xf7; // a table of 256 colours
  const colours = Buffer.from(Array.from({ length: 256 }, (_, at) => [Math.floor(at / 36) % 6, Math.floor(at / 6) % 6, at % 6].map((level) => 51 * level)).flat());
  const frame = Buffer.alloc(11);
  frame[0] = 0x2c;
  frame.writeUInt16LE(width, 5);
  frame.writeUInt16LE(height, 7);
  frame[10] = 8; // bits of a pixel; blocks of data follow
  const [CLEAR, END, RUN] = [256, 257, 250];
  const bytes = [];
  let [bits, held] = [0, 0];
  const put = (code) => {
    held |= code << bits;
    for (bits += 9; bits >= 8; bits -= 8, held >>= 8) bytes.push(held & 255);
  };
  for (let at = 0; at < width * height; at += 1) {
    if (at % RUN === 0) put(CLEAR);
    const [red, green, blue] = rgb.subarray(3 * at, 3 * at + 3).map((value) => Math.round(value / 51));
    put(36 * red + 6 * green + blue);
  }
  put(END);
  if (bits > 0) bytes.push(held & 255);
  const blocks = Array.from({ length: Math.ceil(bytes.length / 255) }, (_, at) => bytes.slice(255 * at, 255 * (at + 1)));
  return Buffer.concat([head, colours, frame, ...blocks.flatMap((block) => [Buffer.from([block.length, ...block])]), Buffer.from([0, 0x3b])]);
}
