import { sha256 as computed } from "@noble/hashes/sha2.js";

/** SHA-256 in hex, computed by the browser outside of this thread; a page that came neither by https nor from this machine is not given
 * that, and computes it here. @param {BufferSource} bytes @returns {Promise<string>} 64 lower-case digits */
export async function sha256(bytes) {
  const subtle = globalThis.crypto?.subtle;
  const digest = subtle ? new Uint8Array(await subtle.digest("SHA-256", bytes)) : computed(plain(bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {BufferSource} bytes */
const plain = (bytes) => (ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes));
