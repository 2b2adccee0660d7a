/** What a server's answer says about a file. Pure. */

/** @import { Manifest } from "./contract.js" */

/** The answer goes on where the kept parts end, begins anew, or shows that the rest belongs to another file.
 * @typedef {{ kind: "continues" | "begins" | "other", total: number | null, version: string | null }} Answer */

/**
 * Which bytes these are. Another page's server may hide headers: without `Content-Range` the length of the rest tells,
 * and without `ETag` there is `Last-Modified`, which every page may read.
 * @param {Response} response @param {Manifest} manifest what is kept @param {number} from the first byte asked for
 * @returns {Answer}
 */
export function understand({ status, headers }, manifest, from) {
  const version = headers.get("etag") ?? headers.get("last-modified");
  const encoded = !["", "identity"].includes(headers.get("content-encoding") ?? "");
  const length = encoded ? null : wholeNumber(headers.get("content-length"));
  if (status !== 206) return { kind: "begins", total: length, version };
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "");
  const total = range ? wholeNumber(range[2] ?? null) : length === null ? null : from + length;
  const isSame = !encoded && version === manifest.version && total === manifest.total && Number(range?.[1] ?? from) === from;
  return { kind: isSame ? "continues" : "other", total, version };
}

/** @param {string | null} text */
const wholeNumber = (text) => (text !== null && /^\d+$/.test(text) ? Number(text) : null);

/** A web page instead of a file: servers say "200 OK" to these, too. @param {Response} response */
export const isPage = ({ headers }) => /^(text\/html|application\/xhtml)/i.test(headers.get("content-type") ?? "");

/** What a file that begins so is, if it cannot be a model's. @param {Uint8Array} bytes the first of the file @returns {string | null} */
export function notWeightsBecause(bytes) {
  const start = String.fromCharCode(...bytes.subarray(0, 64)).replace(/^\u00ef\u00bb\u00bf/, "").trimStart();
  if (/^<(!doctype|!--|html|head|\?xml)/i.test(start)) return "a web page";
  return start.startsWith("version https://git-lfs") ? "a Git LFS pointer" : null;
}
