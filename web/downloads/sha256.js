/** SHA-256 in hex, computed by the browser outside of this thread. @param {BufferSource} bytes
 * @returns {Promise<string>} 64 lower-case digits */
export async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
