/**
 * One value of a link as text. It has only characters that chat programs, Markdown and mail take for part of an address
 * wherever they stand: `A-Z a-z 0-9 /`, `- . _` inside a word, `+` for a space, and `%` with two digits for all others.
 * What looks like a number, `true`, `false` or `none` is one; a text that looks so has its first character as `%` and digits.
 */
import { unfit } from "./problem.js";

/** @typedef {string | number | boolean | null} Scalar */

const NUMBER = /^-?\d+(\.\d+)?(e-?\d+)?$/;
const WORDS = new Map(/** @type {const} */ ([["true", true], ["false", false], ["none", null]]));
const ESCAPED = /[!'()*~]|%20|%2F/g;

/** @param {Scalar} value @throws {RangeError} for a number that is not finite, and for half a character (a lone surrogate) */
export function write(value) {
  if (typeof value === "string") return writeText(value);
  if (typeof value === "number") return writeNumber(value);
  return value === null ? "none" : String(value);
}

/** @param {string} raw @param {string} what for the error, e.g. "the class" @returns {Scalar} @throws {LinkProblem} */
export function read(raw, what) {
  const word = WORDS.get(/** @type {"none"} */ (raw));
  if (word !== undefined) return word;
  return NUMBER.test(raw) ? Number(raw) : readText(raw, what);
}

/** @param {string} text */
function writeText(text) {
  const raw = escaped(text);
  return NUMBER.test(raw) || WORDS.has(/** @type {"none"} */ (raw)) ? `${percent(raw)}${raw.slice(1)}` : raw;
}

/** @param {string} text @throws {RangeError} for half a character */
export function escaped(text) {
  // Not left to encodeURIComponent, whose URIError says nothing to anybody.
  if (/\p{Surrogate}/u.test(text)) throw new RangeError("A text with half a character (a lone surrogate) cannot be put into a link.");
  const raw = encodeURIComponent(text).replace(ESCAPED, (found) => ({ "%20": "+", "%2F": "/" })[found] ?? percent(found));
  const isWord = (/** @type {string | undefined} */ character) => character !== undefined && /[A-Za-z0-9]/.test(character);
  return raw.replace(/[-._]/g, (found, at) => (isWord(raw[at - 1]) && isWord(raw[at + 1]) ? found : percent(found)));
}

/** @param {string} raw @param {string} what @returns {string} @throws {LinkProblem} */
export function readText(raw, what) {
  try {
    return decodeURIComponent(raw.replaceAll("+", " "));
  } catch {
    throw unfit(what, raw, "a text");
  }
}

/** @param {number} value */
function writeNumber(value) {
  if (!Number.isFinite(value)) throw new RangeError(`The number ${value} cannot be put into a link; it must be finite.`);
  return String(value).replace("e+", "e"); // -0 becomes "0"
}

/** @param {string} text of which the first character counts */
const percent = (text) => `%${text.charCodeAt(0).toString(16).toUpperCase()}`;
