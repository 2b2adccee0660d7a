/**
 * The link with the picture inside: a small picture and its map as text, so that the reader sees the result at once, even
 * without the model. Pure: bytes in, text out.
 *
 * The map is of the *small* picture, so that whoever has the model can compute it again and compare. It keeps 16 bits per
 * value: half a step is 8e-6 of the map's range, so that "the same, to 1e-4" can be said, which 8 bits cannot (2e-3).
 */
import { clipped, orProblem, unfit } from "./problem.js";
import { read, write } from "./scalar.js";

/** @import { MapGrid, Rect } from "../engine/border.d.ts"
 *  @import { Problem } from "./problem.js" */

/** `picture`: a WebP or JPEG file, at most 8192 bytes, drawn anew by a canvas so that it carries nothing of the original
 * file. `map`: raw values at the layer's resolution, at most 64 x 64. `crop`: the part of the small picture that the network got, in
 * its pixels; null for all of it. `label`, `score`, `model`: what the sentence says: the class's name, its probability or
 * other score (null for none), the model's name.
 * @typedef {{ picture: Uint8Array<ArrayBuffer>, map: MapGrid, crop: Rect | null, label: string, score: number | null, model: string }} Snapshot */

export const MOST_BYTES = 8192;
const LARGEST_SIDE = 64;
const LEVELS = 65535;
const LONGEST = 200;

/**
 * @param {Snapshot} snapshot
 * @returns {string} for `encode` of `link.js`: about 4/3 of the picture's bytes, and 8/3 of the number of the map's values
 * @throws {RangeError} for a picture that is neither WebP nor JPEG or too large, a map that is too large or has values that are not finite
 */
export function pack({ picture, map, crop, label, score, model }) {
  const { width, height, map: values } = map;
  if (!isSide(width) || !isSide(height) || values.length !== width * height) {
    const found = `this one is ${width} x ${height} with ${values.length} values`;
    throw new RangeError(`A link takes maps of 1 x 1 to ${LARGEST_SIDE} x ${LARGEST_SIDE} values; ${found}. Resample it first.`);
  }
  const min = values.reduce((one, other) => Math.min(one, other), Infinity);
  const max = values.reduce((one, other) => Math.max(one, other), -Infinity);
  const steps = new Uint8Array(2 * values.length);
  values.forEach((value, at) => new DataView(steps.buffer).setUint16(2 * at, max > min ? Math.round(((value - min) / (max - min)) * LEVELS) : 0));
  const rect = crop && [crop.x, crop.y, crop.width, crop.height].map(write).join(",");
  const numbers = [width, height, min, max].map(write);
  const inside = [...numbers, toText(steps), rect ?? write(null), write(label), write(score), write(model), toText(picture)].join(":");
  const back = unpack(inside);
  if ("problem" in back) throw new RangeError(`This cannot be put into a link: ${back.message}`);
  return inside;
}

/**
 * @param {string} inside of `decode` in `link.js`, whose checksum it has passed
 * @returns {{ snapshot: Snapshot, type: "image/webp" | "image/jpeg" } | Problem} `type` is that of the picture; `unfit` for what
 *   `pack` would not make
 */
export function unpack(inside) {
  return orProblem(() => {
    const parts = inside.split(":");
    const [width, height, min, max, steps = "", crop = "", label, score, model, photo = ""] = parts;
    if (parts.length !== 10) throw unfit("what is inside", inside, "a map and a picture");
    const picture = toBytes(photo, "the picture");
    const type = typeOf(picture);
    if (type === null || picture.length > MOST_BYTES) {
      throw unfit("the picture", `${picture.length} bytes`, `a WebP or JPEG file of at most ${MOST_BYTES} bytes`);
    }
    const [columns = 0, rows = 0, lowest = 0, highest = 0] = [width, height, min, max].map((raw) => number(raw, "the map"));
    const snapshot = {
      picture,
      map: readMap(columns, rows, lowest, highest, toBytes(steps, "the map")),
      crop: crop === write(null) ? null : readCrop(crop),
      label: text(label, "the class"),
      score: score === write(null) ? null : number(score, "the score"),
      model: text(model, "the model"),
    };
    return { snapshot, type };
  });
}

/**
 * How far a map that was computed again is from that of the link.
 * @param {MapGrid} again @param {MapGrid} kept
 * @returns {number} the largest difference of two values, as a share of the kept map's largest absolute value; Infinity for
 *   maps of different sizes. Up to 8e-6 (1.6e-5 for a signed map) is the rounding of the link itself; "the same" is up to 1e-4.
 */
export function difference(again, kept) {
  if (again.width !== kept.width || again.height !== kept.height) return Infinity;
  const largest = kept.map.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const distance = kept.map.reduce((most, value, at) => Math.max(most, Math.abs(value - (again.map[at] ?? NaN))), 0);
  return distance === 0 ? 0 : distance / largest;
}

/** @param {number} width @param {number} height @param {number} min @param {number} max @param {Uint8Array} steps @returns {MapGrid} */
function readMap(width, height, min, max, steps) {
  if (!isSide(width) || !isSide(height) || steps.length !== 2 * width * height || max < min) {
    throw unfit("the map", `${width} x ${height}, ${steps.length} bytes, from ${min} to ${max}`, `a map of at most ${LARGEST_SIDE} x ${LARGEST_SIDE}`);
  }
  const view = new DataView(steps.buffer);
  const map = Float32Array.from({ length: width * height }, (_, at) => min + (view.getUint16(2 * at) / LEVELS) * (max - min));
  return { width, height, map };
}

/** @param {string} raw @returns {Rect} */
function readCrop(raw) {
  const [x = NaN, y = NaN, width = NaN, height = NaN, ...more] = raw.split(",").map((one) => number(one, "the crop"));
  if (more.length > 0 || ![x, y, width, height].every((value) => value >= 0)) throw unfit("the crop", raw, "four numbers from 0 on");
  return { x, y, width, height };
}

/** @param {string | undefined} raw @param {string} what */
function number(raw = "", what) {
  const value = read(raw, what);
  if (typeof value !== "number" || !Number.isFinite(value)) throw unfit(what, raw, "a number");
  return value;
}

/** @param {string | undefined} raw @param {string} what */
function text(raw = "", what) {
  const value = read(raw, what);
  if (typeof value !== "string" || value.length > LONGEST) throw unfit(what, raw, `a text of at most ${LONGEST} characters`);
  return value;
}

/** @param {number} side */
const isSide = (side) => Number.isInteger(side) && side >= 1 && side <= LARGEST_SIDE;

/** @param {Uint8Array} picture @returns {"image/webp" | "image/jpeg" | null} by its first bytes */
function typeOf(picture) {
  const head = String.fromCharCode(...picture.subarray(0, 12));
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  return head.startsWith("RIFF") && head.endsWith("WEBP") ? "image/webp" : null;
}

/** base64url (RFC 4648, section 5) without `=`. @param {Uint8Array} bytes */
function toText(bytes) {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} text @param {string} what @returns {Uint8Array<ArrayBuffer>} */
function toBytes(text, what) {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) throw unfit(what, clipped(text), "base64url");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}
