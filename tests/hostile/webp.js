/** WebP files (RFC 9649): the parts of RIFF, and pictures without loss in two colours. */
import { flipped, joined, little, repeated, u32 } from "./bytes.js";
import { Bits } from "./deflate.js";
import { drawing, HEIGHT, WIDTH } from "./drawing.js";
import { either, file, refused, same } from "./family.js";
import { exifLies, tiff } from "./png.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js" */

/** @param {string} type @param {Uint8Array | string} data @param {number} [length] as it says */
const part = (type, data, length = data.length) => joined(type, u32(length), data, data.length % 2 ? 0 : "");

/** @param {Uint8Array} body @param {number} [length] as it says */
const riff = (body, length = body.length + 4) => file("picture.webp", joined("RIFF", u32(length), "WEBP", body));

/** What stands before the pixels of a picture without loss. @param {number} width @param {number} height @param {number} [version] */
const start = (width, height, version = 0) => new Bits().number(0x2f, 8).number(width - 1, 14).number(height - 1, 14).number(0, 1).number(version, 3);

/** One symbol, which then takes no bits. @param {Bits} bits @param {number} symbol */
const single = (bits, symbol) => bits.number(0b101, 3).number(symbol, 8);

/** A picture of one colour, of whatever size, in 20 bytes. @param {number} width @param {number} height */
const flat = (width, height) => {
  const bits = start(width, height).number(0, 3); // no transform, no colours that are kept, one set of codes
  for (const symbol of [90, 60, 200, 255, 0]) single(bits, symbol);
  return Buffer.from(bits.done());
};

/** The small drawing in two colours. */
const DRAWN = (() => {
  const bits = start(WIDTH, HEIGHT).number(0, 3);
  bits.number(0b111, 3).number(40, 8).number(200, 8); // green: two symbols of one bit each
  for (const symbol of [60, 200, 255, 0]) single(bits, symbol);
  const rgb = drawing();
  for (let at = 0; at < WIDTH * HEIGHT; at += 1) bits.number(rgb[3 * at + 1] > 80 ? 1 : 0, 1);
  return Buffer.from(bits.done());
})();

const LOSSLESS = part("VP8L", DRAWN);

/** @param {number} flags @param {number} width @param {number} height */
const extended = (flags, width, height) => part("VP8X", joined(little(flags, 4), little(width - 1, 3), little(height - 1, 3)));

export const sound = () => [riff(LOSSLESS)];

/** @param {Random} random @returns {Hostile[]} */
export function hostile(random) {
  const whole = sound()[0].bytes;
  const lossy = (/** @type {number} */ width, /** @type {number} */ height, body = random.bytes(400)) => part("VP8 ", joined(little(0x10 | (200 << 5), 3), 0x9d, 0x01, 0x2a, little(width, 2), little(height, 2), body));
  const frame = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ width, /** @type {number} */ height, body = LOSSLESS) => part("ANMF", joined(little(x, 3), little(y, 3), little(width - 1, 3), little(height - 1, 3), little(100, 3), 0, body));
  const moving = (/** @type {Uint8Array[]} */ ...frames) => riff(joined(extended(2, WIDTH, HEIGHT), part("ANIM", joined(u32(0), little(0, 2))), ...frames));
  const coded = (/** @type {(bits: Bits) => Bits} */ codes) => riff(part("VP8L", joined(codes(start(WIDTH, HEIGHT)).done(), Buffer.alloc(100, 0x5a))));
  return [
    ...[4, 11, 14, 19, 22, 60].map((at) => refused(`cut after ${at} bytes`, file("picture.webp", whole.subarray(0, at)))),
    refused("cut in its pixels", file("picture.webp", whole.subarray(0, -200))),
    ...[1, 2, 3, 4].map((number) => either(`a changed byte (${number})`, file("picture.webp", flipped(whole, random.whole(8, 60), 1 << random.whole(0, 8))))),
    ...[0, 4, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1].map((length) => either(`a file of ${length} bytes, as it says`, riff(LOSSLESS, length))),
    ...[0, 2 ** 31, 2 ** 32 - 8, 2 ** 32 - 1].map((length) => (length === 0 ? refused : either)(`pixels of ${length} bytes, as they say`, riff(part("VP8L", DRAWN, length)))),
    refused("of no parts", riff(Buffer.alloc(0))),
    refused("of parts that nobody knows", riff(repeated(part("abcd", ""), 1000))),
    either("100,000 parts that nobody knows, and the picture", riff(joined(extended(0, WIDTH, HEIGHT), repeated(part("abcd", ""), 100_000), LOSSLESS))),
    refused("16,384 x 16,384 pixels of one colour in 20 bytes", riff(part("VP8L", flat(16_384, 16_384)))),
    either("64 megapixels of one colour in 20 bytes", riff(part("VP8L", flat(8000, 8000)))),
    either("16,384 x 1 pixels", riff(part("VP8L", flat(16_384, 1)))),
    refused("16,383 x 16,383 pixels with loss", riff(lossy(16_383, 16_383))),
    refused("8,000 x 8,000 pixels with loss that are not there", riff(lossy(8000, 8000))),
    refused("no pixels with loss", riff(lossy(0, 0))),
    either("noise as pixels with loss", riff(lossy(64, 48, random.bytes(5000)))),
    refused("2^24 x 2^24 pixels, as the page around them says", riff(joined(extended(0, 2 ** 24, 2 ** 24), LOSSLESS))),
    refused("8,000 x 8,000 pixels around 64 x 48", riff(joined(extended(0, 8000, 8000), LOSSLESS))),
    refused("without loss, of a version to come", riff(part("VP8L", start(WIDTH, HEIGHT, 7).number(0, 3).done()))),
    refused("four times the same transform", coded((bits) => bits.number(0b1001_1001_1, 9))),
    either("a picture for predictions without an end", coded((bits) => bits.number(0b1, 1).number(0, 2).number(0, 3))),
    either("2,048 colours that are kept", coded((bits) => bits.number(0, 1).number(1, 1).number(11, 4).number(0, 1))),
    refused("colours that are kept by 15 bits", coded((bits) => bits.number(0, 1).number(1, 1).number(15, 4).number(0, 1))),
    refused("codes that are too many", coded((bits) => bits.number(0, 3).number(0, 1).number(15, 4).zeros(0).number(2 ** 31 - 1, 31))),
    either("65,536 sets of codes", coded((bits) => bits.number(0, 2).number(1, 1).number(0, 3).number(0b101, 3).number(255, 8).number(0b101, 3).number(255, 8).number(0b101, 3).number(0, 8).number(0b101, 3).number(255, 8).number(0b101, 3).number(0, 8))),
    ...[2, 3, 6, 8].map((is) => either(`turned: orientation ${is}`, riff(joined(extended(8, WIDTH, HEIGHT), LOSSLESS, part("EXIF", tiff(is)))))),
    ...exifLies().map(([words, data]) => either(`EXIF: ${words}`, riff(joined(extended(8, WIDTH, HEIGHT), LOSSLESS, part("EXIF", data))))),
    ...[2 ** 31, 2 ** 32 - 16, 2 ** 32 - 1].map((length) => refused(`EXIF of ${length} bytes, as it says`, riff(joined(extended(8, WIDTH, HEIGHT), LOSSLESS, part("EXIF", "II*\0", length))))),
    ...[2 ** 31, 2 ** 32 - 1].map((length) => either(`a colour profile of ${length} bytes, as it says`, riff(joined(extended(0x20, WIDTH, HEIGHT), part("ICCP", "x", length), LOSSLESS)))),
    same("a colour profile of a megabyte of noise", riff(joined(extended(0x20, WIDTH, HEIGHT), part("ICCP", Buffer.alloc(1e6, 0x33)), LOSSLESS))),
    same("markup as XMP", riff(joined(extended(4, WIDTH, HEIGHT), LOSSLESS, part("XMP ", "<img src=x onerror=globalThis.__ran=1>")))),
    either("a mask of noise", riff(joined(extended(0x10, WIDTH, HEIGHT), part("ALPH", random.bytes(100)), lossy(WIDTH, HEIGHT)))),
    either("10,000 frames", moving(repeated(frame(0, 0, WIDTH, HEIGHT, LOSSLESS.subarray(0, 60)), 10_000))),
    either("two frames", moving(frame(0, 0, WIDTH, HEIGHT), frame(0, 0, WIDTH, HEIGHT))),
    refused("a frame outside the picture", moving(frame(9000, 9000, WIDTH, HEIGHT))),
    refused("a frame larger than the picture", moving(frame(0, 0, 9000, 9000, part("VP8L", flat(9000, 9000))))),
    refused("moving, without frames", moving()),
    refused("frames in frames", moving(Array.from({ length: 500 }).reduce((/** @type {Buffer} */ inner) => frame(0, 0, WIDTH, HEIGHT, inner), LOSSLESS))),
  ];
}
