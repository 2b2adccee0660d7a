/** Numbers as text: few digits, which give the same float32 back. Pure. */
import { SaveError } from "./error.js";

/** No float32 needs more. */
const MOST_DIGITS = 9;

/**
 * @param {number} value a float32
 * @returns {string} of at most nine significant digits; `Math.fround(Number(text))` is the value, -0 included
 * @throws {SaveError} `not-finite`
 */
export function float32Text(value) {
  if (!Number.isFinite(value)) throw new SaveError("not-finite", `Expected numbers in the map, got ${value}. Explain the picture again.`);
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  for (let digits = 6; digits < MOST_DIGITS; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(MOST_DIGITS)));
}

/** The number that JSON writes with these few digits. @param {number} value a float32 @returns {number} the same as a float32 */
export const shortened = (value) => Number(float32Text(Math.fround(value)));
