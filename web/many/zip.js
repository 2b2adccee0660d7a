/** A ZIP archive that is made piece by piece, so that its content is never in memory as a whole. */
import { Zip, ZipDeflate, ZipPassThrough } from "fflate";

/** `content`: all of it, or piece by piece. `isPacked`: pictures and the like, which do not get smaller.
 * @typedef {{ name: string, content: Uint8Array | AsyncIterable<Uint8Array>, isPacked: boolean }} ZipEntry */

/** What the format holds without extensions that some programs cannot read. */
const MOST_BYTES = 2 ** 32 - 1;
const MOST_ENTRIES = 2 ** 16 - 1;
/** Pieces are handed to the browser in blobs of this size: it may keep those on disk. */
const BLOB = 4e6;

/**
 * @param {AsyncIterable<ZipEntry>} entries
 * @param {{ date?: Date, mostBytes?: number }} [options] `date`: of the entries, now by default
 * @returns {AsyncGenerator<Uint8Array>} the archive's bytes in order
 * @throws for more than 65,535 entries or 4 GB
 */
export async function* zipped(entries, { date = new Date(), mostBytes = MOST_BYTES } = {}) {
  /** @type {Uint8Array[]} */
  let ready = [];
  let [bytes, count] = [0, 0];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    bytes += chunk.length;
    ready.push(chunk);
  });
  const taken = () => {
    if (bytes > mostBytes) throw new Error("The archive would be larger than 4 GB, which many programs cannot open. Export fewer pictures: filter them first.");
    const pieces = ready;
    ready = [];
    return pieces;
  };
  for await (const { name, content, isPacked } of entries) {
    if ((count += 1) > MOST_ENTRIES) throw new Error("The archive would have more than 65,535 files, which many programs cannot open. Export fewer pictures: filter them first.");
    const file = isPacked ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    file.mtime = date;
    zip.add(file);
    for await (const piece of content instanceof Uint8Array ? [content] : content) {
      file.push(piece);
      yield* taken();
    }
    file.push(new Uint8Array(0), true);
    yield* taken();
  }
  zip.end();
  yield* taken();
}

/**
 * @param {AsyncIterable<Uint8Array>} pieces
 * @param {string} type
 * @returns {Promise<Blob>} pieces are kept in blobs of some megabytes until all are there
 */
export async function blobOf(pieces, type) {
  /** @type {Blob[]} */
  const blobs = [];
  /** @type {BlobPart[]} */
  let waiting = [];
  let bytes = 0;
  for await (const piece of pieces) {
    waiting.push(/** @type {Uint8Array<ArrayBuffer>} */ (piece));
    bytes += piece.length;
    if (bytes < BLOB) continue;
    blobs.push(new Blob(waiting));
    [waiting, bytes] = [[], 0];
  }
  return new Blob([...blobs, ...waiting], { type });
}
