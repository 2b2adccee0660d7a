/** A model's files from an address. */
import { EngineError } from "./error.js";

/** @import { Progress } from "../sightline.js" */
/** @import { NamedBlob } from "./protocol.js" */

/** As `fetch`. @typedef {(address: string | URL, ask: { signal: AbortSignal }) => Promise<Response>} Send */
/** @typedef {{ send: Send, signal: AbortSignal, onProgress: (progress: Progress) => void }} Means */

/** The most files that a `model.json` may name. */
const MOST_FILES = 200;
/** The most bytes of a `model.json`, as the engine's own limit. */
const MOST_JSON = 8_000_000;
/** The longest address in a message, in characters. */
const LONGEST = 100;

/** No other page's rights go with it, and the server is not told where it is asked from. @type {Send} */
export const sendPlainly = (address, { signal }) => fetch(address, { signal, credentials: "omit", referrerPolicy: "no-referrer" });

/**
 * Fetches a model: the address of one file (a .zip, say), of a `model.json`, or of a folder with a `model.json`,
 * as Teachable Machine shares them. The weight files are those that `model.json` names, in its folder or below. The first
 * failure ends all that is under way.
 * @param {string} address absolute
 * @param {{ send?: Send | undefined, signal?: AbortSignal | undefined, onProgress?: ((progress: Progress) => void) | undefined }} [options]
 * @returns {Promise<NamedBlob[]>}
 * @throws {EngineError} `model-address`, `model-unreachable`, `model-refused`, `model-not-weights`, `model-interrupted`
 */
export async function fetchModel(address, { send = sendPlainly, signal, onProgress = () => {} } = {}) {
  signal?.throwIfAborted();
  const ended = new AbortController();
  const end = () => ended.abort();
  signal?.addEventListener("abort", end);
  try {
    return await files(new URL(address), { send, onProgress, signal: ended.signal });
  } catch (error) {
    end();
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener("abort", end);
  }
}

/** @param {URL} url @param {Means} means */
async function files(url, means) {
  const last = url.pathname.split("/").at(-1) ?? "";
  if (last.includes(".") && !last.endsWith(".json")) return download([await open(url, last, means)], means);
  if (last.length > 0 && !last.includes(".")) url.pathname += "/";
  const topology = last.endsWith(".json") ? url : new URL(`model.json${url.search}`, url);
  const [model] = await download([await open(topology, "model.json", means)], means, MOST_JSON);
  if (!model) return [];
  const weights = weightFiles(await model.blob.text(), topology).map(({ name, address }) => open(address, name, means));
  // Labels are optional, and a server that has none often answers in a way that a page may not read.
  const labels = open(new URL("metadata.json", topology), "metadata.json", means).catch(() => null);
  const rest = await Promise.all([...weights, labels]);
  return [model, ...(await download(rest.filter((part) => part !== null), means))];
}

/** A file that is no JSON is passed on alone: the model loader says what is wrong with it.
 * @param {string} text @param {URL} topology @returns {{ name: string, address: URL }[]} */
export function weightFiles(text, topology) {
  let groups;
  try {
    groups = JSON.parse(text).weightsManifest;
  } catch {
    return [];
  }
  const names = (Array.isArray(groups) ? groups : []).flatMap((group) => (Array.isArray(group?.paths) ? group.paths : []));
  if (names.length > MOST_FILES) throw wrongAddress(`its model.json names ${names.length} files, and at most ${MOST_FILES} are fetched`);
  return names.map((name) => ({ name: String(name), address: inFolder(String(name), topology) }));
}

/** @param {string} name @param {URL} topology */
function inFolder(name, topology) {
  const folder = new URL(".", topology);
  const address = absolute(name, topology);
  if (address && address.origin === folder.origin && address.pathname.startsWith(folder.pathname)) return address;
  throw wrongAddress(`its model.json names a file outside of its folder, \`${shortened(name)}\``);
}

/** An address, or null for what is none. @param {string} text @param {string | URL} base */
export function absolute(text, base) {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

/** @param {string} what is wrong */
function wrongAddress(what) {
  const message = `This model is not fetched: ${what}. Download the model's files and drop them here instead.`;
  return new EngineError({ code: "model-address", kind: "model", message });
}

/** @typedef {{ name: string, url: URL, response: Response }} Opened */

/** @param {URL} url @param {string} name @param {Means} means @returns {Promise<Opened>} */
async function open(url, name, { send, signal }) {
  let response;
  try {
    response = await send(url, { signal });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const message = `${shortened(url.href)} could not be fetched, and the browser does not say why. Either the address cannot be reached, or its server does not allow other pages to read it (CORS). Download the model's files and drop them here instead.`;
    throw new EngineError({ code: "model-unreachable", kind: "model", message });
  }
  if (response.ok && !isPage(response)) return { name, url, response };
  if (response.ok) {
    const message = `Expected a model's file at ${shortened(url.href)}, got a web page. Give the address of the file itself, as a download link has it.`;
    throw new EngineError({ code: "model-not-weights", kind: "model", message });
  }
  const message = `${shortened(url.href)} could not be fetched: the server answered ${response.status} ${response.statusText.slice(0, LONGEST)}`.trim();
  throw new EngineError({ code: "model-refused", kind: "model", message: `${message}. Check the address.` });
}

/** @param {Response} response */
const isPage = ({ headers }) => /^text\/html/i.test(headers.get("content-type") ?? "");

/** @param {Opened[]} parts @param {Means} means @param {number} [most] bytes @returns {Promise<NamedBlob[]>} */
async function download(parts, { onProgress, signal }, most = Infinity) {
  const expected = parts.reduce((sum, { response }) => sum + Number(response.headers.get("content-length") ?? Number.NaN), 0);
  let done = 0;
  return Promise.all(parts.map(async ({ name, url, response }) => {
    const received = [];
    for await (const chunk of chunks(response.body, (error) => (signal.aborted ? error : interrupted(url)))) {
      received.push(chunk);
      done += chunk.length;
      if (done > most) throw wrongAddress(`its model.json has more than ${most / 1e6} MB`);
      // A compressed transfer is shorter than what arrives: then the total is not known.
      onProgress({ step: "fetch", done, total: done <= expected ? expected : null, unit: "bytes" });
    }
    return { name, blob: new Blob(received) };
  }));
}

/** @param {URL} url */
function interrupted({ href }) {
  const message = `The connection broke before all of ${shortened(href)} was here. Try again, or download the model's files and drop them here.`;
  return new EngineError({ code: "model-interrupted", kind: "model", message });
}

/** The beginning of a name or an address that is too long for a message. @param {string} text */
export const shortened = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** A stream cannot be iterated over in every browser; its reader can.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>> | null} stream @param {(error: unknown) => unknown} broken what to throw when it ends early */
async function* chunks(stream, broken) {
  const reader = stream?.getReader();
  const read = () => reader?.read().catch((error) => Promise.reject(broken(error)));
  for (let part = await read(); part && !part.done; part = await read()) yield part.value;
}
