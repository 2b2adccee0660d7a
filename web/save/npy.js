/**
 * NumPy's file format, version 1.0, for what a map is: two axes of float32, little-endian, row by row.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { SaveError, quoted } from "./error.js";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]; // "\x93NUMPY", version 1.0
const BEFORE_HEADER = MAGIC.length + 2;
/** The data begins at a multiple of this. */
const ALIGNMENT = 64;
/** No network's input has longer sides, and so no map. */
const LONGEST = 4096;
const REMEDY = "Save it again from the page.";

/**
 * @param {{ map: Float32Array, width: number, height: number }} explanation the map, row by row
 * @returns {Uint8Array<ArrayBuffer>} `numpy.load` gives an array of shape `(height, width)`
 */
export function npyOf({ map, width, height }) {
  const facts = `{'descr': '<f4', 'fortran_order': False, 'shape': (${height}, ${width}), }`;
  const start = Math.ceil((BEFORE_HEADER + facts.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(start + 4 * map.length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint16(MAGIC.length, start - BEFORE_HEADER, true);
  bytes.set(new TextEncoder().encode(`${facts.padEnd(start - BEFORE_HEADER - 1)}\n`), BEFORE_HEADER);
  map.forEach((value, at) => view.setFloat32(start + 4 * at, value, true));
  return bytes;
}

/**
 * Reads what `npyOf` writes, and nothing else: no other type, order or number of axes.
 * @param {Uint8Array} bytes
 * @returns {{ map: Float32Array, width: number, height: number }} the map, row by row
 * @throws {SaveError} `npy-damaged`
 */
export function mapOfNpy(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < BEFORE_HEADER || MAGIC.some((byte, at) => bytes[at] !== byte)) throw damaged("NumPy's first bytes and version 1.0", "others");
  const start = BEFORE_HEADER + view.getUint16(MAGIC.length, true);
  const facts = String.fromCharCode(...bytes.subarray(BEFORE_HEADER, Math.min(start, BEFORE_HEADER + 200)));
  const found = /^\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d{1,4}), (\d{1,4})\), \} *\n?$/.exec(facts);
  if (!found) throw damaged("two axes of float32", quoted(facts.trimEnd()));
  const [height, width] = [Number(found[1]), Number(found[2])];
  if (height < 1 || width < 1 || height > LONGEST || width > LONGEST) throw damaged(`sides of 1 to ${LONGEST}`, `${height} x ${width}`);
  if (bytes.length - start !== 4 * height * width) throw damaged(`${4 * height * width} bytes of values`, `${bytes.length - start}`);
  const map = new Float32Array(height * width);
  for (let at = 0; at < map.length; at += 1) map[at] = view.getFloat32(start + 4 * at, true);
  return { map, width, height };
}

/** @param {string} expected @param {string} got */
const damaged = (expected, got) => new SaveError("npy-damaged", `Expected a map in NumPy's format with ${expected}, got ${got}. ${REMEDY}`);
