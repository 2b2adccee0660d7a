/** @import { ErrorKind } from "./border.d.ts"
 *  @import { Failure } from "../sightline.js" */

/** An error with a stable code. The words may change between versions, `code` and `kind` do not. */
export class EngineError extends Error {
  /** @param {Failure} failure */
  constructor({ code, kind, message }) {
    super(message);
    this.name = "SightlineError";
    /** Stable, kebab-case. */
    this.code = code;
    /** Whose problem it is. @type {ErrorKind} */
    this.kind = kind;
  }
}

/** The engine's words as a sentence of its own: "the device is gone" becomes "The device is gone." Names stay as they are.
 * @param {string} words */
export function sentence(words) {
  const start = words.trim().replace(/^[a-z]+(?=[\s,])/, (first) => (first[0] ?? "").toUpperCase() + first.slice(1));
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
