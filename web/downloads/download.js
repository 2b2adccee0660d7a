/**
 * Downloads one file in parts, each hashed and kept as it arrives: an interrupted download goes on where it stopped,
 * also after a reload.
 */
import { isPage, understand } from "./answer.js";
import { changed, interrupted, notWeights, refused, short, truncated, unreachable } from "./errors.js";
import { keptBytes } from "./ledger.js";
import { PartBuffer } from "./part-buffer.js";
import { PartKeeper } from "./part-keeper.js";
import { sha256 } from "./sha256.js";

/** @import { Answer } from "./answer.js"
 *  @import { Manifest, ModelFile, Pin, Part, Received } from "./contract.js"
 *  @import { Send } from "../abroad/send.js"
 *  @import { Ledger } from "./ledger.js" */

/** @typedef {{ ledger: Ledger, send: Send, signal: AbortSignal, onReceived: (received: Received) => void }} Means */

/**
 * Resolves when the file is kept whole, with the hash that the catalogue lists or that is remembered of it, if either is known.
 * What arrived before a failure or an abort is kept.
 * @param {ModelFile} file @param {Means} means
 * @throws `model-unreachable`, `model-refused`, `model-interrupted`, `model-truncated`, `model-not-weights`,
 *   `model-changed`, `model-damaged`, `storage-full`, `storage-failed`
 */
export async function download(file, means) {
  const { ledger, signal } = means;
  signal.throwIfAborted();
  const pin = await ledger.pin(file.url);
  let manifest = (await ledger.manifest(file.url)) ?? empty(file, null, null);
  if (manifest.sha256) return;
  // All bytes may be there and only the last check missing.
  if (manifest.total === null || keptBytes(manifest) < manifest.total) manifest = await receiveRest(file, manifest, pin, means);
  await finish(file, manifest, pin, ledger);
}

/** Null where the browser says no more than that it failed. @param {unknown} error */
function unreached(error) {
  if (error instanceof TypeError) return null;
  throw error;
}

/** @param {ModelFile} file @param {number | null} total @param {string | null} version @returns {Manifest} */
function empty({ url, name }, total, version) {
  return { url, name, version, total, parts: [], sha256: null, date: new Date().toISOString() };
}

/** @param {ModelFile} file @param {Manifest} manifest @param {Pin | null} pin @param {Means} means @returns {Promise<Manifest>} */
async function receiveRest(file, manifest, pin, means) {
  // A server that names no version could send the rest of another file: its last kept part is fetched again to compare.
  const again = manifest.version === null ? manifest.parts.at(-1) ?? null : null;
  const start = again ? { ...manifest, parts: manifest.parts.slice(0, -1) } : manifest;
  const { response, answer } = await ask(file, start, keptBytes(manifest), means);
  if (answer.kind === "continues") return receive(file, start, again, response, means);
  refuseEarly(file, pin, response, answer);
  await means.ledger.removeFile(file.url);
  return receive(file, empty(file, answer.total, answer.version), null, response, means);
}

/**
 * Asks for what is missing, and for all of it where the server gives no parts, or now has another file. The header
 * `Range: bytes=n-` is one that a browser sends to other servers without asking them first; `If-Range` is not.
 * @param {ModelFile} file @param {Manifest} start @param {number} kept @param {Means} means
 * @returns {Promise<{ response: Response, answer: Answer }>}
 */
async function ask(file, start, kept, { send, signal }) {
  const from = keptBytes(start);
  if (from > 0) {
    const response = await send(file.url, { signal, headers: { range: `bytes=${from}-` } }).catch(unreached);
    signal.throwIfAborted();
    // 416: the file became shorter. Any other refusal says nothing about what is kept.
    if (response && !response.ok && response.status !== 416) throw refused(file, response);
    const answer = response?.ok ? understand(response, start, from) : null;
    if (response && answer && answer.kind !== "other") return { response, answer };
    void response?.body?.cancel();
  }
  const response = await send(file.url, { signal }).catch(unreached);
  signal.throwIfAborted();
  if (!response) throw unreachable(file, { kept, online: globalThis.navigator?.onLine ?? true });
  if (!response.ok) throw refused(file, response);
  return { response, answer: { ...understand(response, start, 0), kind: "begins" } };
}

/** What the headers alone give away, before anything is received or deleted. A smaller length than expected may be
 * that of a compressed transfer. @param {ModelFile} file @param {Pin | null} pin @param {Response} response @param {Answer} answer */
function refuseEarly(file, pin, response, { total }) {
  const expected = file.bytes ?? pin?.bytes ?? null;
  const isLonger = expected !== null && total !== null && total > expected;
  if (!isPage(response) && !isLonger) return;
  void response.body?.cancel();
  throw isPage(response) ? notWeights(file, "a web page") : changed(file, file.bytes === null ? pin : null, `${total} bytes`);
}

/** @param {ModelFile} file @param {Manifest} start @param {Part | null} again
 * @param {Response} response @param {Means} means @returns {Promise<Manifest>} */
async function receive(file, start, again, response, { ledger, signal, onReceived }) {
  const keeper = new PartKeeper(file, start, again, ledger);
  const buffer = new PartBuffer(again?.bytes);
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const next = await reader?.read().catch(() => null);
      if (next?.done) break;
      for (let rest = next?.value; rest && rest.length > 0; ) {
        rest = buffer.add(rest);
        if (buffer.isFull) await keeper.keep(buffer.take());
      }
      const done = keeper.bytes + buffer.length;
      const { total } = keeper.manifest;
      // More than was announced: the length was that of a compressed transfer.
      if (total !== null && done > total) keeper.manifest = { ...keeper.manifest, total: null };
      if (next) onReceived({ done, total: keeper.manifest.total });
      else await breakOff(file, keeper, buffer, signal);
    }
    await keeper.keep(buffer.take());
  } finally {
    void reader?.cancel().catch(() => {});
  }
  return keeper.manifest;
}

/** The connection broke, or a person cancelled: what arrived is kept.
 * @param {ModelFile} file @param {PartKeeper} keeper @param {PartBuffer} buffer @param {AbortSignal} signal @returns {Promise<never>} */
async function breakOff(file, keeper, buffer, signal) {
  await keeper.keep(buffer.take());
  signal.throwIfAborted();
  throw interrupted(file, keeper.bytes, keeper.manifest.total);
}

/** @param {ModelFile} file @param {Manifest} manifest @param {Pin | null} pin @param {Ledger} ledger */
async function finish(file, manifest, pin, ledger) {
  const kept = keptBytes(manifest);
  if (kept === 0) throw notWeights(file, "an empty file");
  if (manifest.total !== null && kept < manifest.total) throw truncated(file, kept, manifest.total);
  const hash = await sha256(await (await ledger.read(manifest)).arrayBuffer());
  const expected = file.sha256 ?? pin?.sha256 ?? hash;
  if (hash !== expected) {
    await ledger.removeFile(file.url);
    throw changed(file, file.sha256 === null ? pin : null, `SHA-256 ${short(hash)}`);
  }
  await ledger.complete(manifest, hash, new Date().toISOString());
}
