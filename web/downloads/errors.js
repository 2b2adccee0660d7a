/** Every way in which a download can fail: a stable code, and words that say what to do. */
import { EngineError } from "../engine/error.js";
import { bytes } from "../words.js";

/** @import { ModelFile, Pin } from "./contract.js" */

/** @param {string} code @param {string} message */
const failure = (code, message) => new EngineError({ code, kind: "model", message });

/** @param {string} url */
const host = (url) => new URL(url).host;

/** @param {number} kept */
const keptWords = (kept) => (kept > 0 ? ` The ${bytes(kept)} that arrived are kept.` : "");

/** @param {ModelFile} file @param {{ kept: number, online: boolean }} now */
export function unreachable({ url }, { kept, online }) {
  const why = online
    ? `${host(url)} could not be asked, and the browser does not say why: the server cannot be reached, something blocks it, or it does not allow other pages to read the file (CORS). Try again, or download ${url} yourself and drop the file here.`
    : `This browser is offline, and ${host(url)} is needed for what is missing. Connect and try again.`;
  return failure("model-unreachable", why + keptWords(kept));
}

/** @param {ModelFile} file @param {Response} response */
export function refused({ url }, { status, statusText }) {
  const what = { 401: "The file needs an account there.", 403: "The file is not given to everybody.", 404: "The file is not there any more.", 429: "It was asked too often: wait a few minutes." }[status];
  const advice = what ?? (status >= 500 ? "The server has trouble: try again later." : "Check the address.");
  return failure("model-refused", `${url} could not be fetched: the server answered ${`${status} ${statusText}`.trim()}. ${advice}`);
}

/** @param {ModelFile} file @param {number} kept @param {number | null} total */
export function interrupted({ url }, kept, total) {
  const of = total === null ? "" : ` of ${bytes(total)}`;
  return failure("model-interrupted", `The connection to ${host(url)} broke after ${bytes(kept)}${of}. What arrived is kept: resume to fetch the rest.`);
}

/** @param {ModelFile} file @param {number} kept @param {number} total */
export const truncated = ({ name }, kept, total) =>
  failure("model-truncated", `Expected ${total} bytes of \`${name}\`, got ${kept}: the server stopped early. What arrived is kept: resume to fetch the rest.`);

/** @param {ModelFile} file @param {string} what */
export const notWeights = ({ name, url }, what) =>
  failure("model-not-weights", `Expected the model file \`${name}\`, got ${what} from ${host(url)}: a sign-in page of the network, perhaps, or the file has moved. Nothing was kept. Open ${url} in a tab to see.`);

/** What came is another file; `pinned` is the address whose fingerprint says so, null where it is the list that does. */
export class Changed extends EngineError {
  /** @param {string} message @param {string | null} pinned */
  constructor(message, pinned) {
    super({ code: "model-changed", kind: "model", message });
    this.pinned = pinned;
  }
}

/** The file is not the one that the catalogue lists or that was first downloaded here.
 * @param {ModelFile} file @param {Pin | null} pin what it was compared with, null for the catalogue @param {string} got */
export function changed({ name, url, sha256, bytes: listed }, pin, got) {
  const expected = pin
    ? `the file first downloaded here on ${pin.date.slice(0, 10)} (SHA-256 ${short(pin.sha256)}, ${pin.bytes} bytes)`
    : `the file that the catalogue lists (${sha256 ? `SHA-256 ${short(sha256)}` : `${listed} bytes`})`;
  const advice = pin ? "If you trust the new file, forget the fingerprint of the first one." : "Do not use it before you know why.";
  return new Changed(`Expected ${expected} for \`${name}\`, got another one: ${got}. Nothing was kept. ${advice}`, pin && url);
}

/** @param {ModelFile} file */
export const replaced = ({ name }) =>
  failure("model-changed", `\`${name}\` changed on its server since its first part was downloaded. The old part is deleted: download it again.`);

/** @param {string} name */
export const damaged = (name) =>
  failure("model-damaged", `What this browser kept of \`${name}\` is not what was downloaded. It is deleted: download it again.`);

/** @param {string} name */
export const absent = (name) => failure("model-absent", `\`${name}\` is not kept in this browser any more: download it again.`);

/** @param {ModelFile} file @param {number} kept */
export const storageFull = ({ name }, kept) =>
  failure("storage-full", `This browser's storage for the page is full: \`${name}\` cannot be kept.${keptWords(kept)} Delete models under “Kept in this browser” or free space on the disk, then resume.`);

/** @param {ModelFile} file @param {unknown} error */
export const notKept = ({ name }, error) =>
  failure("storage-failed", `This browser could not keep \`${name}\`: ${error instanceof Error ? error.message : error}. Reload the page and try again.`);

/** @param {{ name: string }} file @param {unknown} error */
export const unreadable = ({ name }, error) =>
  failure("storage-failed", `This browser could not read what it keeps of \`${name}\`: ${error instanceof Error ? error.message : error}. Reload the page and try again.`);

/** The first of a hash's 64 digits. @param {string} sha256 */
export const short = (sha256) => sha256.slice(0, 12);
