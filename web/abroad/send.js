/**
 * The one place from which other servers are asked. What is of the page's own server is asked for directly; each other server has a frame
 * of its own, whose policy names it. Inside another page nothing is asked: a press may have been meant for that one.
 */
import { beside } from "../beside.js";
import { isFramed, ownWindow } from "../embed/framed.js";
import { framedWords } from "../embed/words.js";
import { READY } from "./messages.js";
import { fragmentOf } from "./policy.js";

/** @import { Told } from "./messages.js" */

/** What is asked for: as `fetch` takes it. @typedef {{ signal?: AbortSignal | null | undefined, headers?: Record<string, string> | undefined }} Ask */
/** @typedef {(address: string | URL, ask?: Ask) => Promise<Response>} Send */

/** Milliseconds after which a frame that says nothing cannot be had. */
const PATIENCE = 10_000;

/** @type {Map<string, Promise<Window>>} */
const frames = new Map();

/** As `fetch`; a `TypeError` where the server cannot be reached. @type {Send} */
export async function send(address, { signal = null, headers = {} } = {}) {
  const { origin, href } = new URL(address, document.baseURI);
  signal?.throwIfAborted();
  if (origin === location.origin) return fetch(href, { signal, headers });
  if (isFramed) throw new Error(framedWords(ownWindow()));
  const frame = await frameFor(origin);
  signal?.throwIfAborted();
  return answered(frame, { address: href, headers }, signal);
}

/** @param {string} origin */
function frameFor(origin) {
  const known = frames.get(origin);
  if (known) return known;
  const made = makeFrame(origin);
  frames.set(origin, made);
  made.catch(() => frames.delete(origin));
  return made;
}

/** @param {string} origin @returns {Promise<Window>} once it listens */
function makeFrame(origin) {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.src = beside("abroad/frame.html").href + fragmentOf(origin);
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => end(new Error("A part of the page that fetches files could not be loaded: reload the page.")), PATIENCE);
    const hear = (/** @type {MessageEvent} */ { source, data }) => source === frame.contentWindow && data === READY && end(null);
    const end = (/** @type {Error | null} */ error) => {
      clearTimeout(patience);
      removeEventListener("message", hear);
      if (!error && frame.contentWindow) return resolve(frame.contentWindow);
      frame.remove();
      reject(error);
    };
    addEventListener("message", hear);
    document.body.append(frame);
  });
}

/** @param {Window} frame @param {import("./messages.js").Asked} asked @param {AbortSignal | null} signal @returns {Promise<Response>} */
function answered(frame, asked, signal) {
  const { port1: port, port2 } = new MessageChannel();
  const ended = new AbortController();
  return new Promise((resolve, reject) => {
    /** @type {ReadableStreamDefaultController<Uint8Array> | undefined} */
    let parts;
    const end = () => {
      ended.abort();
      port.close();
    };
    const fail = (/** @type {unknown} */ reason) => {
      reject(reason);
      parts?.error(reason);
      end();
    };
    signal?.addEventListener("abort", () => {
      port.postMessage("stop");
      fail(signal.reason);
    }, { once: true, signal: ended.signal });
    port.onmessage = ({ data }) => {
      const told = /** @type {Told} */ (data);
      if ("isBroken" in told) fail(new TypeError("The connection failed."));
      else if ("isEnd" in told) {
        parts?.close();
        end();
      } else if ("chunk" in told) parts?.enqueue(told.chunk);
      else resolve(responseOf(told, port, (controller) => (parts = controller)));
    };
    frame.postMessage(asked, location.origin, [port2]);
  });
}

/** @param {Extract<Told, { status: number }>} told @param {MessagePort} port @param {(parts: ReadableStreamDefaultController<Uint8Array>) => void} onParts */
function responseOf({ status, statusText, headers }, port, onParts) {
  const body = new ReadableStream({
    start: onParts,
    pull: () => port.postMessage("more"),
    cancel: () => port.postMessage("stop"),
  }, { highWaterMark: 0 });
  const hasNone = [204, 205, 304].includes(status);
  return new Response(hasNone ? null : body, { status, statusText, headers });
}
