/** The files of a drop or a paste. */

/** `path`: the name with the folders that were dropped, parts between slashes. @typedef {{ file: File, path: string }} Placed */

/**
 * Files and the files in folders. Call it while the event is handled: the browser empties the transfer afterwards.
 * @param {DataTransfer} transfer
 * @returns {Promise<Placed[]>}
 */
export async function transferredFiles(transfer) {
  const files = [...transfer.files];
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  // Only a folder needs the entries; files that a script or another page made have none.
  if (!entries.some((entry) => entry?.isDirectory)) return files.map(placed);
  const nested = await Promise.all(entries.filter((entry) => entry !== null).map(filesOf));
  return nested.flat();
}

/** A file as it was chosen, from a folder if a folder was. @param {File} file @returns {Placed} */
export const placed = (file) => ({ file, path: file.webkitRelativePath || file.name });

/** @param {FileSystemEntry} entry @returns {Promise<Placed[]>} */
async function filesOf(entry) {
  if (entry.isFile) {
    /** @type {File} */
    const file = await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject));
    return [{ file, path: entry.fullPath.replace(/^\//, "") }];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  const found = [];
  // A reader gives a folder in portions, and an empty one at the end.
  for (let part = await portion(reader); part.length > 0; part = await portion(reader)) found.push(...part);
  return (await Promise.all(found.map(filesOf))).flat();
}

/** @param {FileSystemDirectoryReader} reader @returns {Promise<FileSystemEntry[]>} */
const portion = (reader) => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
