import { sha256 } from "../store/sha256.js";
import { clipped } from "./problem.js";

/** @import { Ref } from "./shown.js" */

/**
 * Is this the file that a link means? To be asked of whatever was fetched or dropped for it, before it is used.
 * @param {BufferSource} bytes the whole file
 * @param {Extract<Ref, { sha256: string }>} ref
 * @returns {Promise<{ ok: true } | { ok: false, message: string }>} `message` says what was expected, what came and what to do
 * @throws {TypeError} where the browser has no Web Crypto: on a page that came neither by https nor from this machine
 */
export async function verify(bytes, ref) {
  const found = await sha256(bytes);
  if (found === ref.sha256) return { ok: true };
  const difference = `SHA-256 ${found.slice(0, 8)}… instead of ${ref.sha256.slice(0, 8)}…`;
  const message =
    "name" in ref
      ? `This is not the \`${clipped(ref.name)}\` that the link means: its content differs (${difference}). Choose the file that the link was made with.`
      : `At ${clipped(new URL(ref.url).host)} lies another file now than when the link was made (${difference}). It was not used; ask whoever sent the link.`;
  return { ok: false, message };
}
