import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineClient } from "./client.js";
import { REPLY, REQUEST } from "./protocol.js";

/** A worker that does nothing until the test says so. */
class FakeWorker {
  sent = [];
  ended = false;
  onmessage = null;
  onerror = null;
  onmessageerror = null;
  postMessage(message) {
    structuredClone(message);
    this.sent.push(message);
  }
  terminate() {
    this.ended = true;
  }
  get last() {
    return this.sent.at(-1);
  }
  types() {
    return this.sent.map(({ type }) => type);
  }
  reply(message) {
    this.onmessage?.({ data: message });
  }
  ready(backend = "cpu", backendReason = "because", fallback = false) {
    this.reply({ type: REPLY.catalogue, catalogue: { methods: [] } });
    this.reply({ type: REPLY.ready, backend, backendReason, fallback });
  }
  done(value) {
    this.reply({ type: REPLY.done, id: this.last.id, value });
  }
  refuse(code, message = "No.") {
    this.reply({ type: REPLY.refused, id: this.last.id, error: { code, kind: "model", message } });
  }
  fail(code = "engine-crashed", message = "Panicked.") {
    this.reply({ type: REPLY.failed, error: { code, kind: "bug", message } });
  }
}

/** Not started yet. */
function make(backend, grace = 20) {
  const workers = [];
  const notices = [];
  const spawn = () => workers[workers.push(new FakeWorker()) - 1];
  const client = new EngineClient({ backend, spawn, onNotice: (notice) => notices.push(notice), grace });
  return { client, workers, notices };
}

async function begin(backend = "cpu", grace) {
  const { client, workers, notices } = make(backend, grace);
  const started = client.start();
  workers[0].ready(backend === "auto" ? "webgpu" : backend);
  await started;
  return { client, workers, notices };
}

const MODEL = { type: REQUEST.loadModel, source: { files: [{ name: "model.json", blob: new Blob(["1"]) }] } };
const PICTURE = { type: REQUEST.setPicture, blob: new Blob(["2"]) };
const INPUT = { type: REQUEST.setPreprocessing, input: { fit: "crop" } };
const EXPLAIN = { type: REQUEST.explain, request: { method: "grad-cam" } };
const CLASSIFY = { type: REQUEST.classify };
const LOOK = { type: REQUEST.look, blob: null, request: {} };
const settle = () => new Promise((resolve) => setTimeout(resolve));
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Model, preprocessing and picture are in. */
async function loaded(backend) {
  const all = await begin(backend);
  for (const [message, value] of [[MODEL, { model: {}, files: MODEL.source.files }], [INPUT, null], [PICTURE, {}]]) {
    const answer = all.client.request(message);
    all.workers[0].done(value);
    await answer;
  }
  return all;
}

/** Answers the three requests that bring a new worker to where the last one was. */
function replay(worker) {
  for (let at = 0; at < 3; at += 1) worker.done({ files: [] });
}

test("requests are sent one at a time, in order, after ready", async () => {
  const { client, workers: [worker] } = await begin();
  const first = client.request(MODEL);
  const second = client.request(CLASSIFY);
  assert.deepEqual(worker.types(), [REQUEST.start, REQUEST.loadModel]);
  worker.done({ model: 1, files: [] });
  assert.equal(worker.last.type, REQUEST.classify);
  worker.done([]);
  assert.deepEqual(await first, { model: 1, files: [] });
  assert.deepEqual(await second, []);
});

test("an error keeps its code, kind and words", async () => {
  const { client, workers: [worker] } = await begin();
  const answer = client.request(MODEL);
  worker.refuse("truncated-json", "It ends early.");
  await assert.rejects(answer, { code: "truncated-json", kind: "model", message: "It ends early." });
});

test("progress reaches the request it belongs to", async () => {
  const { client, workers: [worker] } = await begin();
  const seen = [];
  const answer = client.request(MODEL, { onProgress: (progress) => seen.push(progress.done) });
  worker.reply({ type: REPLY.progress, id: worker.last.id, progress: { step: "read", done: 5, total: 9, unit: "bytes" } });
  worker.done({ files: [] });
  await answer;
  assert.deepEqual(seen, [5]);
});

test("abort: already aborted, queued, and running with and without an answer in time", async () => {
  const { client, workers } = await loaded();
  const reason = new Error("changed my mind");
  await assert.rejects(client.request(CLASSIFY, { signal: AbortSignal.abort(reason) }), reason);

  const running = client.request(CLASSIFY);
  const queued = new AbortController();
  const dropped = client.request(CLASSIFY, { signal: queued.signal });
  queued.abort(reason);
  await assert.rejects(dropped, reason);
  workers[0].done([]);
  await running;
  assert.equal(workers.length, 1);

  const quick = new AbortController();
  const intime = client.request(EXPLAIN, { signal: quick.signal });
  quick.abort(reason);
  await assert.rejects(intime, reason);
  workers[0].done({});
  await pause(40);
  assert.equal(workers.length, 1, "an answer in time saves the worker");

  const slow = new AbortController();
  const late = client.request(EXPLAIN, { signal: slow.signal });
  slow.abort(reason);
  await assert.rejects(late, reason);
  await pause(40);
  assert.ok(workers[0].ended);
  assert.equal(workers.length, 2);
});

for (const { step, survives } of [{ step: "judge", survives: true }, { step: "explain", survives: true }, { step: "read", survives: false }]) {
  test(`abort: a request that tells its steps has time to hear of it, here \`${step}\``, async () => {
    const { client, workers } = await loaded();
    const abort = new AbortController();
    const gone = client.request({ type: REQUEST.judge, request: { method: "grad-cam" } }, { signal: abort.signal });
    const { id } = workers[0].last;
    workers[0].reply({ type: REPLY.progress, id, progress: { step, done: 1, total: 9, unit: "steps" } });
    abort.abort(new Error("stop"));
    await assert.rejects(gone);
    assert.deepEqual(workers[0].last, { type: REQUEST.stop, id });
    await pause(40);
    assert.equal(workers.length, survives ? 1 : 2);
    workers[0].reply({ type: REPLY.refused, id, error: { code: "stopped", kind: "request", message: "Stopped." } });
  });
}

test("abort, and another question before the worker heard of it: the worker's time runs once, and ends with its answer", async () => {
  const { client, workers } = await begin("cpu", 1);
  const abort = new AbortController();
  const gone = client.request(EXPLAIN, { signal: abort.signal });
  const { id } = workers[0].last;
  workers[0].reply({ type: REPLY.progress, id, progress: { step: "explain", done: 1, total: 9, unit: "steps" } });
  abort.abort(new Error("stop"));
  await assert.rejects(gone);
  const next = client.request(EXPLAIN);
  workers[0].reply({ type: REPLY.refused, id, error: { code: "stopped", kind: "request", message: "Stopped." } });
  await pause(40);
  assert.equal(workers.length, 1);
  workers[0].done({ map: [] });
  assert.deepEqual(await next, { map: [] });
});

test("a late reply of an ended worker reaches nobody", async () => {
  const { client, workers } = await loaded();
  const abort = new AbortController();
  const gone = client.request(EXPLAIN, { signal: abort.signal });
  const { onmessage } = workers[0];
  abort.abort(new Error("stop"));
  await assert.rejects(gone);
  await pause(40);
  const answer = client.request(CLASSIFY);
  workers[0].done("late");
  assert.ok(onmessage);
  workers[1].ready();
  replay(workers[1]);
  workers[1].done("right");
  assert.equal(await answer, "right");
});

test("an aborted load ends the worker at once, and the earlier model is loaded again", async () => {
  const { client, workers, notices } = await loaded();
  const abort = new AbortController();
  const other = client.request({ ...MODEL, source: { files: [] } }, { signal: abort.signal });
  abort.abort();
  await assert.rejects(other, { name: "AbortError" });
  assert.ok(workers[0].ended);
  const answer = client.request(CLASSIFY);
  workers[1].ready();
  assert.deepEqual(workers[1].last.source, MODEL.source);
  replay(workers[1]);
  workers[1].done("scores");
  assert.equal(await answer, "scores");
  assert.deepEqual(workers[1].types(), [REQUEST.start, REQUEST.loadModel, REQUEST.setPreprocessing, REQUEST.setPicture, REQUEST.classify]);
  assert.deepEqual(notices, []);
});

test("a failed load keeps the earlier model for a new worker", async () => {
  const { client, workers } = await loaded();
  const bad = client.request({ ...MODEL, source: { files: [{ name: "bad.zip", blob: new Blob() }] } });
  workers[0].refuse("not-a-zip");
  await assert.rejects(bad, { code: "not-a-zip" });
  workers[0].fail();
  const answer = client.request(CLASSIFY);
  workers[1].ready();
  assert.deepEqual(workers[1].last.source, MODEL.source);
  replay(workers[1]);
  workers[1].done(1);
  await answer;
});

test("the latest explanation wins over a running and a queued one", async () => {
  const { client, workers: [worker] } = await loaded();
  const first = client.request(EXPLAIN);
  const second = client.request(EXPLAIN);
  const third = client.request(EXPLAIN);
  await assert.rejects(first, { code: "superseded" });
  await assert.rejects(second, { code: "superseded" });
  worker.done("first, too late");
  worker.done("third");
  assert.equal(await third, "third");
  assert.equal(worker.types().filter((type) => type === REQUEST.explain).length, 2);
});

test("what is done in idle time gives way to any other request, and its worker stays", async () => {
  const { client, workers } = await loaded();
  const [worker] = workers;
  const idle = client.request(LOOK, { idle: true });
  const { id } = worker.last;
  const answer = client.request(CLASSIFY);
  await assert.rejects(idle, { code: "superseded" });
  assert.deepEqual(worker.last, { type: REQUEST.stop, id });
  worker.reply({ type: REPLY.refused, id, error: { code: "stopped", kind: "request", message: "Stopped." } });
  assert.equal(worker.last.type, REQUEST.classify);
  worker.done([1]);
  assert.deepEqual(await answer, [1]);
  assert.equal(workers.length, 1);
});

test("a device lost in the middle: CPU, same state, the request asked again, one notice", async () => {
  const { client, workers, notices } = await loaded("auto");
  assert.equal(client.backend, "webgpu");
  const answer = client.request(EXPLAIN);
  workers[0].fail("device-lost", "The browser lost the graphics device.");
  assert.equal(workers[1].last.backend, "cpu");
  workers[1].ready("cpu");
  replay(workers[1]);
  assert.equal(workers[1].last.type, REQUEST.explain);
  workers[1].done("map");
  assert.equal(await answer, "map");
  assert.equal(client.backend, "cpu");
  assert.equal(client.backendReason, "The browser lost the graphics device.");
  assert.deepEqual(notices, [{ backend: "cpu", code: "device-lost", reason: "The browser lost the graphics device." }]);
});

test("the request asked again on the CPU is not asked a third time", async () => {
  const { client, workers } = await loaded("webgpu");
  const answer = client.request(EXPLAIN);
  workers[0].fail();
  workers[1].ready("cpu");
  replay(workers[1]);
  workers[1].fail();
  await assert.rejects(answer, { code: "engine-crashed" });
  assert.equal(workers.length, 3);
});

test("a panic on the CPU: the request is rejected, the rest stays", async () => {
  const { client, workers, notices } = await loaded();
  const answer = client.request(EXPLAIN);
  const next = client.request(CLASSIFY);
  workers[0].fail();
  await assert.rejects(answer, { code: "engine-crashed", kind: "bug" });
  workers[1].ready();
  replay(workers[1]);
  workers[1].done("scores");
  assert.equal(await next, "scores");
  assert.equal(notices.length, 1);
});

test("onerror and onmessageerror are crashes too", async () => {
  const { client, workers } = await loaded();
  for (const at of [0, 1]) {
    const answer = client.request(CLASSIFY);
    if (at > 0) {
      workers[at].ready();
      replay(workers[at]);
    }
    if (at === 0) workers[at].onerror({ message: "SyntaxError" });
    else workers[at].onmessageerror({});
    await assert.rejects(answer, { code: "engine-crashed" });
  }
});

test("a model that cannot be loaded again is said, once", async () => {
  const { client, workers } = await loaded();
  workers[0].fail();
  const answer = client.request(CLASSIFY);
  workers[1].ready();
  workers[1].refuse("file-unreadable", "It was moved.");
  await assert.rejects(answer, { code: "replay-failed", message: /model could not be loaded again: It was moved\./ });
  const next = client.request(CLASSIFY);
  assert.equal(workers[1].last.type, REQUEST.setPicture, "the picture still is");
  workers[1].done({});
  workers[1].done("scores");
  assert.equal(await next, "scores");
});

test("a model that crashes the engine when loaded again does not loop", async () => {
  const { client, workers } = await loaded();
  workers[0].fail();
  const answer = client.request(CLASSIFY);
  workers[1].ready();
  workers[1].fail();
  await assert.rejects(answer, { code: "replay-failed" });
  assert.equal(workers.length, 3);
});

test("no engine at all: start rejects, after one try on the CPU", async () => {
  const workers = [];
  const spawn = () => workers[workers.push(new FakeWorker()) - 1];
  const client = new EngineClient({ backend: "auto", spawn, onNotice: () => assert.fail("nothing was replaced") });
  const started = client.start();
  workers[0].onerror({});
  workers[1].onerror({});
  await assert.rejects(started, { code: "engine-unavailable" });
  await settle();
  assert.equal(workers.length, 2);
});

test("WebGPU refused at the start: one notice, kept for who cannot listen yet", async () => {
  const { client, workers, notices } = make("auto");
  const started = client.start();
  workers[0].ready("cpu", "WebGPU could not be started: no.", true);
  await started;
  const notice = { backend: "cpu", code: "webgpu-refused", reason: "WebGPU could not be started: no." };
  assert.deepEqual(notices, [notice]);
  assert.deepEqual(client.notice, notice);
  assert.equal(client.backendReason, notice.reason);
});

test("an ordinary start on the CPU has no notice", async () => {
  const { client, notices } = await begin("cpu");
  assert.deepEqual(notices, []);
  assert.equal(client.notice, null);
});

test("a crash during the start: one notice, kept", async () => {
  const { client, workers, notices } = make("auto");
  const started = client.start();
  workers[0].fail("engine-crashed", "The engine stopped unexpectedly: it.");
  workers[1].ready("cpu");
  await started;
  assert.deepEqual(notices, [{ backend: "cpu", code: "engine-crashed", reason: "The engine stopped unexpectedly: it." }]);
  assert.equal(client.notice, notices[0]);
  assert.equal(client.backendReason, notices[0].reason);
});

test("WebGPU that does not come back after a cancelled load: one notice", async () => {
  const { client, workers, notices } = await loaded("webgpu");
  const abort = new AbortController();
  const other = client.request(MODEL, { signal: abort.signal });
  abort.abort();
  await assert.rejects(other);
  workers[1].ready("cpu", "No adapter any more.", true);
  assert.deepEqual(notices, [{ backend: "cpu", code: "webgpu-refused", reason: "No adapter any more." }]);
});

test("an engine that nobody waits for and that does not come back: one notice", async () => {
  const { client, workers, notices } = await loaded("auto");
  workers[0].fail("device-lost", "The browser lost the graphics device.");
  workers[1].fail("engine-crashed", "Out of memory.");
  assert.deepEqual(notices.map(({ code }) => code), ["engine-unavailable"]);
  const answer = client.request(CLASSIFY);
  assert.equal(workers.length, 3, "a later request tries once more");
  workers[2].ready();
  replay(workers[2]);
  workers[2].done("scores");
  assert.equal(await answer, "scores");
  assert.deepEqual(notices[1], { backend: "cpu", code: "device-lost", reason: "The browser lost the graphics device." });
  assert.equal(client.backend, "cpu");
});

test("what cannot be copied to a worker is rejected, and the next request goes on", async () => {
  const { client, workers: [worker] } = await begin();
  await assert.rejects(client.request({ type: REQUEST.setPicture, blob: () => {} }), { name: "DataCloneError" });
  const answer = client.request(CLASSIFY);
  worker.done(1);
  assert.equal(await answer, 1);
});

test("close rejects what is unanswered and what comes later", async () => {
  const { client, workers: [worker] } = await begin();
  const answer = client.request(CLASSIFY);
  client.close();
  await assert.rejects(answer, { code: "closed" });
  await assert.rejects(client.request(CLASSIFY), { code: "closed" });
  assert.ok(worker.ended);
});

const OTHER = { type: REQUEST.loadModel, source: { files: [{ name: "other.onnx", blob: new Blob(["3"]) }] } };
const HEATMAP = { type: REQUEST.heatmap, map: new Float32Array(1), width: 1, height: 1, display: {} };

/** Another model is in the engine, for a while. */
async function visited() {
  const all = await loaded();
  const visit = all.client.visit();
  const answer = all.client.request(OTHER, {}, visit);
  all.workers[0].done({ model: {}, files: OTHER.source.files });
  await answer;
  return { ...all, visit };
}

test("after a visit the own model, its settings and its picture are given again before the next request, once", async () => {
  const { client, workers: [worker], visit } = await visited();
  const look = client.request(LOOK, {}, visit);
  worker.done({});
  await look;
  worker.sent = [];
  const first = client.request(CLASSIFY);
  replay(worker);
  worker.done([]);
  await first;
  const second = client.request(CLASSIFY);
  worker.done([]);
  await second;
  assert.deepEqual(worker.types(), [REQUEST.clear, REQUEST.loadModel, REQUEST.setPreprocessing, REQUEST.setPicture, REQUEST.classify, REQUEST.classify]);
  assert.equal(worker.sent[1].source.files[0].name, "model.json");
});

test("a visit ends with the first request about the own model: what waits and what comes later is superseded", async () => {
  const { client, workers, visit } = await visited();
  const [running, waiting] = [client.request(LOOK, {}, visit), client.request(LOOK, {}, visit)];
  const own = client.request(CLASSIFY);
  await assert.rejects(running, { code: "superseded" });
  await assert.rejects(waiting, { code: "superseded" });
  await assert.rejects(client.request(LOOK, {}, visit), { code: "superseded" });
  workers[0].done({}); // in time
  replay(workers[0]);
  workers[0].done(["own"]);
  assert.deepEqual(await own, ["own"]);
  assert.equal(workers.length, 1);
});

test("a heatmap ends no visit, since it is about no model", async () => {
  const { client, workers: [worker], visit } = await visited();
  const heatmap = client.request(HEATMAP);
  worker.done({ values: [] });
  await heatmap;
  const look = client.request(LOOK, {}, visit);
  assert.equal(worker.last.type, REQUEST.look);
  worker.done({ of: "other" });
  assert.deepEqual(await look, { of: "other" });
});

test("a visit that loads is ended at once, and the own model comes back in a new worker", async () => {
  const { client, workers } = await loaded();
  const visit = client.visit();
  const loading = client.request(OTHER, {}, visit);
  const own = client.request(CLASSIFY);
  await assert.rejects(loading, { code: "superseded" });
  assert.ok(workers[0].ended);
  workers[1].ready();
  replay(workers[1]);
  workers[1].done(["own"]);
  assert.deepEqual(await own, ["own"]);
});

test("a crash during a visit: the other model goes on in a new worker, and the own one is still known", async () => {
  const { client, workers, visit, notices } = await visited();
  const crashed = client.request(LOOK, {}, visit);
  workers[0].fail();
  await assert.rejects(crashed, { code: "engine-crashed" });
  workers[1].ready();
  const again = client.request(LOOK, {}, visit);
  assert.equal(workers[1].last.source.files[0].name, "other.onnx");
  workers[1].done({ model: {}, files: [] });
  workers[1].done({ of: "other" });
  assert.deepEqual(await again, { of: "other" });
  const own = client.request(CLASSIFY);
  replay(workers[1]);
  workers[1].done(["own"]);
  assert.deepEqual(await own, ["own"]);
  assert.deepEqual(notices.map(({ code }) => code), ["engine-crashed"]);
});

test("another model that cannot be read leaves the own one where it was", async () => {
  const { client, workers: [worker] } = await loaded();
  const visit = client.visit();
  const loading = client.request(OTHER, {}, visit);
  worker.refuse("model-refused");
  await assert.rejects(loading, { code: "model-refused" });
  const own = client.request(CLASSIFY);
  replay(worker);
  worker.done(["own"]);
  assert.deepEqual(await own, ["own"]);
});
