import { clipped } from "./problem.js";

/** @import { Ref } from "./shown.js" */

/**
 * What is said when another file came than the one that a link means.
 * @param {string} found its SHA-256
 * @param {Extract<Ref, { sha256: string }>} ref
 * @returns {string} what was expected, what came and what to do, in at most 300 characters
 */
export function otherWords(found, ref) {
  const difference = `SHA-256 ${found.slice(0, 8)}… instead of ${ref.sha256.slice(0, 8)}…`;
  return "name" in ref
    ? `This is not the \`${clipped(ref.name)}\` that the link means: its content differs (${difference}). Choose the file that the link was made with.`
    : `At ${clipped(new URL(ref.url).host)} lies another file now than when the link was made (${difference}). What you see is not what the link means; ask whoever sent it.`;
}
