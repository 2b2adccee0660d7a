/** @import { ErrorKind, Failure } from "./contract.js" */

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
