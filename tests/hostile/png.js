/** PNG files (https://www.w3.org/TR/png-3/) with chunks that lie, unpack to gigabytes, or are too many. */
import { crc32 } from "node:zlib";
import { zlibSync } from "fflate";
import { big, flipped, joined, repeated, u16, u32 } from "./bytes.js";
import { zlibZeros } from "./deflate.js";
import { drawing, HEIGHT, WIDTH } from "./drawing.js";
import { either, file, refused, same } from "./family.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js" */

const SIGNATURE = "\x89PNG\r\n\x1a\n";
const RGB = drawing();

/** @param {string | Uint8Array} type @param {Uint8Array | string} data @param {{ length?: number, crc?: number }} [says] */
export function chunk(type, data, { length = data.length, crc } = {}) {
  const body = joined(type, data);
  return joined(big(length, 4), body, big(crc ?? crc32(body), 4));
}

/** @param {{ width?: number, height?: number, depth?: number, colour?: number, compression?: number, filter?: number, interlace?: number }} [as] */
const header = ({ width = WIDTH, height = HEIGHT, depth = 8, colour = 2, compression = 0, filter = 0, interlace = 0 } = {}) =>
  chunk("IHDR", joined(big(width, 4), big(height, 4), depth, colour, compression, filter, interlace));

/** Rows with their filters. @param {number} [filter] @param {number} [rowLength] @param {Uint8Array} [pixels] */
const rows = (filter = 0, rowLength = 3 * WIDTH, pixels = RGB) =>
  joined(...Array.from({ length: Math.floor(pixels.length / rowLength) }, (_, y) => joined(filter, pixels.subarray(y * rowLength, (y + 1) * rowLength))));

const PACKED = Buffer.from(zlibSync(rows(), { level: 6 }));
const PIXELS = chunk("IDAT", PACKED);
const END = chunk("IEND", "");

/** @param {...Uint8Array} chunks */
const png = (...chunks) => file("picture.png", joined(SIGNATURE, ...chunks));

export const sound = () => [png(header(), PIXELS, END)];

/** @param {Random} random @returns {Hostile[]} */
export const hostile = (random) => [...cuts(random), ...sizes(), ...kinds(), ...bombs(), ...extras(), ...chunks(), ...streams(random), ...turned()];

/** @param {Random} random */
function cuts(random) {
  const whole = sound()[0].bytes;
  const pixels = whole.indexOf("IDAT");
  const at = (/** @type {string} */ place, /** @type {number} */ length) => refused(`cut in ${place}`, file("picture.png", whole.subarray(0, length)));
  return [
    at("its signature", random.whole(4, 8)), at("its header", random.whole(9, 32)), at("the length of its pixels", pixels - 2), at("its pixels", random.whole(pixels + 5, whole.length - 200)),
    refused("its signature and nothing else", file("picture.png", SIGNATURE)),
    either("cut before its end", file("picture.png", whole.subarray(0, -12))),
    either("cut in the checksum of its pixels", file("picture.png", whole.subarray(0, -14))),
    ...[1, 2, 3, 4, 5, 6].map((number) => either(`a changed byte (${number})`, file("picture.png", flipped(whole, random.whole(12, whole.length), 1 << random.whole(0, 8))))),
  ];
}

function sizes() {
  const sized = (/** @type {number} */ width, /** @type {number} */ height, /** @type {object} */ as = {}) => png(header({ width, height, ...as }), PIXELS, END);
  const black = (/** @type {number} */ side, /** @type {number} */ depth, /** @type {number} */ colour, /** @type {number} */ bits, interlace = 0) => png(header({ width: side, height: side, depth, colour, interlace }), chunk("IDAT", zlibZeros(side * (1 + Math.ceil((side * bits) / 8))).packed), END);
  return [
    ...[[2 ** 31, 2 ** 31], [2 ** 31 - 1, 2 ** 31 - 1], [2 ** 32 - 1, 1], [1, 2 ** 32 - 1], [65_536, 1], [65_535, 65_535], [30_000, 30_000], [0, 0], [0, HEIGHT], [WIDTH, 0], [8000, 8001]].map(([width, height]) => refused(`${width} x ${height} pixels`, sized(width, height))),
    ...[[65_535, 1], [1, 65_535], [8000, 8000], [WIDTH, HEIGHT + 1], [WIDTH + 1, HEIGHT]].map(([width, height]) => refused(`${width} x ${height} pixels, most of which are missing`, sized(width, height))),
    either("a row less than it has", sized(WIDTH, HEIGHT - 1)),
    refused("65,536 x 1 pixels, interlaced", sized(65_536, 1, { interlace: 1 })),
    either("64 megapixels of 1 bit, all black, in 8 kB", black(8000, 1, 0, 1)),
    either("64 megapixels of 16-bit RGBA, all there, in 500 kB", black(8000, 16, 6, 64)),
    either("16 megapixels, interlaced, all there", black(4000, 8, 2, 24, 1)),
    refused("64 megapixels of 16-bit RGBA, of which a tenth is there", png(header({ width: 8000, height: 8000, depth: 16, colour: 6 }), chunk("IDAT", zlibZeros(51e6).packed), END)),
  ];
}

/** Kinds of pixels that do not exist, and colours that are missing. */
function kinds() {
  const as = (/** @type {Parameters<typeof header>[0]} */ change) => png(header(change), PIXELS, END);
  const indexed = (/** @type {Uint8Array[]} */ ...before) => png(header({ colour: 3 }), ...before, chunk("IDAT", Buffer.from(zlibSync(rows(0, WIDTH, Buffer.alloc(WIDTH * HEIGHT, 200))))), END);
  return [
    ...[0, 3, 7, 32, 255].map((depth) => refused(`pixels of ${depth} bits`, as({ depth }))),
    ...[1, 5, 7, 255].map((colour) => refused(`colours of kind ${colour}`, as({ colour }))),
    refused("colours from a list with 16 bits", as({ colour: 3, depth: 16 })),
    refused("compression 1", as({ compression: 1 })),
    refused("filtering 1", as({ filter: 1 })),
    ...[2, 255].map((interlace) => refused(`interlacing ${interlace}`, as({ interlace }))),
    refused("interlaced in name only", as({ interlace: 1 })),
    refused("a list of colours that is missing", indexed()),
    either("a list of 2 colours for pixels that ask for the 200th", indexed(chunk("PLTE", "\xff\0\0\0\xff\0"))),
    refused("a list of no colours", indexed(chunk("PLTE", ""))),
    either("a list of 257 colours", indexed(chunk("PLTE", Buffer.alloc(771)))),
    refused("a list of colours and a half", indexed(chunk("PLTE", Buffer.alloc(4)))),
    either("two lists of colours", indexed(chunk("PLTE", Buffer.alloc(768)), chunk("PLTE", Buffer.alloc(768, 9)))),
    either("more transparencies than colours", indexed(chunk("PLTE", Buffer.alloc(768)), chunk("tRNS", Buffer.alloc(1000)))),
    either("transparency of a colour that is cut", png(header(), chunk("tRNS", "\0"), PIXELS, END)),
    either("transparency for pixels that have their own", png(header({ colour: 6, width: 48 }), chunk("tRNS", Buffer.alloc(6)), chunk("IDAT", Buffer.from(zlibSync(rows(0, 4 * 48, Buffer.concat([RGB, RGB]).subarray(0, 4 * 48 * HEIGHT))))), END)),
  ];
}

/** A gigabyte in a megabyte. */
function bombs() {
  const { packed } = zlibZeros(1e9);
  const text = (/** @type {string} */ type, /** @type {string} */ start) => chunk(type, joined(start, packed));
  const all = { "a colour profile": text("iCCP", "profile\0\0"), "a packed text": text("zTXt", "Comment\0\0"), "a packed text in other languages": text("iTXt", "Comment\0\x01\0\0\0") };
  return [
    ...Object.entries(all).map(([what, one]) => same(`${what} of 1 GB`, png(header(), one, PIXELS, END))),
    same("a packed text of 1 GB behind the pixels", png(header(), PIXELS, all["a packed text"], END)),
    either("pixels of 1 GB for a picture of 9 kB", png(header(), chunk("IDAT", packed), END)),
    either("1 GB more behind the pixels", png(header(), PIXELS, chunk("IDAT", packed), END)),
    same("forty packed texts of 40 MB", png(header(), ...Array(40).fill(chunk("zTXt", joined("Comment\0\0", zlibZeros(40e6).packed))), PIXELS, END)),
  ];
}

/** What stands beside the pixels. */
function extras() {
  const with_ = (/** @type {Uint8Array[]} */ ...more) => png(header(), ...more, PIXELS, END);
  return [
    same("gamma 0", with_(chunk("gAMA", big(0, 4)))),
    same("gamma 2^32 - 1", with_(chunk("gAMA", big(2 ** 32 - 1, 4)))),
    same("colours of white that are 0", with_(chunk("cHRM", Buffer.alloc(32)))),
    same("an intent that does not exist", with_(chunk("sRGB", "\xff"))),
    same("pixels of no size", with_(chunk("pHYs", Buffer.alloc(9)))),
    same("a profile without a name", with_(chunk("iCCP", Buffer.alloc(100, "n")))),
    same("a profile of noise", with_(chunk("iCCP", joined("p\0\0", Buffer.alloc(100, 0xaa))))),
    same("a background that is cut", with_(chunk("bKGD", "\0"))),
    same("a time of month 99", with_(chunk("tIME", "\xff\xff\x63\x63\x63\x63\x63"))),
    same("markup as a text", with_(chunk("tEXt", "Title\0<img src=x onerror=globalThis.__ran=1>"))),
    same("a megabyte of a text", with_(chunk("tEXt", joined("Title\0", Buffer.alloc(1e6, "x"))))),
    same("a suggestion of colours without an end", with_(chunk("sPLT", Buffer.alloc(50, "p")))),
    same("a significance of 255 bits", with_(chunk("sBIT", "\xff\xff\xff"))),
    same("a histogram without colours", with_(chunk("hIST", Buffer.alloc(512)))),
    either("that it is moving: 2^31 frames", with_(chunk("acTL", joined(big(2 ** 31 - 1, 4), big(0, 4))))),
    either("a frame that is larger than the picture", with_(chunk("acTL", joined(big(2, 4), big(0, 4))), chunk("fcTL", joined(big(0, 4), big(9000, 4), big(9000, 4), big(2 ** 31 - 1, 4), big(2 ** 31 - 1, 4), Buffer.alloc(6))))),
    either("20,000 frames", png(header(), chunk("acTL", joined(big(20_000, 4), big(0, 4))), chunk("fcTL", joined(big(0, 4), big(WIDTH, 4), big(HEIGHT, 4), Buffer.alloc(14))), PIXELS, repeated(chunk("fdAT", big(1, 4)), 20_000), END)),
    either("a mark of Apple's own kind", png(chunk("CgBI", Buffer.alloc(4)), header(), PIXELS, END)),
  ];
}

/** Chunks that lie, are too many, or stand where they must not. */
function chunks() {
  const empty = chunk("IDAT", "");
  const length = (/** @type {number} */ is) => png(header(), chunk("IDAT", PACKED, { length: is }), END);
  return [
    ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 12, 2 ** 32 - 1, PACKED.length + 1, PACKED.length - 1, 0].map((is) => refused(`pixels of ${is === PACKED.length - 1 ? "one byte less" : is === PACKED.length + 1 ? "one byte more" : is} bytes`, length(is))),
    ...[2 ** 31, 2 ** 32 - 1, 2 ** 32 - 12].map((is) => refused(`a text of ${is} bytes`, png(header(), chunk("tEXt", "Title\0x", { length: is }), PIXELS, END))),
    refused("no header", png(PIXELS, END)),
    refused("pixels before the header", png(PIXELS, header(), END)),
    refused("no pixels", png(header(), END)),
    either("two headers", png(header(), header({ width: 9000, height: 9000 }), PIXELS, END)),
    either("a second, other picture behind the end", png(header(), PIXELS, END, header({ width: 9000, height: 9000 }), PIXELS, END)),
    either("the end twice", png(header(), PIXELS, END, END)),
    same("a megabyte behind the end", png(header(), PIXELS, END, Buffer.alloc(1e6, 0x55))),
    same("an archive behind the end", png(header(), PIXELS, END, Buffer.from("PK\x03\x04\x14\0"))),
    refused("a header of 12 bytes", png(chunk("IHDR", Buffer.alloc(12)), PIXELS, END)),
    refused("a header of 14 bytes", png(chunk("IHDR", joined(header().subarray(8, 21), 0)), PIXELS, END)),
    refused("a wrong checksum of the header", png(chunk("IHDR", header().subarray(8, 21), { crc: 1 }), PIXELS, END)),
    either("a wrong checksum of the pixels", png(header(), chunk("IDAT", PACKED, { crc: 1 }), END)),
    same("a wrong checksum of a text", png(header(), chunk("tEXt", "Title\0x", { crc: 1 }), PIXELS, END)),
    either("pixels in two parts with a text between them", png(header(), chunk("IDAT", PACKED.subarray(0, 100)), chunk("tEXt", "a\0b"), chunk("IDAT", PACKED.subarray(100)), END)),
    same("each byte of the pixels in a chunk of its own", png(header(), ...Array.from(PACKED, (byte) => chunk("IDAT", Buffer.of(byte))), END)),
    same("100,000 chunks of pixels that are empty", png(header(), repeated(empty, 100_000), PIXELS, END)),
    same("100,000 texts", png(header(), repeated(chunk("tEXt", "a\0"), 100_000), PIXELS, END)),
    same("100,000 chunks that nobody knows", png(header(), repeated(chunk("abCd", ""), 100_000), PIXELS, END)),
    either("a chunk that must be known and is not", png(header(), chunk("ABCD", ""), PIXELS, END)),
    refused("a chunk whose name is no name", png(header(), chunk("\0\xff<>", ""), chunk("IDAT", PACKED.subarray(0, 50)), END)),
  ];
}

/** Pixels that are packed wrong. @param {Random} random */
function streams(random) {
  const of = (/** @type {Uint8Array} */ packed) => png(header(), chunk("IDAT", packed), END);
  const filtered = (/** @type {number} */ filter) => of(Buffer.from(zlibSync(rows(filter))));
  return [
    ...[5, 255].map((filter) => refused(`rows with filter ${filter}`, filtered(filter))),
    ...[1, 2, 3, 4].map((filter) => either(`rows that are said to be filtered (${filter})`, filtered(filter))),
    refused("a stream of another packer", of(joined("\x1f\x8b", PACKED))),
    refused("a stream with a dictionary that is missing", of(joined("\x78\xbb\0\0\0\x01", PACKED.subarray(2)))),
    refused("a window of 2 GB", of(joined("\xf8\x1d", PACKED.subarray(2)))),
    either("a stream with a wrong sum", of(joined(PACKED.subarray(0, -4), "\0\0\0\0"))),
    either("a stream without its sum", of(PACKED.subarray(0, -4))),
    refused("noise as pixels", of(random.bytes(2000))),
    refused("half of the rows", of(Buffer.from(zlibSync(rows().subarray(0, 2000))))),
    either("rows that are too many", of(Buffer.from(zlibSync(joined(rows(), rows()))))),
    refused("a match from before the beginning", of(joined("\x78\x01", 0x03, 0x02, 0, 0, 0))),
    either("the largest number of empty blocks", of(joined("\x78\x01", repeated(Buffer.of(0, 0, 0, 0xff, 0xff), 300_000), PACKED.subarray(2)))),
  ];
}

/** What EXIF says of how a picture is turned. */
function turned() {
  const exif = (/** @type {Uint8Array} */ data) => png(header(), chunk("eXIf", data), PIXELS, END);
  const orientation = (/** @type {number} */ is) => exif(tiff(is));
  return [
    ...[2, 3, 6, 8].map((is) => either(`turned: orientation ${is}`, orientation(is))),
    ...[0, 9, 255, 65_535].map((is) => same(`an orientation of ${is}`, orientation(is))),
    ...exifLies().map(([words, data]) => either(`EXIF: ${words}`, exif(data))),
  ];
}

/** TIFF's structure with one entry: the orientation. @param {number} orientation @param {{ count?: number, type?: number, offset?: number, entries?: number, next?: number }} [as] */
export const tiff = (orientation, { count = 1, type = 3, offset = 8, entries = 1, next = 0 } = {}) =>
  joined("II*\0", u32(offset), u16(entries), u16(0x112, type), u32(count), u32(orientation), u32(next));

/** Structures of EXIF that lie. @returns {[string, Buffer][]} */
export const exifLies = () => [
  ["no bytes", Buffer.alloc(0)],
  ["two bytes", Buffer.from("II")],
  ["of no order of bytes", joined("XX*\0", u32(8))],
  ["a list at 2^32 - 1", tiff(6, { offset: 2 ** 32 - 1 })],
  ["a list in its own beginning", tiff(6, { offset: 0 })],
  ["65,535 entries", tiff(6, { entries: 65_535 })],
  ["2^32 - 1 orientations", tiff(6, { count: 2 ** 32 - 1 })],
  ["an orientation that is a text", tiff(6, { type: 2 })],
  ["an orientation of a kind that does not exist", tiff(6, { type: 99 })],
  ["a list that is followed by itself", tiff(6, { next: 8 })],
];
