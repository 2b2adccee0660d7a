/** GIF files (GIF89a): their blocks, and pixels packed by LZW. */
import { flipped, joined, repeated, u16 } from "./bytes.js";
import { Bits } from "./deflate.js";
import { drawing, HEIGHT, WIDTH } from "./drawing.js";
import { either, file, refused, same } from "./family.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js" */

const CLEAR = 256;
const END = 257;

/** Three bits of red and green, two of blue. */
const PALETTE = Buffer.from(Array.from({ length: 256 }, (_, at) => [(at >> 5) * 36, ((at >> 2) & 7) * 36, (at & 3) * 85]).flat());
const DRAWN = (() => {
  const rgb = drawing();
  return Array.from({ length: WIDTH * HEIGHT }, (_, at) => ((rgb[3 * at] >> 5) << 5) | ((rgb[3 * at + 1] >> 5) << 2) | (rgb[3 * at + 2] >> 6));
})();

/** Bytes in blocks of at most 255. @param {Uint8Array} bytes */
function blocks(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 255) parts.push(joined(Math.min(255, bytes.length - at), bytes.subarray(at, at + 255)));
  return joined(...parts, 0);
}

/** Pixels as codes of 9 bits, none of which stands for two. @param {readonly number[]} pixels */
function plain(pixels) {
  const bits = new Bits();
  pixels.forEach((pixel, at) => {
    if (at % 200 === 0) bits.number(CLEAR, 9);
    bits.number(pixel, 9);
  });
  return bits.number(END, 9).done();
}

/** So many pixels of colour 0, each code one pixel longer than the one before. @param {number} count */
function flat(count) {
  const bits = new Bits();
  let left = count;
  while (left > 0) {
    let width = 9;
    bits.number(CLEAR, width).number(0, width);
    left -= 1;
    for (let code = 258, run = 2; code < 4096 && left > 0; code += 1, run += 1) {
      bits.number(code, width);
      left -= run;
      if (code + 1 === 2 ** width && width < 12) width += 1;
    }
    if (left > 0) bits.number(CLEAR, width);
  }
  return bits.number(END, 12).done();
}

/** @param {number} width @param {number} height @param {{ flags?: number, background?: number, palette?: Uint8Array }} [as] */
const screen = (width, height, { flags = 0xf7, background = 0, palette = PALETTE } = {}) => joined("GIF89a", u16(width, height), flags, background, 0, palette);

/** @param {{ x?: number, y?: number, width?: number, height?: number, flags?: number, size?: number, data?: Uint8Array, packed?: Uint8Array }} [as] */
const picture = ({ x = 0, y = 0, width = WIDTH, height = HEIGHT, flags = 0, size = 8, packed = plain(DRAWN), data = blocks(packed) } = {}) => joined(",", u16(x, y, width, height), flags, size, data);

/** @param {...Uint8Array} parts */
const gif = (...parts) => file("picture.gif", joined(...parts, ";"));

export const sound = () => [gif(screen(WIDTH, HEIGHT), picture())];

/** @param {Random} random @returns {Hostile[]} */
export function hostile(random) {
  const whole = sound()[0].bytes;
  const control = (/** @type {Uint8Array} */ data) => joined("!\xf9", blocks(data));
  const of = (/** @type {Parameters<typeof picture>[0]} */ as) => gif(screen(WIDTH, HEIGHT), picture(as));
  return [
    ...[5, 8, 12, 100, 782, 790].map((at) => refused(`cut after ${at} bytes`, file("picture.gif", whole.subarray(0, at)))),
    either("cut in its pixels", file("picture.gif", whole.subarray(0, -600))),
    either("without its end", file("picture.gif", whole.subarray(0, -1))),
    ...[1, 2, 3, 4].map((number) => either(`a changed byte (${number})`, file("picture.gif", flipped(whole, random.whole(790, whole.length - 2), 1 << random.whole(0, 8))))),
    ...[[65_535, 65_535], [0, 0], [0, HEIGHT]].map(([width, height]) => refused(`a screen and a picture of ${width} x ${height} pixels`, gif(screen(width, height), picture({ width, height })))),
    either("64 megapixels of one colour in 50 kB", gif(screen(8000, 8000), picture({ width: 8000, height: 8000, packed: flat(64e6) }))),
    refused("8,000 x 8,001 pixels of one colour", gif(screen(8000, 8001), picture({ width: 8000, height: 8001, packed: flat(1000) }))),
    either("8,000 x 8,000 pixels of which a few are there", gif(screen(8000, 8000), picture({ width: 8000, height: 8000, packed: plain(DRAWN) }))),
    either("a screen of 8,000 x 8,000 around 64 x 48 pixels", gif(screen(8000, 8000), picture())),
    either("a screen of 1 x 1 around 64 x 48 pixels", gif(screen(1, 1), picture())),
    either("a picture at 65,535, 65,535", of({ x: 65_535, y: 65_535 })),
    either("a picture of 65,535 x 65,535 on a screen of 64 x 48", of({ width: 65_535, height: 65_535 })),
    refused("a picture of no pixels", of({ width: 0, height: 0 })),
    either("a picture half outside its screen", of({ x: 32, y: 24 })),
    refused("no picture", gif(screen(WIDTH, HEIGHT))),
    either("no colours", gif(screen(WIDTH, HEIGHT, { flags: 0x70, palette: Buffer.alloc(0) }), picture())),
    either("two colours for pixels of 256", gif(screen(WIDTH, HEIGHT, { flags: 0xf0, palette: Buffer.alloc(6, 200) }), picture())),
    ...[0, 1, 9, 12, 13, 255].map((size) => either(`codes that begin with ${size} bits`, of({ size }))),
    refused("pixels of no blocks", of({ data: Buffer.of(0) })),
    refused("blocks that are longer than the file", of({ data: joined(255, "abc") })),
    either("codes that nobody made yet", of({ packed: new Bits().number(CLEAR, 9).number(5, 9).number(400, 9).number(500, 9).done() })),
    either("nothing but marks to begin anew", of({ packed: repeated(Buffer.from(new Bits().number(CLEAR, 9).number(CLEAR, 9).number(CLEAR, 9).number(CLEAR, 9).number(CLEAR, 9).number(CLEAR, 9).number(CLEAR, 9).number(CLEAR, 9).done()), 50_000) })),
    either("the end before any pixel", of({ packed: new Bits().number(CLEAR, 9).number(END, 9).done() })),
    either("a thousand pixels too many", of({ packed: plain([...DRAWN, ...Array(1000).fill(7)]) })),
    either("a thousand pixels too few", of({ packed: plain(DRAWN.slice(0, -1000)) })),
    either("noise as pixels", of({ packed: random.bytes(3000) })),
    either("interlaced in name only", of({ flags: 0x40 })),
    either("its own colours, which are missing", of({ flags: 0x87 })),
    same("a remark of a megabyte", gif(screen(WIDTH, HEIGHT), joined("!\xfe", blocks(Buffer.alloc(1e6, "x"))), picture())),
    same("100,000 remarks", gif(screen(WIDTH, HEIGHT), repeated(joined("!\xfe", blocks(Buffer.from("x"))), 100_000), picture())),
    same("a remark of markup", gif(screen(WIDTH, HEIGHT), joined("!\xfe", blocks(Buffer.from("<img src=x onerror=globalThis.__ran=1>"))), picture())),
    either("20,000 frames", gif(screen(WIDTH, HEIGHT), picture(), repeated(joined(control(Buffer.of(4, 1, 0, 0)), picture({ width: 1, height: 1, packed: plain([1]) })), 20_000))),
    either("a loop of 65,535 rounds of frames of no time", gif(screen(WIDTH, HEIGHT), joined("!\xff", blocks(Buffer.from("NETSCAPE2.0")).subarray(0, -1), Buffer.of(3, 1, 255, 255, 0)), picture(), picture())),
    either("a transparent colour", gif(screen(WIDTH, HEIGHT), control(Buffer.of(1, 0, 0, DRAWN[0])), picture())),
    refused("a control that is cut", gif(screen(WIDTH, HEIGHT), joined("!\xf9", Buffer.of(200, 1)), picture())),
    either("a text as a picture", gif(screen(WIDTH, HEIGHT), joined("!\x01", blocks(Buffer.alloc(12, 1))), picture())),
    refused("a block of no kind", gif(screen(WIDTH, HEIGHT), Buffer.from("?????"), picture())),
    either("of a version to come", file("picture.gif", joined("GIF99a", whole.subarray(6)))),
    same("a megabyte behind its end", file("picture.gif", joined(whole, Buffer.alloc(1e6, 0x21)))),
  ];
}
