/** Model files as bytes, from a person's disk or from an address. */
import { EngineError } from "../error.js";
import { readable } from "./browser-picture.js";

/** @import { Progress } from "../../sightline.js" */
/** @import { NamedBlob } from "../protocol.js" */

/** @typedef {(progress: Progress) => void} OnProgress */

/**
 * @param {Blob} given
 * @param {OnProgress} onProgress told in bytes
 * @returns {Promise<Uint8Array>}
 * @throws {EngineError} `file-unreadable`
 */
export async function readPicture(given, onProgress) {
  let done = 0;
  try {
    const blob = await readable(given);
    const bytes = new Uint8Array(blob.size);
    for await (const chunk of chunks(blob.stream())) {
      bytes.set(chunk, done);
      onProgress({ step: "read", done: (done += chunk.length), total: blob.size, unit: "bytes" });
    }
    return bytes;
  } catch (error) {
    const message = `The picture could not be read (${error instanceof Error ? error.message : error}). It may have been moved or changed since it was chosen: choose it again.`;
    throw new EngineError({ code: "file-unreadable", kind: "image", message });
  }
}

/**
 * Fetches a model: the address of one file (a .zip, say), of a `model.json`, or of a folder with a `model.json`,
 * as Teachable Machine shares them. The weight files are those that `model.json` names.
 * @param {string} address absolute
 * @param {OnProgress} onProgress
 * @returns {Promise<NamedBlob[]>}
 * @throws {EngineError} `model-unreachable`, `model-refused`, `model-not-weights`, `model-interrupted`
 */
export async function fetchModel(address, onProgress) {
  const url = new URL(address);
  const last = url.pathname.split("/").at(-1) ?? "";
  if (last.includes(".") && !last.endsWith(".json")) return download([await open(url, last)], onProgress);
  if (last.length > 0 && !last.includes(".")) url.pathname += "/";
  const topology = last.endsWith(".json") ? url : new URL(`model.json${url.search}`, url);
  const [model] = await download([await open(topology, "model.json")], onProgress);
  if (!model) return [];
  const weights = weightNames(await model.blob.text()).map((name) => open(new URL(name, topology), name));
  // Labels are optional, and a server that has none often answers in a way that a page may not read.
  const labels = open(new URL("metadata.json", topology), "metadata.json").catch(() => null);
  const rest = await Promise.all([...weights, labels]);
  return [model, ...(await download(rest.filter((part) => part !== null), onProgress))];
}

/** A file that is no JSON is passed on alone: the model loader says what is wrong with it. @param {string} text @returns {string[]} */
function weightNames(text) {
  try {
    return JSON.parse(text).weightsManifest?.flatMap((/** @type {{ paths: string[] }} */ group) => group.paths) ?? [];
  } catch {
    return [];
  }
}

/** @typedef {{ name: string, response: Response }} Opened */

/** @param {URL} url @param {string} name @returns {Promise<Opened>} */
async function open(url, name) {
  let response;
  try {
    response = await fetch(url, { referrerPolicy: "no-referrer" });
  } catch {
    const message = `${url.href} could not be fetched, and the browser does not say why. Either the address cannot be reached, or its server does not allow other pages to read it (CORS). Download the model's files and drop them here instead.`;
    throw new EngineError({ code: "model-unreachable", kind: "model", message });
  }
  if (response.ok && !isPage(response)) return { name, response };
  if (response.ok) {
    const message = `Expected a model's file at ${url.href}, got a web page. Give the address of the file itself, as a download link has it.`;
    throw new EngineError({ code: "model-not-weights", kind: "model", message });
  }
  const message = `${url.href} could not be fetched: the server answered ${response.status} ${response.statusText}`.trim();
  throw new EngineError({ code: "model-refused", kind: "model", message: `${message}. Check the address.` });
}

/** @param {Response} response */
const isPage = ({ headers }) => /^text\/html/i.test(headers.get("content-type") ?? "");

/** @param {Opened[]} parts @param {OnProgress} onProgress @returns {Promise<NamedBlob[]>} */
async function download(parts, onProgress) {
  const expected = parts.reduce((sum, { response }) => sum + Number(response.headers.get("content-length") ?? Number.NaN), 0);
  let done = 0;
  return Promise.all(parts.map(async ({ name, response }) => {
    const received = [];
    for await (const chunk of chunks(response.body, () => interrupted(response.url))) {
      received.push(chunk);
      done += chunk.length;
      // A compressed transfer is shorter than what arrives: then the total is not known.
      onProgress({ step: "fetch", done, total: done <= expected ? expected : null, unit: "bytes" });
    }
    return { name, blob: new Blob(received) };
  }));
}

/** @param {string} url */
function interrupted(url) {
  const message = `The connection broke before all of ${url} was here. Try again, or download the model's files and drop them here.`;
  return new EngineError({ code: "model-interrupted", kind: "model", message });
}

/** A stream cannot be iterated over in every browser; its reader can.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>> | null} stream @param {() => Error} [broken] what to throw when it ends early */
async function* chunks(stream, broken) {
  const reader = stream?.getReader();
  const read = () => reader?.read().catch((error) => Promise.reject(broken?.() ?? error));
  for (let part = await read(); part && !part.done; part = await read()) yield part.value;
}
