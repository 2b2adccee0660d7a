import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeWorker, useWorker } from "../engine/fake-worker.test.js";
import { REQUEST } from "../engine/protocol.js";
import { ANSWERS, FAMILIES, method, openPage, mapOf } from "../fake-page.test.js";

const METHODS = [method("good"), method("dear", { cheap: false }), method("sumless"), method("bad"), method("whole", { cheap: false, usesLayer: false })];
const CATALOGUE = { families: FAMILIES, methods: METHODS };
const TOTAL = 60;

/** What the engine was asked of channels. */
const asked = [];
const engine = {
  ...ANSWERS,
  [REQUEST.channels]({ request }) {
    asked.push(request);
    const { start, count } = request;
    if (request.method === "sumless") throw Object.assign(new Error("It is no sum."), { code: "no-channels" });
    if (request.method === "bad") throw new Error("bad broke");
    const channels = Array.from({ length: Math.min(count, TOTAL - start) }, (_, at) => ({ index: start + at, weight: -at, adds: 0, values: new Float32Array(4) }));
    return { width: 2, height: 2, total: TOTAL, channels };
  },
};

useWorker(fakeWorker((request) => engine[request.type](request), { catalogue: CATALOGUE }));

/** A page with the channels open. */
async function open({ isOpen = true } = {}) {
  const page = await openPage(asked);
  const { flow, idle } = page;
  if (isOpen) await flow.channels.open(true);
  /** Another question, and whatever follows it. */
  const explain = async (change) => {
    await flow.explain(change);
    await idle();
  };
  return { ...page, explain };
}

const places = () => asked.map(({ method: name, target, start }) => `${name} ${target.index} ${start}`);

test("nothing is asked before a person looks; then it is the first page of the explanation that is shown", async () => {
  const { flow, store, explain } = await open({ isOpen: false });
  await explain({ index: 1 });
  assert.deepEqual(asked, []);
  await flow.channels.open(true);
  assert.deepEqual(asked, [{ method: "good", layers: ["two"], merge: "mean", target: { kind: "class", index: 1 }, options: {}, start: 0, count: 24 }]);
  const { listing, explanation } = store.state;
  assert.equal(listing.explanation, explanation);
  assert.deepEqual([listing.start, listing.found.total, listing.found.channels.length], [0, TOTAL, 24]);
  await flow.channels.open(false);
  await flow.channels.open(true);
  assert.equal(asked.length, 1, "they are there already");
});

test("pages, the last one shorter", async () => {
  const { flow, store } = await open();
  await flow.channels.show(48);
  assert.deepEqual([store.state.listing.start, store.state.listing.found.channels.length], [48, 12]);
});

test("while they are open they follow the explanation, from the first page on", async () => {
  const { flow, store, explain, errors } = await open();
  await flow.channels.show(24);
  await explain({ index: 1 });
  assert.deepEqual(places(), ["good 0 0", "good 0 24", "good 1 0"]);
  assert.equal(store.state.listing.explanation, store.state.explanation);
  await flow.channels.open(false);
  await explain({ index: 0 });
  assert.equal(asked.length, 3, "nobody looks");
  assert.deepEqual(errors(), []);
});

test("of a dear method they are asked for, and until then those of the earlier question stay", async () => {
  const { flow, store, explain } = await open();
  const { listing } = store.state;
  await explain({ method: "dear" });
  assert.equal(asked.length, 1);
  assert.equal(store.state.listing, listing);
  await flow.channels.show(0);
  assert.deepEqual(places(), ["good 0 0", "dear 0 0"]);
  assert.equal(store.state.listing.explanation.method, "dear");
});

test("where there are none, that is an answer and no error", async () => {
  const { store, explain, errors } = await open();
  await explain({ method: "sumless" });
  const { listing, explanation } = store.state;
  assert.deepEqual([listing.explanation, listing.found, listing.refusal], [explanation, null, "It is no sum."]);
  assert.deepEqual(errors(), []);
});

test("a method that looks at no layer is not run once more to hear that", async () => {
  const { store, explain } = await open();
  await explain({ method: "whole" });
  assert.equal(asked.length, 1);
  assert.match(store.state.listing.refusal, /^whole does not look at one layer/);
});

test("an error stays in its place, and so does what was listed", async () => {
  const { store, explain } = await open();
  const { listing } = store.state;
  await explain({ method: "bad" });
  assert.deepEqual([store.state.problem.place, store.state.problem.message], ["channels", "bad broke"]);
  assert.equal(store.state.listing, listing);
});

test("cancelled: the earlier ones stay", async () => {
  const { flow, store, errors } = await open();
  const { listing } = store.state;
  const second = flow.channels.show(24);
  flow.channels.cancel();
  await second;
  assert.equal(store.state.listing, listing);
  assert.equal(store.state.status, "Cancelled.");
  assert.deepEqual(errors(), []);
});

test("another question ends what is dear, and lets what is there at once come to its end", async () => {
  const { flow, store, explain, errors } = await open();
  await explain({ method: "dear" });
  const dear = flow.channels.show(0);
  await explain({ method: "good" });
  await dear;
  assert.equal(store.state.listing.explanation.method, "good");
  const quick = flow.channels.show(24);
  await explain({ index: 1 });
  await quick;
  assert.deepEqual(places().slice(-2), ["good 0 24", "good 1 0"]);
  assert.equal(store.state.listing.explanation, store.state.explanation);
  assert.deepEqual(errors(), []);
});

test("nothing is asked while the explanation is about to be replaced", async () => {
  const { flow, idle } = await open();
  const explained = flow.explain({ index: 1 });
  await flow.channels.show(24);
  await explained;
  await idle();
  assert.deepEqual(places(), ["good 0 0", "good 1 0"]);
});

test("a new model takes them away, and its own come", async () => {
  const { flow, store, idle, errors } = await open();
  void flow.channels.show(24);
  const loading = flow.loadModel([new File(["{}"], "m")]);
  await loading;
  assert.equal(store.state.listing, null);
  await idle();
  assert.equal(store.state.listing.explanation, store.state.explanation);
  assert.deepEqual(errors(), []);
});

test("they follow a map of the grid that is made the large one", async () => {
  const { flow, store, idle } = await open();
  await flow.adopt(...mapOf(store.state, "one"));
  await idle();
  assert.deepEqual(asked.at(-1).layers, ["one"]);
  assert.equal(store.state.listing.explanation, store.state.explanation);
});
