/** BMP files: headers of all ages whose sizes and kinds lie, and pixels packed by runs. */
import { flipped, joined, repeated, u16, u32 } from "./bytes.js";
import { drawing, HEIGHT, WIDTH } from "./drawing.js";
import { either, file, refused } from "./family.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js" */

const HEAD = 14;
const INFO = 40;

/** Bottom row first, blue first. */
const PIXELS = (() => {
  const rgb = drawing();
  const rows = Array.from({ length: HEIGHT }, (_, y) => rgb.subarray(3 * WIDTH * (HEIGHT - 1 - y), 3 * WIDTH * (HEIGHT - y)));
  return Buffer.concat(rows.map((row) => Buffer.from(row.map((_, at) => row[at - (at % 3) + 2 - (at % 3)]))));
})();

/** @param {{ width?: number, height?: number, planes?: number, bits?: number, packing?: number, size?: number, colours?: number, info?: number, offset?: number, length?: number,
 *   palette?: Uint8Array, pixels?: Uint8Array }} [as] `info`: the length of its header, as it says */
function bmp({ width = WIDTH, height = HEIGHT, planes = 1, bits = 24, packing = 0, size = 0, colours = 0, info = INFO, palette = Buffer.alloc(0), pixels = PIXELS, offset = HEAD + INFO + palette.length, length = 0 } = {}) {
  return file("picture.bmp", joined("BM", u32(length, 0, offset), u32(info, width, height), u16(planes, bits), u32(packing, size, 2835, 2835, colours, 0), palette, pixels));
}

export const sound = () => [bmp()];

/** @param {Random} random @returns {Hostile[]} */
export function hostile(random) {
  const whole = sound()[0].bytes;
  const grey = Buffer.from(Array.from({ length: 256 }, (_, at) => [at, at, at, 0]).flat());
  const runs = (/** @type {Uint8Array} */ pixels, /** @type {Parameters<typeof bmp>[0]} */ as = {}) => bmp({ bits: 8, packing: 1, palette: grey, pixels, ...as });
  return [
    ...[2, 13, 20, 53, 54].map((at) => refused(`cut after ${at} bytes`, file("picture.bmp", whole.subarray(0, at)))),
    either("cut in its pixels", file("picture.bmp", whole.subarray(0, random.whole(1000, 5000)))),
    ...[1, 2, 3, 4].map((number) => either(`a changed byte (${number})`, file("picture.bmp", flipped(whole, random.whole(10, 54), 1 << random.whole(0, 8))))),
    ...[[2 ** 31 - 1, 2 ** 31 - 1], [2 ** 31, 2 ** 31], [2 ** 32 - 1, 1], [65_536, 1], [8000, 8001], [30_000, 30_000], [0, 0], [0, HEIGHT], [-1, HEIGHT]].map(([width, height]) => refused(`${width} x ${height} pixels`, bmp({ width, height }))),
    ...[[8000, 8000], [65_535, 900], [WIDTH, 100]].map(([width, height]) => refused(`${width} x ${height} pixels, most of which are missing`, bmp({ width, height }))),
    either("the first row on top", bmp({ height: -HEIGHT })),
    refused("-2^31 rows", bmp({ height: -(2 ** 31) })),
    ...[0, 2, 65_535].map((planes) => either(`${planes} planes`, bmp({ planes }))),
    ...[0, 2, 3, 7, 64, 65_535].map((bits) => (bits === 2 ? either : refused)(`${bits} bits a pixel`, bmp({ bits }))),
    ...[1, 2, 4, 5, 7, 2 ** 31, 2 ** 32 - 1].map((packing) => refused(`packing ${packing} for 24 bits`, bmp({ packing }))),
    ...[0, 11, 12, 39, 41, 64, 2 ** 31, 2 ** 32 - 1].map((info) => either(`a header of ${info} bytes`, bmp({ info }))),
    ...[0, 20, whole.length, 2 ** 31, 2 ** 32 - 1].map((offset) => either(`pixels from byte ${offset} on`, bmp({ offset }))),
    ...[1, 2 ** 32 - 1].map((length) => either(`a file of ${length} bytes, as it says`, bmp({ length }))),
    either("2^32 - 1 bytes of pixels, as it says", bmp({ size: 2 ** 32 - 1 })),
    ...[257, 2 ** 24, 2 ** 31, 2 ** 32 - 1].map((colours) => either(`${colours} colours in its list`, runs(Buffer.of(64, 7, 0, 1), { colours }))),
    either("a list of two colours for pixels of 256", bmp({ bits: 8, colours: 2, palette: Buffer.alloc(8), pixels: Buffer.alloc(WIDTH * HEIGHT, 200) })),
    refused("no list of colours", bmp({ bits: 8, palette: Buffer.alloc(0), pixels: Buffer.alloc(10) })),
    either("runs that end at once", runs(Buffer.of(0, 1))),
    either("runs: 64 megapixels that end at once", runs(Buffer.of(0, 1), { width: 8000, height: 8000 })),
    either("runs that are longer than a row", runs(Buffer.of(255, 9, 255, 9, 0, 1))),
    either("runs that go far to the right and up", runs(Buffer.concat([repeated(Buffer.of(0, 2, 255, 255), 1000), Buffer.of(0, 1)]))),
    either("runs of no pixels, 500,000 times", runs(repeated(Buffer.of(0, 2, 0, 0), 250_000))),
    either("runs of pixels that are not there", runs(Buffer.of(0, 255, 1, 2))),
    either("more rows than there are", runs(repeated(Buffer.of(0, 0), 500_000))),
    either("runs of 4 bits", bmp({ bits: 4, packing: 2, palette: grey.subarray(0, 64), pixels: Buffer.of(255, 0x12, 0, 0, 0, 3, 0x12, 0x30, 0, 1) })),
    refused("runs of 8 bits for pixels of 4", bmp({ bits: 4, packing: 1, palette: grey.subarray(0, 64), pixels: Buffer.of(5, 1) })),
    ...[[0, 0, 0], [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], [0b1011, 0xff00, 0xff0000], [1, 2, 4]].map((masks) => either(`colours by the masks ${masks.join(", ")}`, bmp({ bits: 32, packing: 3, palette: u32(...masks), pixels: Buffer.alloc(4 * WIDTH * HEIGHT, 0x5a) }))),
    refused("a JPEG as its pixels", bmp({ bits: 0, packing: 4, pixels: Buffer.from("\xff\xd8\xff", "latin1") })),
    refused("a PNG as its pixels", bmp({ bits: 0, packing: 5, pixels: Buffer.from("\x89PNG\r\n\x1a\n", "latin1") })),
    refused("of OS/2, of 65,535 x 65,535 pixels", file("picture.bmp", joined("BM", u32(0, 0, 26), u32(12), u16(65_535, 65_535, 1, 24)))),
    either("a megabyte behind its pixels", file("picture.bmp", joined(whole, Buffer.alloc(1e6)))),
    refused("its first two letters and a text", file("picture.bmp", "BM is a text and no picture, however it begins.")),
    refused("its first two letters and zeros", file("picture.bmp", joined("BM", Buffer.alloc(1000)))),
  ];
}
