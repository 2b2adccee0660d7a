/**
 * An explanation inside a PNG, so that a saved picture brings everything back: the facts as text under the keyword
 * `Sightline` (iTXt, JSON), which picture programs show, and the map as NumPy's file in a private chunk `slMp`.
 * Nothing is compressed, so a small file cannot become a large one.
 * https://www.w3.org/TR/png-3/
 */
import { crc32 } from "./crc32.js";
import { SaveError, quoted } from "./error.js";
import { jsonWithoutValues, savedOfParts } from "./json.js";
import { mapOfNpy, npyOf } from "./npy.js";
import { PNG_NEEDED } from "./unmarked.js";

/** @import { Saved } from "./saved.js" */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Length, type and checksum. */
const FRAME = 12;
const KEYWORD = "Sightline";
/** Ancillary, private, may be copied by programs that do not know it. */
const MAP_CHUNK = "slMp";
const REMEDY = "Save the picture again from the page, or open its link.";

/**
 * Puts an explanation into a PNG that a canvas made. Any text, time or EXIF that was in it is left out.
 * @param {Uint8Array} bytes the PNG
 * @param {Saved} saved
 * @returns {Uint8Array<ArrayBuffer>} the same picture with the explanation
 * @throws {SaveError} `not-a-png`
 */
export function withMetadata(bytes, saved) {
  if (!isPng(bytes)) throw new SaveError("not-a-png", "Expected a PNG from a canvas, got another file. Please report this.");
  const ours = [chunkOf("iTXt", textData(jsonWithoutValues(saved))), chunkOf(MAP_CHUNK, npyOf(saved))];
  /** @type {Uint8Array[]} */
  const parts = [Uint8Array.from(SIGNATURE)];
  for (const chunk of chunksOf(bytes)) {
    if (!chunk.isWhole) throw new SaveError("not-a-png", "Expected a whole PNG from a canvas, got one that ends too early. Please report this.");
    if (PNG_NEEDED.includes(chunk.type)) parts.push(bytes.subarray(chunk.start, chunk.end));
    // First, so that a reader that stops at the pixels has seen them.
    if (chunk.type === "IHDR") parts.push(...ours);
  }
  return joined(parts);
}

/**
 * What a PNG says about how it was made, if it is one of ours. Takes time and memory in proportion to the file.
 * @param {Uint8Array} bytes any file
 * @returns {Saved | null} `link` and `map` with all that goes with them; null for a PNG of somebody else, and for any other file
 * @throws {SaveError} `png-damaged` for one of ours that was cut or changed; `saved-damaged`, `saved-newer` and
 *   `npy-damaged` for what stands in it
 */
export function metadataOf(bytes) {
  if (!isPng(bytes)) return null;
  /** @type {string | null} */
  let json = null;
  /** @type {Uint8Array | null} */
  let npy = null;
  for (const { type, start, end, isWhole } of chunksOf(bytes)) {
    const data = bytes.subarray(start + 8, isWhole ? end - 4 : end);
    const isText = type === "iTXt" && startsWith(data, `${KEYWORD}\0`);
    if (!isText && type !== MAP_CHUNK) continue;
    if (!isWhole) throw damaged("the whole of the explanation", "a file that ends too early");
    if (!hasChecksum(bytes, start, end)) throw damaged("the explanation as it was saved", "other bytes");
    if (isText ? json !== null : npy !== null) throw damaged("one explanation", "two");
    if (isText) json = textOf(data);
    else npy = data;
  }
  if (json === null && npy === null) return null;
  if (json === null || npy === null) throw damaged("an explanation with its map", json === null ? "the map alone" : "no map");
  const saved = savedOfParts(json, mapOfNpy(npy));
  if (!saved) throw damaged("an explanation", quoted(json));
  return saved;
}

/** @param {Uint8Array} bytes */
const isPng = (bytes) => bytes.length >= SIGNATURE.length && SIGNATURE.every((byte, at) => bytes[at] === byte);

/** From `start` to `end`, the frame included. A chunk that is not whole is the last one.
 * @param {Uint8Array} bytes @returns {Generator<{ type: string, start: number, end: number, isWhole: boolean }>} */
function* chunksOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = SIGNATURE.length;
  while (start + 8 <= bytes.length) {
    const end = start + FRAME + view.getUint32(start);
    const type = String.fromCharCode(...bytes.subarray(start + 4, start + 8));
    yield { type, start, end: Math.min(end, bytes.length), isWhole: end <= bytes.length };
    if (type === "IEND") return;
    start = end;
  }
}

/** @param {Uint8Array} bytes @param {number} start @param {number} end */
function hasChecksum(bytes, start, end) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(end - 4) === crc32(bytes.subarray(start + 4, end - 4));
}

/** @param {string} type @param {Uint8Array} data */
function chunkOf(type, data) {
  const chunk = new Uint8Array(FRAME + data.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(new TextEncoder().encode(type), 4);
  chunk.set(data, 8);
  view.setUint32(chunk.length - 4, crc32(chunk.subarray(4, -4)));
  return chunk;
}

/** iTXt: keyword, not compressed, no language, no translated keyword, UTF-8. @param {string} text */
const textData = (text) => new TextEncoder().encode(`${KEYWORD}\0\0\0\0\0${text}`);

/** @param {Uint8Array} data of an iTXt chunk with our keyword */
function textOf(data) {
  const start = KEYWORD.length + 5;
  if (data.subarray(KEYWORD.length, start).some((byte) => byte !== 0)) throw damaged("plain text", "compressed or translated text");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data.subarray(start));
  } catch {
    throw damaged("UTF-8 text", "other bytes");
  }
}

/** @param {Uint8Array} data @param {string} text */
const startsWith = (data, text) => text.length <= data.length && [...text].every((letter, at) => data[at] === letter.charCodeAt(0));

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {string} expected @param {string} got */
const damaged = (expected, got) => new SaveError("png-damaged", `Expected ${expected} in this picture of Sightline's, got ${got}. ${REMEDY}`);
