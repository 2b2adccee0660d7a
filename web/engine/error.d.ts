/** @import { ErrorKind } from "./border.d.ts"
 *  @import { Failure } from "../sightline.js" */
import type { ErrorKind } from "./border.d.ts";
import type { Failure } from "../sightline.js";
/** An error with a stable code. The words may change between versions, `code` and `kind` do not. */
export declare class EngineError extends Error {
    /** Stable, kebab-case. */
    code: string;
    /** Whose problem it is. @type {ErrorKind} */
    kind: ErrorKind;
    /** @param {Failure} failure */
    constructor({ code, kind, message }: Failure);
}
/** The engine's words as a sentence of its own: "the device is gone" becomes "The device is gone." Names stay as they are.
 * @param {string} words */
export declare function sentence(words: string): string;
