import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { download } from "./download.js";
import { Ledger } from "./ledger.js";
import { PART } from "./part-buffer.js";
import { memoryShelf } from "./shelf.js";

const URL_ = "https://models.example/net.safetensors";
const FILE = { name: "net.safetensors", url: URL_, sha256: null, bytes: null };
const WEIGHTS = new Uint8Array(randomBytes(1000));
WEIGHTS.set([8, 0], 0); // never the beginning of a web page
const OTHER = WEIGHTS.map((byte, at) => (at === 999 ? byte ^ 1 : byte));
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** A server with one file: gives it from where it is asked, and breaks after `breaks` bytes of an answer. */
function server({ bytes = WEIGHTS, headers = { etag: '"1"' }, ranges = true, breaks = Infinity, length = true, answer } = {}) {
  const asked = [];
  const send = async (url, { headers: { range } = {}, signal }) => {
    signal.throwIfAborted();
    asked.push(range ?? "all");
    if (answer) return answer();
    const from = range && ranges ? Number(/bytes=(\d+)-$/.exec(range)[1]) : 0;
    if (from >= bytes.length && from > 0) return new Response(null, { status: 416 });
    const rest = bytes.subarray(from);
    const part = from > 0 ? { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
    const size = length ? { "content-length": String(rest.length) } : {};
    return new Response(stream(rest, breaks, signal), { status: from > 0 ? 206 : 200, headers: { ...size, ...part, ...headers } });
  };
  return { send, asked };
}

/** In chunks of 100 bytes; an abort ends it as the browser does. */
function stream(bytes, breaks, signal) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (signal.aborted) return controller.error(signal.reason);
      if (at >= breaks) return controller.error(new TypeError("network error"));
      if (at >= bytes.length) return controller.close();
      const end = Math.min(at + 100, breaks, bytes.length);
      controller.enqueue(bytes.slice(at, end));
      at = end;
    },
  }, { highWaterMark: 0 });
}

/** A browser's storage, and a way to download into it. */
function browser() {
  const ledger = new Ledger(memoryShelf());
  const received = [];
  const get = ({ send }, file = FILE, signal = new AbortController().signal, onReceived = (now) => received.push(now)) =>
    download(file, { ledger, send, signal, onReceived });
  const kept = async () => new Uint8Array(await (await ledger.read(await ledger.manifest(URL_))).arrayBuffer());
  return { ledger, received, get, kept };
}

/** Half of the file is there. */
async function interrupted(options) {
  const all = browser();
  await assert.rejects(all.get(server({ ...options, breaks: 500 })), { code: "model-interrupted", kind: "model", message: /broke after 500 B/ });
  return all;
}

test("a whole file: kept and hashed; nothing is asked a second time, and nothing that nobody tried is pinned", async () => {
  const { ledger, received, get, kept } = browser();
  const { send, asked } = server();
  await get({ send });
  await get({ send });
  assert.deepEqual(asked, ["all"]);
  assert.deepEqual(await kept(), WEIGHTS);
  assert.deepEqual(received.at(-1), { done: 1000, total: 1000 });
  assert.equal((await ledger.manifest(URL_)).sha256, hash(WEIGHTS));
  assert.equal(await ledger.pin(URL_), null);
});

test("parts are 8 MiB, each with its hash", async () => {
  const bytes = new Uint8Array(PART + 5).fill(7);
  const { ledger, get } = browser();
  await get({ send: async () => new Response(bytes, { headers: { "content-length": String(bytes.length) } }) });
  assert.deepEqual((await ledger.manifest(URL_)).parts, [
    { bytes: PART, sha256: hash(bytes.subarray(0, PART)) },
    { bytes: 5, sha256: hash(bytes.subarray(PART)) },
  ]);
});

const RESUMES = [
  { why: "only what is missing is asked for", then: {}, asked: ["bytes=500-"], gives: WEIGHTS },
  { why: "a server without ranges starts again from 0", then: { ranges: false }, asked: ["bytes=500-"], gives: WEIGHTS },
  { why: "a file that changed on the server starts again", then: { bytes: OTHER, headers: { etag: '"2"' } }, asked: ["bytes=500-", "all"], gives: OTHER },
  { why: "a file that became longer starts again", then: { bytes: new Uint8Array(2000) }, asked: ["bytes=500-", "all"], gives: new Uint8Array(2000) },
  { why: "a file that became shorter than what is kept starts again", then: { bytes: WEIGHTS.subarray(0, 400) }, asked: ["bytes=500-", "all"], gives: WEIGHTS.subarray(0, 400) },
  { why: "Last-Modified stands in for an ETag that cannot be read", first: { headers: { "last-modified": "then" } }, then: { headers: { "last-modified": "then" } }, asked: ["bytes=500-"], gives: WEIGHTS },
  { why: "with one part and no version there is nothing to compare with, so all is fetched", first: { headers: {} }, then: { headers: {} }, asked: ["all"], gives: WEIGHTS },
];

for (const { why, first, then, asked, gives } of RESUMES) {
  test(`an interrupted download: ${why}`, async () => {
    const { get, kept, received } = await interrupted(first);
    const second = server(then);
    await get(second);
    assert.deepEqual(second.asked, asked);
    assert.deepEqual(await kept(), new Uint8Array(gives));
    assert.ok(received.every(({ done, total }) => total === null || done <= total), "never above 100 %");
  });
}

/** Two parts of 300 and 200 bytes are kept, from a server that names no version. */
async function twoParts() {
  const all = browser();
  const nameless = (breaks) => server({ headers: {}, breaks });
  await assert.rejects(all.get(nameless(300)), { code: "model-interrupted" });
  const { ledger } = all;
  await ledger.addPart(await ledger.manifest(URL_), WEIGHTS.slice(300, 500), hash(WEIGHTS.subarray(300, 500)));
  return all;
}

test("a server that names no version: the same last part goes on, another one is refused", async () => {
  const same = await twoParts();
  const second = server({ headers: {} });
  await same.get(second);
  assert.deepEqual(second.asked, ["bytes=300-"]);
  assert.deepEqual(await same.kept(), WEIGHTS);

  const { ledger, get } = await twoParts();
  const flipped = WEIGHTS.map((byte, at) => (at === 400 ? byte ^ 1 : byte));
  await assert.rejects(get(server({ bytes: flipped, headers: {} })), { code: "model-changed", message: /since its first part/ });
  assert.equal(await ledger.manifest(URL_), null);
});

test("a cancelled download keeps what arrived and goes on from there", async () => {
  const { ledger, get, kept } = browser();
  const controller = new AbortController();
  const cancelling = get(server(), FILE, controller.signal, ({ done }) => done === 300 && controller.abort(new Error("enough")));
  await assert.rejects(cancelling, { message: "enough" });
  assert.equal((await ledger.list())[0].bytes, 300);
  const second = server();
  await get(second);
  assert.deepEqual(second.asked, ["bytes=300-"]);
  assert.deepEqual(await kept(), WEIGHTS);
});

test("all bytes were kept and only the last check is missing: nothing is asked", async () => {
  const { ledger, get, kept } = browser();
  const { send, asked } = server();
  const manifest = { url: URL_, name: FILE.name, version: '"1"', total: 1000, parts: [], sha256: null, date: "2026-01-01" };
  await ledger.addPart(manifest, WEIGHTS, hash(WEIGHTS));
  await get({ send });
  assert.deepEqual(asked, []);
  assert.deepEqual(await kept(), WEIGHTS);
  assert.equal((await ledger.manifest(URL_)).sha256, hash(WEIGHTS));
});

const page = (headers) => () => new Response("<!DOCTYPE html><p>Sign in", { headers });
const REFUSED = [
  { why: "a web page by its type", answer: page({ "content-type": "text/html; charset=utf-8" }), code: "model-not-weights", says: /a web page/ },
  { why: "a web page by its first bytes", answer: page({ "content-type": "application/octet-stream" }), code: "model-not-weights", says: /a web page/ },
  { why: "a Git LFS pointer", answer: () => new Response("version https://git-lfs.github.com/spec/v1\noid"), code: "model-not-weights", says: /Git LFS pointer/ },
  { why: "an empty file", answer: () => new Response(""), code: "model-not-weights", says: /empty/ },
  { why: "not there", answer: () => new Response("no", { status: 404 }), code: "model-refused", says: /404.*not there/ },
  { why: "not for everybody", answer: () => new Response("no", { status: 403 }), code: "model-refused", says: /403/ },
  { why: "no answer", answer: () => Promise.reject(new TypeError("Failed to fetch")), code: "model-unreachable", says: /CORS/ },
  { why: "another file than the catalogue lists", file: { sha256: hash(OTHER) }, code: "model-changed", says: /catalogue lists/ },
  { why: "a longer file than the catalogue lists", file: { bytes: 900 }, code: "model-changed", says: /1000 bytes/ },
];

for (const { why, answer, file, code, says } of REFUSED) {
  test(`refused: ${why}; nothing is kept`, async () => {
    const { ledger, get } = browser();
    await assert.rejects(get(server({ answer }), { ...FILE, ...file }), { code, kind: "model", message: says });
    assert.deepEqual(await ledger.list(), []);
  });
}

test("the server ends early without an error: noticed, kept, resumed", async () => {
  const { get, kept } = browser();
  const early = () => new Response(WEIGHTS.slice(0, 600), { headers: { "content-length": "1000", etag: '"1"' } });
  await assert.rejects(get(server({ answer: early })), { code: "model-truncated", message: /1000 bytes.*got 600/ });
  const second = server();
  await get(second);
  assert.deepEqual(second.asked, ["bytes=600-"]);
  assert.deepEqual(await kept(), WEIGHTS);
});

test("a compressed transfer is longer than announced: the total is unknown, never exceeded", async () => {
  for (const headers of [{ "content-length": "300", "content-encoding": "gzip" }, { "content-length": "300" }]) {
    const { get, kept, received } = browser();
    await get({ send: async () => new Response(stream(WEIGHTS, Infinity, new AbortController().signal), { headers }) });
    assert.deepEqual(await kept(), WEIGHTS);
    assert.ok(received.every(({ done, total }) => total === null || done <= total));
    assert.equal(received.at(-1).total, null);
  }
});

test("offline, or refused, in the middle: what was kept stays", async () => {
  for (const answer of [() => Promise.reject(new TypeError()), () => new Response("busy", { status: 503 })]) {
    const { ledger, get } = await interrupted();
    await assert.rejects(get(server({ answer })), { code: /model-(unreachable|refused)/ });
    assert.equal((await ledger.list())[0].bytes, 500);
  }
});

const PIN = { url: URL_, name: FILE.name, bytes: 1000, sha256: hash(WEIGHTS), date: "2026-01-02" };

test("a file that was deleted before anybody tried it binds nobody", async () => {
  const { ledger, get, kept } = browser();
  await get(server());
  await ledger.removeFile(URL_);
  assert.deepEqual(await ledger.list(), []);
  await get(server({ bytes: OTHER }));
  assert.deepEqual(await kept(), OTHER);
});

test("a deleted file's fingerprint stays: another file is refused until it is forgotten", async () => {
  const { ledger, get, kept } = browser();
  await get(server());
  await ledger.remember(PIN);
  await ledger.remember({ ...PIN, sha256: hash(OTHER) });
  await ledger.removeFile(URL_);
  const [{ bytes, complete, pin }] = await ledger.list();
  assert.deepEqual([bytes, complete, pin.sha256], [0, false, hash(WEIGHTS)]);
  await assert.rejects(get(server({ bytes: OTHER })), { code: "model-changed", pinned: URL_, message: /first downloaded here on 2026-01-02.*forget the fingerprint/ });
  await assert.rejects(get(server({ bytes: new Uint8Array(1001) })), { code: "model-changed", pinned: URL_, message: /1001 bytes/ });
  await get(server());
  assert.deepEqual(await kept(), WEIGHTS, "the same file again");
  await ledger.removeFile(URL_);
  await ledger.removePin(URL_);
  await get(server({ bytes: OTHER }));
  assert.deepEqual(await kept(), OTHER);
});

test("where the list has the hash, no fingerprint is blamed, and none can be forgotten", async () => {
  const { ledger, get } = browser();
  await ledger.remember(PIN);
  for (const listed of [{ sha256: hash(OTHER) }, { bytes: 900 }]) {
    await assert.rejects(get(server(), { ...FILE, ...listed }), { code: "model-changed", pinned: null, message: /catalogue lists.*Do not use it/ });
  }
});

test("a full storage: said so, and what fits stays", async () => {
  const { ledger, get } = browser();
  ledger.shelf.write = () => Promise.reject(Object.assign(new Error("no room"), { name: "QuotaExceededError" }));
  await assert.rejects(get(server()), { code: "storage-full", message: /is full/ });
});
