/** Where a model is read from, as the worker is told. */
import { EngineError } from "./error.js";

/** @import { ModelSource } from "./protocol.js" */

/** @param {Iterable<Blob> | Blob | string | URL} source @returns {ModelSource} */
export function modelSource(source) {
  // The worker's own address is another one: relative addresses are meant from the page.
  if (typeof source === "string" || source instanceof URL) return { url: new URL(source, document.baseURI).href };
  const blobs = source instanceof Blob ? [source] : [...source];
  const files = blobs.map((blob) => ({ name: blob instanceof File ? blob.name : "", blob }));
  const unnamed = files.filter(({ name }) => name === "").length;
  if (unnamed > 0 && files.length > 1) {
    const message = `Expected the files of a model with their names, got ${files.length} of which ${unnamed} have none: parts are found by name. Give File objects, such as \`new File([blob], "model.json")\`, or one .zip.`;
    throw new EngineError({ code: "files-unnamed", kind: "request", message });
  }
  return { files: files.map(({ name, blob }) => ({ name: name || "model", blob })) };
}
