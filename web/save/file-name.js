/** What a saved file is called. Pure. */
import { oneLine } from "./plain-text.js";

/** @import { Saved } from "./saved.js" */

const LONGEST_PART = 40;

/**
 * @param {Saved} saved
 * @param {string} ending without the dot
 * @returns {string} picture, class and method, such as `chelsea-tiger-cat-grad-cam.png`: letters, digits, `-` and `.` alone, at most
 *   130 characters, so that every system takes it
 */
export function savedName({ picture, className, method }, ending) {
  const parts = [picture.name?.replace(/\.[^.]*$/, "") ?? "picture", className, method.id].map(plain).filter(Boolean);
  return `${parts.join("-")}.${ending}`;
}

/** @param {string} text */
function plain(text) {
  const words = oneLine(text).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
  return [...words].slice(0, LONGEST_PART).join("").replace(/^-+|-+$/g, "");
}
