import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { fakeWorker, useWorker } from "../engine/fake-worker.test.js";
import { REQUEST } from "../engine/protocol.js";
import { ANSWERS, explained, FAMILIES, method, openPage } from "../fake-page.test.js";
import { GlanceFlow } from "../strip/flow.js";

const CATALOGUE = { families: FAMILIES, methods: [method("good"), method("slow", { cheap: false }), method("bad"), method("picky")] };
const SAMPLES = ["x", "y"].map((id) => ({ id, file: `${id}.png`, url: `https://sightline.example/${id}.png`, label: id, alt: "", group: "right" }));

/** What was looked at, in order: the picture (· is the one that is shown), the method, the layers, the class. */
const looked = [];
const asked = [];
const engine = {
  ...ANSWERS,
  [REQUEST.explain]({ request }) {
    asked.push(request);
    return { ...explained(request), options: {} };
  },
  [REQUEST.look]({ blob, request: { explain, best } }) {
    const { method: id, layers, target } = explain;
    looked.push(`${blob ? blob.size : "·"} ${id} ${layers.join("+")} ${best ? "best" : target.index}`);
    if (id === "bad" || (id === "picky" && layers.includes("one"))) throw new Error(`${id} is not for this network`);
    const explanations = layers.map((layer) => ({ ...explained({ ...explain, layer }), options: {}, target: { ...target, index: best ? 1 : target.index } }));
    return { width: 4, height: 2, crop: null, scores: [], explanations };
  },
  [REQUEST.setPicture]: () => ({ width: 4, height: 2, crop: null }),
};

useWorker(fakeWorker((request) => engine[request.type](request), { catalogue: CATALOGUE }));

GlanceFlow.prototype.soon = () => {}; // it looks as well, in idle time

const { fetch, createImageBitmap, document } = globalThis;
beforeEach(() => {
  // A picture of the page is as many bytes as its place in the alphabet, so that it can be told from others.
  globalThis.fetch = async (url) => new Response("x".repeat(new URL(url).pathname.endsWith("x.png") ? 24 : 25));
  globalThis.createImageBitmap = async () => ({ width: 4, height: 2, close() {} });
  globalThis.document = { createElement: () => ({ getContext: () => ({ fillRect() {}, drawImage() {} }) }) };
});
afterEach(() => Object.assign(globalThis, { fetch, createImageBitmap, document }));

async function open(change = {}) {
  const page = await openPage(asked);
  const { flow, store } = page;
  const grid = (more) => (store.dispatch({ type: "comparing", change: more }), flow.comparison.follow());
  const states = () => store.state.comparison.cells.map(({ method: id, layer, state }) => `${id} ${layer} ${state}`);
  const cell = (wanted) => store.state.comparison.cells.find(({ method: id, layer }) => `${id} ${layer}` === wanted);
  store.dispatch({ type: "samples-found", samples: SAMPLES });
  looked.length = 0;
  store.dispatch({ type: "comparing", change });
  store.dispatch({ type: "sheet-opened", sheet: "grid" });
  return { ...page, grid, states, cell };
}

const methods = (...ids) => ({ ticks: { method: ids } });

test("all layers of a method take one look; slow methods wait until somebody asks for them", async () => {
  const { flow, states } = await open(methods("slow", "good"));
  await flow.comparison.follow();
  assert.deepEqual(looked, ["· good one+two 0"]);
  assert.deepEqual(states(), ["good one done", "good two done", "slow one left", "slow two left"]);
  await flow.comparison.makeAll();
  assert.deepEqual(looked.slice(1), ["· slow one 0", "· slow two 0"]);
  assert.deepEqual(states().slice(2), ["slow one done", "slow two done"]);
});

test("a layer that cannot be explained says why, and does not take the others with it", async () => {
  const { flow, store, states } = await open(methods("bad", "picky"));
  await flow.comparison.follow();
  assert.deepEqual(states(), ["bad one refused", "bad two refused", "picky one refused", "picky two done"]);
  assert.equal(store.state.comparison.cells[0].error, "bad is not for this network");
  assert.equal(store.state.problem, null);
});

test("another tick asks only for what is not there yet", async () => {
  const { flow, grid, states } = await open({ ticks: { method: ["good"], layer: ["two"] } });
  await flow.comparison.follow();
  await grid(methods("good", "slow"));
  assert.deepEqual(looked, ["· good two 0", "· good one 0"]);
  assert.deepEqual(states(), ["good one done", "good two done", "slow one left", "slow two left"]);
});

test("nothing is asked while nobody looks at the grid", async () => {
  const { flow, store } = await open(methods("good"));
  store.dispatch({ type: "sheet-closed" });
  await flow.comparison.follow();
  await flow.explain({ index: 1 });
  assert.deepEqual([looked, store.state.comparison], [[], null]);
});

test("a map becomes the large one with the question that it answers; the engine is not asked, and the grid stays", async () => {
  const { flow, store, cell } = await open(methods("good", "picky"));
  await flow.comparison.follow();
  asked.length = looked.length = 0;
  const before = store.state.comparison.cells;
  await flow.adopt(store.state.comparison, cell("picky two"));
  const { chosen, explanation, comparison } = store.state;
  assert.deepEqual([chosen.method, chosen.layer, chosen.index], ["picky", "two", 0]);
  assert.equal(explanation, cell("picky two").explanation);
  assert.deepEqual([asked, looked], [[], []]);
  assert.deepEqual(comparison.cells.map(({ key }) => key), before.map(({ key }) => key));
});

test("another class is another grid, made by itself", async () => {
  const { flow, until } = await open(methods("good"));
  await flow.comparison.follow();
  await flow.explain({ index: 1 });
  await until(({ comparison, work }) => work.length === 0 && comparison.cells.every(({ state }) => state === "done"));
  assert.deepEqual(looked, ["· good one+two 0", "· good one+two 1"]);
});

test("a question that is asked meanwhile ends a slow map; what was there stays", async () => {
  const { flow, store, until, idle, states } = await open({ rows: "method", columns: "class", ticks: { method: ["good", "slow"], class: ["0"] } });
  await flow.comparison.follow();
  void flow.comparison.makeAll();
  await until(({ comparison }) => comparison.cells[1].state === "running");
  await flow.explain({ negated: false });
  await idle();
  assert.deepEqual(states(), ["good two done", "slow two left"]);
  assert.equal(store.state.problem, null);
});

test("cancelled: what is there stays, the rest is left and can be asked for again", async () => {
  const { flow, store, until, idle, states } = await open(methods("good", "bad", "picky"));
  void flow.comparison.follow();
  await until(({ comparison }) => comparison?.cells[2].state === "running");
  flow.comparison.cancel();
  await idle();
  assert.deepEqual(states(), ["good one done", "good two done", "bad one left", "bad two left", "picky one left", "picky two left"]);
  assert.equal(store.state.status, "Cancelled.");
  await flow.comparison.makeAll();
  assert.deepEqual(states().slice(2), ["bad one refused", "bad two refused", "picky one refused", "picky two done"]);
});

test("several pictures, each with its own strongest class; the one that is shown is known to the engine", async () => {
  const { flow, store, grid, idle } = await open(methods("good"));
  await flow.setPicture(new Blob(["x".repeat(24)]), "x", { sample: "x" });
  await idle();
  looked.length = 0;
  await grid({ rows: "picture", columns: "layer", ticks: { picture: ["sample:x", "sample:y"] } });
  assert.deepEqual(looked, ["· good one+two best", "25 good one+two best"]);
  assert.deepEqual(Object.keys(store.state.comparison.pictures), ["sample:x", "sample:y"]);
});

test("a map of another picture becomes the large one together with its picture, and the grid stays", async () => {
  const { flow, store, grid, until, idle } = await open(methods("good"));
  await flow.setPicture(new Blob(["x".repeat(24)]), "x", { sample: "x" });
  await idle();
  await grid({ rows: "picture", columns: "layer", ticks: { picture: ["sample:x", "sample:y"] } });
  const { comparison } = store.state;
  const wanted = comparison.cells[2];
  asked.length = looked.length = 0;
  await flow.adopt(comparison, wanted);
  await until(({ work, explanation }) => work.length === 0 && explanation === wanted.explanation);
  const { picture, chosen } = store.state;
  assert.deepEqual([picture.name, picture.sample, chosen.index, chosen.layer], ["y", "y", 1, "one"]);
  assert.deepEqual([asked, looked], [[], []], "nothing is computed twice");
  assert.deepEqual(store.state.comparison.cells.map(({ key }) => key), comparison.cells.map(({ key }) => key));
});

test("a new model takes the grid away and makes its own", async () => {
  const { flow, store, until } = await open(methods("good"));
  await flow.comparison.follow();
  const before = store.state.comparison;
  await flow.loadModel([new File(["{}"], "m")]);
  await until(({ comparison, work }) => work.length === 0 && comparison !== null);
  assert.notEqual(store.state.comparison, before);
  assert.deepEqual(looked, ["· good one+two 0", "· good one+two 0"]);
  assert.equal(store.state.problem, null);
});

test("maps that the page shows otherwise are made again from what is there", async () => {
  const { flow, store } = await open(methods("good"));
  await flow.comparison.follow();
  looked.length = 0;
  await flow.setDisplay({ relu: false });
  assert.deepEqual(store.state.comparison.cells.map(({ heatmap }) => heatmap.display.relu), [false, false]);
  assert.deepEqual(looked, []);
});
