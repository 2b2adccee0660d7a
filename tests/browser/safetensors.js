/** Reads tensors of a safetensors file: u64 header length, JSON header, little-endian data. */
import { readFileSync } from "node:fs";

/**
 * Returns a function that gives the bytes of one tensor, and throws if there is none.
 * @param {URL} path
 * @returns {(name: string) => Buffer}
 */
export function openTensors(path) {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, start));
  return (name) => {
    if (!header[name]) throw new Error(`${path} has no tensor ${name}`);
    const [from, to] = header[name].data_offsets;
    return bytes.subarray(start + from, start + to);
  };
}
