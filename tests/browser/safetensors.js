/** Reads float32 tensors of a safetensors file: u64 header length, JSON header, little-endian data. */
import { readFileSync } from "node:fs";

/**
 * @param {string} path
 * @returns {(name: string) => Float32Array} the values of one tensor, row-major; throws when there is none
 */
export function openTensors(path) {
  const bytes = readFileSync(path);
  const headerBytes = Number(bytes.readBigUInt64LE(0));
  const start = 8 + headerBytes;
  const header = JSON.parse(bytes.toString("utf8", 8, start));
  return (name) => {
    const entry = header[name];
    if (entry?.dtype !== "F32") throw new Error(`${path} has no float32 tensor ${name}`);
    const [from, to] = entry.data_offsets;
    // A copy, because the data need not be aligned to four bytes in the file.
    return new Float32Array(Uint8Array.from(bytes.subarray(start + from, start + to)).buffer);
  };
}
