/** JPEG files (ITU-T T.81): a photograph of the page that is damaged, and grey ones whose segments lie. */
import { cut, flipped, joined, little, patched, repeated } from "./bytes.js";
import { either, file, refused, repository, same } from "./family.js";
import { exifLies, tiff } from "./png.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js" */

const WHOLE = repository("web/demo/scenes/cup-on-wood.jpg");
/** Where its scan begins, and where the picture's size stands. */
const SCAN = WHOLE.indexOf(Buffer.of(0xff, 0xda));
const FRAME = WHOLE.indexOf(Buffer.of(0xff, 0xc0));
const START = Buffer.of(0xff, 0xd8);
const END = Buffer.of(0xff, 0xd9);

/** @param {Uint8Array} bytes */
const jpeg = (bytes) => file("picture.jpg", bytes);

export const sound = () => [jpeg(WHOLE)];

/** @param {Random} random @returns {Hostile[]} */
export const hostile = (random) => [...cuts(random), ...frames(), ...tables(), ...scans(), ...segments(), ...exif()];

/** A segment. @param {number} marker @param {Uint8Array | string} data @param {number} [length] as it says */
const segment = (marker, data, length = data.length + 2) => joined(0xff, marker, (length >> 8) & 255, length & 255, data);

/** Zeros in front of the lengths are bits 0. One code of one bit for each class of coefficients: 0, that nothing comes. */
const QUANTISATION = segment(0xdb, joined(0, Buffer.alloc(64, 16)));
const codes = (/** @type {number} */ id, /** @type {number[]} */ ...symbols) => segment(0xc4, joined(id, Buffer.from([symbols.length === 1 ? 1 : 0, symbols.length > 1 ? symbols.length : 0, ...Array(14).fill(0)]), Buffer.from(symbols)));
const HUFFMAN = joined(codes(0x00, 0), codes(0x10, 0));

/** A frame. @param {number} kind its marker @param {number} width @param {number} height @param {{ bits?: number, components?: [number, number, number][] }} [as] `components`: id, sampling, table */
const frame = (kind, width, height, { bits = 8, components = [[1, 0x11, 0]] } = {}) =>
  segment(kind, joined(bits, height >> 8, height & 255, width >> 8, width & 255, components.length, ...components.map((one) => Buffer.from(one))));

/** The head of a scan of one component. @param {number} from @param {number} to @param {number} [bits] */
const scan = (from = 0, to = 63, bits = 0) => segment(0xda, joined(1, 1, 0, from, to, bits));

/** Two bits for each block of a sequential picture: no difference, and the end. @param {number} width @param {number} height @param {number} [bits] */
const still = (width, height, bits = 2) => Buffer.alloc(Math.ceil((bits * Math.ceil(width / 8) * Math.ceil(height / 8)) / 8) + 8);

/** A grey picture of one level. @param {number} width @param {number} height @param {...Uint8Array} before segments before its frame */
const grey = (width, height, ...before) => jpeg(joined(START, ...before, QUANTISATION, frame(0xc0, width, height), HUFFMAN, scan(), still(width, height), END));

/** @param {Random} random */
function cuts(random) {
  const half = (/** @type {number} */ share) => Math.floor(SCAN + share * (WHOLE.length - SCAN));
  return [
    refused("its first two bytes", jpeg(WHOLE.subarray(0, 2))),
    refused("its first three bytes", jpeg(WHOLE.subarray(0, 3))),
    ...["its first segment", "its tables", "its frame", "its codes"].map((place, at) => refused(`cut in ${place}`, jpeg(WHOLE.subarray(0, [10, 60, FRAME + 6, SCAN - 20][at])))),
    refused("cut before its scan", jpeg(WHOLE.subarray(0, SCAN))),
    either("cut in the head of its scan", jpeg(WHOLE.subarray(0, SCAN + 5))),
    ...[0.01, 0.1, 0.5, 0.9, 0.99].map((share) => either(`cut after ${100 * share} of 100 parts of its scan`, jpeg(WHOLE.subarray(0, half(share))))),
    either("without its end", jpeg(WHOLE.subarray(0, -2))),
    either("the middle of its scan is missing", jpeg(joined(WHOLE.subarray(0, half(0.4)), WHOLE.subarray(half(0.5))))),
    either("zeros in its scan", jpeg(patched(WHOLE, half(0.3), Buffer.alloc(2000)))),
    either("marks of the end in its scan", jpeg(patched(WHOLE, half(0.3), repeated(END, 20)))),
    either("marks of a restart in its scan", jpeg(patched(WHOLE, half(0.3), repeated(Buffer.of(0xff, 0xd0), 500)))),
    ...[1, 2, 3, 4, 5, 6].map((number) => either(`a changed byte in its scan (${number})`, jpeg(flipped(WHOLE, random.whole(SCAN + 14, WHOLE.length - 2), 1 << random.whole(0, 8))))),
    ...[1, 2, 3, 4, 5, 6].map((number) => either(`a changed byte before its scan (${number})`, jpeg(flipped(WHOLE, random.whole(20, SCAN + 13), 1 << random.whole(0, 8))))),
    same("a megabyte behind its end", jpeg(joined(WHOLE, Buffer.alloc(1e6, 0x3c)))),
    same("an archive behind its end", jpeg(joined(WHOLE, "PK\x03\x04"))),
    either("two pictures in a row", jpeg(joined(WHOLE, WHOLE))),
    either("half of it, twice", jpeg(joined(cut(WHOLE, 0.5), WHOLE))),
  ];
}

function frames() {
  const sized = (/** @type {number} */ width, /** @type {number} */ height) => jpeg(patched(WHOLE, FRAME + 5, Buffer.of(height >> 8, height & 255, width >> 8, width & 255)));
  const many = (/** @type {number} */ count, /** @type {number} */ sampling) => jpeg(joined(START, QUANTISATION, frame(0xc0, 64, 64, { components: Array.from({ length: count }, (_, at) => [at + 1, sampling, 0]) }), HUFFMAN, scan(), still(64, 64), END));
  const kinds = { "of the arithmetic kind": 0xc9, "without loss": 0xc3, "in layers": 0xc5, "extended": 0xc1, "progressive in name only": 0xc2, "of a kind that does not exist": 0xcf };
  const sampled = (/** @type {number[]} */ ...samplings) => jpeg(samplings.reduce((bytes, is, at) => patched(bytes, FRAME + 11 + 3 * at, Buffer.of(is)), WHOLE));
  return [
    ...[[65_535, 65_535], [30_000, 30_000], [8000, 8001], [0, 0], [0, 512]].map(([width, height]) => refused(`${width} x ${height} pixels`, sized(width, height))),
    either("512 x 0 pixels, whose height follows", sized(512, 0)),
    either("512 x 0 pixels, and a height that follows", jpeg(joined(patched(WHOLE, FRAME + 5, Buffer.of(0, 0)).subarray(0, -2), segment(0xdc, Buffer.of(2, 0)), END))),
    ...[[512, 520], [520, 512], [504, 512], [512, 4096], [8000, 8000]].map(([width, height]) => either(`${width} x ${height} pixels, where there are 512 x 512`, sized(width, height))),
    either("64 megapixels of one grey, all there, in 250 kB", grey(8000, 8000)),
    either("65,535 x 900 pixels of one grey", grey(65_535, 900)),
    ...[0, 1, 12, 16, 255].map((bits) => (bits === 12 ? either : refused)(`${bits} bits a value`, jpeg(patched(WHOLE, FRAME + 4, Buffer.of(bits))))),
    ...[0, 2, 5, 255].map((count) => either(`${count} components`, many(count, 0x11))),
    ...Object.entries(kinds).map(([words, marker]) => either(words, jpeg(patched(WHOLE, FRAME + 1, Buffer.of(marker))))),
    refused("a sampling of 0", sampled(0x00)),
    ...[0x44, 0xff, 0x13, 0x51].map((is) => either(`a sampling of ${is >> 4} x ${is & 15}`, sampled(is))),
    either("colours that are finer than the light", sampled(0x11, 0x22, 0x22)),
    either("samplings that do not divide each other", sampled(0x33, 0x22, 0x11)),
    either("two frames", jpeg(joined(WHOLE.subarray(0, FRAME), frame(0xc0, 8, 8), WHOLE.subarray(FRAME)))),
    either("a frame of 9,000 x 9,000 behind that of 512 x 512", jpeg(joined(WHOLE.subarray(0, SCAN), frame(0xc0, 9000, 9000), WHOLE.subarray(SCAN)))),
    refused("no frame", jpeg(joined(WHOLE.subarray(0, FRAME), WHOLE.subarray(FRAME + 19)))),
    refused("a frame shorter than its components", jpeg(joined(START, QUANTISATION, segment(0xc0, Buffer.of(8, 0, 64, 0, 64, 3, 1)), HUFFMAN, scan(), still(64, 64), END))),
    either("three components of one id", jpeg(joined(START, QUANTISATION, frame(0xc0, 64, 64, { components: [[1, 0x11, 0], [1, 0x11, 0], [1, 0x11, 0]] }), HUFFMAN, scan(), still(64, 64), END))),
  ];
}

function tables() {
  const with_ = (/** @type {Uint8Array} */ table) => jpeg(joined(WHOLE.subarray(0, SCAN), table, WHOLE.subarray(SCAN)));
  const own = (/** @type {Uint8Array} */ quantisation, /** @type {Uint8Array} */ huffman) => jpeg(joined(START, quantisation, frame(0xc0, 64, 64), huffman, scan(), still(64, 64), END));
  const lengths = (/** @type {number[]} */ ...counts) => segment(0xc4, joined(0, Buffer.from([...counts, ...Array(16 - counts.length).fill(0)]), Buffer.alloc(counts.reduce((a, b) => a + b, 0))));
  return [
    refused("codes: more than there are bits for", own(QUANTISATION, joined(lengths(3), codes(0x10, 0)))),
    refused("codes: 256 of 16 bits and one more", own(QUANTISATION, joined(lengths(...Array(15).fill(0), 255), lengths(2, 1), codes(0x10, 0)))),
    either("codes: all of one bit", own(QUANTISATION, joined(lengths(2), codes(0x10, 0)))),
    either("codes: none", own(QUANTISATION, joined(lengths(), codes(0x10, 0)))),
    either("codes: a difference of 255 bits", own(QUANTISATION, joined(codes(0x00, 255), codes(0x10, 0)))),
    either("codes: a run of 15 and 15 bits", own(QUANTISATION, joined(codes(0x00, 0), codes(0x10, 255)))),
    either("codes: that are missing", own(QUANTISATION, Buffer.alloc(0))),
    refused("codes: of table 255", own(QUANTISATION, joined(codes(0xff, 0), codes(0x10, 0)))),
    refused("codes: 2,000 that are said and not there", own(QUANTISATION, segment(0xc4, joined(0, Buffer.alloc(16, 125))))),
    same("codes: ten thousand tables that nobody uses", with_(repeated(codes(0x03, 0), 10_000))),
    either("steps: of 0", own(segment(0xdb, Buffer.alloc(65)), HUFFMAN)),
    either("steps: of 65,535", own(segment(0xdb, joined(0x10, Buffer.alloc(128, 255))), HUFFMAN)),
    either("steps: that are missing", own(Buffer.alloc(0), HUFFMAN)),
    either("steps: of table 15", own(segment(0xdb, joined(0x0f, Buffer.alloc(64, 1))), HUFFMAN)),
    refused("steps: ten of 64", own(segment(0xdb, Buffer.alloc(11, 1)), HUFFMAN)),
    either("other steps in front of the scan", with_(segment(0xdb, joined(0, Buffer.alloc(64, 255))))),
    either("a restart after each block, and none comes", with_(segment(0xdd, Buffer.of(0, 1)))),
    either("a restart after 65,535 blocks", with_(segment(0xdd, Buffer.of(255, 255)))),
  ];
}

function scans() {
  const body = WHOLE.subarray(SCAN, -2);
  const again = (/** @type {number} */ times) => jpeg(joined(WHOLE.subarray(0, SCAN), repeated(body, times), END));
  /** A progressive picture of one grey: first the levels, then so many scans of what is finer. */
  const progressive = (/** @type {number} */ width, /** @type {number} */ height, /** @type {number} */ count, first = true) => {
    const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
    // One code for a run of 32,767 blocks without coefficients: a bit, and 14 of how many more.
    const runs = Buffer.alloc(Math.ceil((15 * Math.ceil(blocks / 16_384)) / 8) + 8);
    const levels = first ? joined(scan(0, 0), Buffer.alloc(Math.ceil(blocks / 8) + 8)) : "";
    const finer = Array.from({ length: count }, (_, at) => joined(scan(1 + (at % 63), 1 + (at % 63)), runs));
    return jpeg(joined(START, QUANTISATION, frame(0xc2, width, height), codes(0x00, 0), codes(0x10, 0xe0), levels, ...finer, END));
  };
  const asked = (/** @type {number[]} */ ...head) => jpeg(joined(WHOLE.subarray(0, SCAN), segment(0xda, Buffer.from(head)), WHOLE.subarray(SCAN + 14)));
  return [
    either("30 scans", again(30)),
    refused("101 scans", again(101)),
    either("progressive: 64 scans of 64 pixels", progressive(8, 8, 63)),
    refused("progressive: 3,000 scans", progressive(8, 8, 3000)),
    either("progressive: 99 scans of 16 megapixels", progressive(4000, 4000, 98)),
    either("progressive: 99 scans of 64 megapixels", progressive(8000, 8000, 98)),
    either("progressive: finer scans of what was never there", progressive(64, 64, 5, false)),
    either("progressive: a refinement of 13 bits", jpeg(joined(START, QUANTISATION, frame(0xc2, 64, 64), HUFFMAN, scan(0, 0, 0x0d), Buffer.alloc(40), scan(0, 0, 0xdc), Buffer.alloc(40), END))),
    either("a scan of no components", asked(0, 0, 63, 0)),
    either("a scan of a component that does not exist", asked(1, 77, 0, 0, 63, 0)),
    either("a scan of four components of three", asked(4, 1, 0, 2, 0x11, 3, 0x11, 4, 0, 0, 63, 0)),
    either("a scan of one component twice", asked(2, 1, 0, 1, 0, 0, 63, 0)),
    either("a scan with tables that are missing", asked(3, 1, 0x33, 2, 0x33, 3, 0x33, 0, 63, 0)),
    either("a scan from coefficient 63 to 0", asked(3, 1, 0, 2, 0x11, 3, 0x11, 63, 0, 0)),
    either("a scan of coefficients up to 255", asked(3, 1, 0, 2, 0x11, 3, 0x11, 0, 255, 0)),
    either("a scan with 255 bits of approximation", asked(3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 255)),
    refused("no scan", jpeg(joined(WHOLE.subarray(0, SCAN), END))),
    either("a megabyte of filling in its scan", jpeg(joined(WHOLE.subarray(0, SCAN + 100), Buffer.alloc(1e6, 0xff), 0, WHOLE.subarray(SCAN + 100)))),
  ];
}

function segments() {
  const with_ = (/** @type {Uint8Array[]} */ ...more) => jpeg(joined(START, ...more, WHOLE.subarray(2)));
  const profile = (/** @type {number} */ at, /** @type {number} */ of, /** @type {number} */ size) => segment(0xe2, joined("ICC_PROFILE\0", at, of, Buffer.alloc(size, at)));
  return [
    refused("a segment of no bytes", with_(Buffer.of(0xff, 0xe1, 0, 0))),
    refused("a segment of one byte", with_(Buffer.of(0xff, 0xe1, 0, 1))),
    either("a segment that ends in the middle of another", with_(segment(0xe1, "x", 30))),
    refused("a segment longer than the file", jpeg(joined(START, segment(0xe1, "x", 65_535), WHOLE.subarray(2, 1000)))),
    same("27 segments of 65,000 bytes that nobody reads", with_(...Array(27).fill(segment(0xec, Buffer.alloc(65_000))))),
    same("100,000 remarks", with_(repeated(segment(0xfe, "x"), 100_000))),
    same("a remark of markup", with_(segment(0xfe, "<img src=x onerror=globalThis.__ran=1>"))),
    same("a colour profile of 25 parts", with_(...Array.from({ length: 25 }, (_, at) => profile(at + 1, 25, 65_000)))),
    same("a colour profile whose parts are all the same", with_(...Array.from({ length: 25 }, () => profile(1, 255, 60_000)))),
    same("a colour profile of part 0 of 0", with_(profile(0, 0, 100))),
    either("colours of Adobe that do not exist", with_(segment(0xee, joined("Adobe\0\x64\0\0\0\0", 255)))),
    either("colours of Adobe that are RGB", with_(segment(0xee, joined("Adobe\0\x64\0\0\0\0", 0)))),
    same("a small picture in JFIF that is not there", with_(segment(0xe0, joined("JFIF\0\x01\x01\0\0\x01\0\x01", 255, 255)))),
    refused("marks without end", jpeg(joined(START, repeated(Buffer.of(0xff, 0x01), 500_000)))),
    refused("a megabyte of filling", jpeg(joined(START, Buffer.alloc(1e6, 0xff)))),
    either("a beginning in a beginning", jpeg(joined(repeated(START, 1000), WHOLE))),
    refused("a beginning and an end", jpeg(joined(START, END))),
    refused("a beginning and noise without marks", jpeg(joined(START, 0xff, Buffer.alloc(5000, 0x41)))),
  ];
}

/** What EXIF says. */
function exif() {
  const with_ = (/** @type {Uint8Array} */ data) => jpeg(joined(START, segment(0xe1, joined("Exif\0\0", data)), WHOLE.subarray(2)));
  const gps = joined("II*\0", little(8, 4), little(1, 2), little(0x8825, 2), little(4, 2), little(1, 4), little(8, 4), little(0, 4));
  return [
    ...[2, 3, 4, 5, 6, 7, 8].map((is) => either(`turned: orientation ${is}`, with_(tiff(is)))),
    ...[0, 9, 65_535].map((is) => same(`an orientation of ${is}`, with_(tiff(is)))),
    ...exifLies().map(([words, data]) => either(`EXIF: ${words}`, with_(data))),
    either("EXIF: two that contradict", jpeg(joined(START, segment(0xe1, joined("Exif\0\0", tiff(3))), segment(0xe1, joined("Exif\0\0", tiff(6))), WHOLE.subarray(2)))),
    either("EXIF: a place on Earth that is its own list", with_(gps)),
  ];
}
