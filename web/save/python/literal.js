/** Values and names in the text of a Python script. Pure. */
import { oneLine } from "../plain-text.js";

/** Printable ASCII and letters; anything else could look like something else. */
const PLAIN = /^[\p{L}\p{N}\p{P}\p{S} ]$/u;

/** A string literal that Python reads as this text, whatever is in it. @param {string} text */
export function string(text) {
  const escaped = [...text].map((letter) => {
    if (letter === '"' || letter === "\\") return `\\${letter}`;
    if (PLAIN.test(letter)) return letter;
    const code = letter.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return `"${escaped.join("")}"`;
}

/** @param {boolean} value */
export const bool = (value) => (value ? "True" : "False");

/** @param {readonly number[]} values */
export const tuple = (values) => `(${values.join(", ")}${values.length === 1 ? "," : ""})`;

/** One line of a comment. @param {string} text */
export const comment = (text) => `# ${oneLine(text)}`;
