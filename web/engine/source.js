/** Where a model is read from: its files, wherever they come from. */
import { absolute, fetchModel, shortened } from "./address.js";
import { EngineError } from "./error.js";

/** @import { RequestOptions } from "../sightline.js"
 *  @import { Send } from "./address.js"
 *  @import { ModelSource } from "./protocol.js" */

/** A promise for an address alone, so that requests stay in order. @param {Iterable<Blob> | Blob | string | URL} source
 * @param {Send | undefined} send what asks for an address @param {RequestOptions} options @returns {ModelSource | Promise<ModelSource>} */
export function modelSource(source, send, options) {
  return typeof source === "string" || source instanceof URL ? fetched(String(source), send, options) : given(source);
}

/** @param {string} text @param {Send | undefined} send @param {RequestOptions} options @returns {Promise<ModelSource>} */
async function fetched(text, send, { signal, onProgress }) {
  const address = absolute(text, document.baseURI);
  if (address) return { files: await fetchModel(address.href, { send, signal, onProgress }) };
  const message = `\`${shortened(text)}\` is no address of a model. Give one that begins with https:// and that a browser opens.`;
  throw new EngineError({ code: "model-address", kind: "model", message });
}

/** @param {Iterable<Blob> | Blob} source @returns {ModelSource} */
function given(source) {
  const blobs = source instanceof Blob ? [source] : [...source];
  const files = blobs.map((blob) => ({ name: blob instanceof File ? blob.name : "", blob }));
  const unnamed = files.filter(({ name }) => name === "").length;
  if (unnamed > 0 && files.length > 1) {
    const message = `Expected the files of a model with their names, got ${files.length} of which ${unnamed} have none: parts are found by name. Give File objects, such as \`new File([blob], "model.json")\`, or one .zip.`;
    throw new EngineError({ code: "files-unnamed", kind: "request", message });
  }
  return { files: files.map(({ name, blob }) => ({ name: name || "model", blob })) };
}
