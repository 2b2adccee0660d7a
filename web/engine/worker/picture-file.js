/** A picture's file as bytes. */
import { EngineError } from "../error.js";
import { readable } from "./browser-picture.js";

/** @import { Progress } from "../../sightline.js" */

/** @typedef {(progress: Progress) => void} OnProgress */

/** Throws for what begins like no picture, and for too many bytes. @typedef {(beginning: Uint8Array, length: number) => void} Admit */

/** As many bytes as tell what a file is. */
const FIRST_BYTES = 1024;

/**
 * Nothing but the first bytes is read of what is no picture, or too long.
 * @param {Blob} given
 * @param {Admit} admit
 * @param {OnProgress} onProgress told in bytes
 * @returns {Promise<Uint8Array>}
 * @throws {EngineError} `file-unreadable`, and what `admit` throws
 */
export async function readPicture(given, admit, onProgress) {
  const { blob, beginning } = await opened(given).catch(unreadable);
  admit(beginning, blob.size);
  return read(blob, onProgress).catch(unreadable);
}

/** @param {Blob} given */
async function opened(given) {
  const blob = await readable(given);
  return { blob, beginning: new Uint8Array(await blob.slice(0, FIRST_BYTES).arrayBuffer()) };
}

/** @param {Blob} blob @param {OnProgress} onProgress */
async function read(blob, onProgress) {
  const bytes = new Uint8Array(blob.size);
  let done = 0;
  for await (const chunk of chunks(blob.stream())) {
    bytes.set(chunk, done);
    onProgress({ step: "read", done: (done += chunk.length), total: blob.size, unit: "bytes" });
  }
  return bytes;
}

/** @param {unknown} error @returns {never} */
function unreadable(error) {
  const message = `The picture could not be read (${error instanceof Error ? error.message : error}). It may have been moved or changed since it was chosen: choose it again.`;
  throw new EngineError({ code: "file-unreadable", kind: "image", message });
}

/** A stream cannot be iterated over in every browser; its reader can. @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream */
async function* chunks(stream) {
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}
