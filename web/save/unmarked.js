/** Refuses pictures that say more than their pixels: where and when they were taken, by whom and with what. Pure. */
import { SaveError } from "./error.js";

/** Segments of a JPEG that pixels and colours need: JFIF, colour profile, Adobe's colour transform. */
const JPEG_NEEDED = [0xe0, 0xe2, 0xee];
const JPEG_COMMENT = 0xfe;
/** Chunks of a PNG that pixels and colours need; any other says something about where the picture comes from. */
export const PNG_NEEDED = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "pHYs"];
const WEBP_NEEDED = ["VP8 ", "VP8L", "VP8X", "ALPH", "ICCP"];

/** A picture that the page drew itself. @typedef {{ bytes: Uint8Array, type: "image/png" | "image/jpeg" | "image/webp" }} Drawn */

/**
 * A canvas writes no such marks; a file from a camera has them. So this finds a file that was given in the place of a canvas.
 * @param {Drawn} picture
 * @throws {SaveError} `picture-has-metadata`
 */
export function refuseMarks({ bytes, type }) {
  const mark = { "image/jpeg": markOfJpeg, "image/png": markOfPng, "image/webp": markOfWebp }[type](bytes);
  if (mark) throw new SaveError("picture-has-metadata", `Expected a picture that was drawn on a canvas, got one with ${mark}. Please report this: it would have left the page.`);
}

/** @param {Uint8Array} bytes @returns {string | null} */
function markOfJpeg(bytes) {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return "another format";
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return "bytes between its segments";
    if (marker === 0xda) return null; // pixels from here on
    if (marker === JPEG_COMMENT) return "a comment";
    if (marker >= 0xe0 && marker <= 0xef && !JPEG_NEEDED.includes(marker)) return marker === 0xe1 ? "EXIF or XMP" : "data of a program";
    at += 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0);
  }
  return "no pixels";
}

/** @param {Uint8Array} bytes @returns {string | null} */
function markOfPng(bytes) {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  if (signature.some((byte, at) => bytes[at] !== byte)) return "another format";
  return strange(bytes, 8, PNG_NEEDED, (view, at) => ({ name: at + 4, next: at + 12 + view.getUint32(at) }));
}

/** @param {Uint8Array} bytes @returns {string | null} */
function markOfWebp(bytes) {
  if (nameAt(bytes, 0) !== "RIFF" || nameAt(bytes, 8) !== "WEBP") return "another format";
  return strange(bytes, 12, WEBP_NEEDED, (view, at) => {
    const length = view.getUint32(at + 4, true);
    return { name: at, next: at + 8 + length + (length % 2) };
  });
}

/** The first chunk that no pixel needs. @param {Uint8Array} bytes @param {number} start @param {readonly string[]} needed
 * @param {(view: DataView, at: number) => { name: number, next: number }} read @returns {string | null} */
function strange(bytes, start, needed, read) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = start; at + 8 <= bytes.length; ) {
    const { name, next } = read(view, at);
    const kind = nameAt(bytes, name);
    if (!needed.includes(kind)) return `a part \`${kind}\``;
    at = next;
  }
  return null;
}

/** @param {Uint8Array} bytes @param {number} at */
const nameAt = (bytes, at) => String.fromCharCode(...bytes.subarray(at, at + 4));
