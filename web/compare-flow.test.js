import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeWorker, useWorker } from "./engine/fake-worker.test.js";
import { REQUEST } from "./engine/protocol.js";
import { Flow } from "./flow.js";
import { Sightline } from "./sightline.js";
import { createStore } from "./store.js";

const method = (id, { cheap = true } = {}) => ({ id, label: id, family: "f", usesLayer: true, cheap, options: [] });
const CATALOGUE = { families: [{ id: "f", label: "F" }], methods: [method("slow", { cheap: false }), method("good"), method("bad")] };
const LAYERS = ["one", "two"].map((id) => ({ id, name: id, suggested: true, reached: true }));
const MODEL = { name: "m", sha256: "m", task: "single-label", tasks: [], input: { width: 2, height: 2 }, classes: ["a", "b"], layers: LAYERS, defaultLayer: "two" };

/** What was asked of the engine, in order. */
const asked = [];
const engine = {
  [REQUEST.loadModel]: ({ source: { files } }) => ({ model: MODEL, files }),
  [REQUEST.setPreprocessing]: () => ({ crop: null, model: MODEL }),
  [REQUEST.preview]: () => ({ width: 2, height: 2, rgb: new Uint8Array() }),
  [REQUEST.classify]: () => ["a", "b"].map((label, index) => ({ index, label, logit: 1 - index, probability: 1 - index })),
  [REQUEST.explain]({ request }) {
    asked.push(`${request.method} ${request.layer}`);
    if (request.method === "bad") throw new Error("bad is not for this network");
    return { ...request, layers: [request.layer], facts: [], points: new Uint16Array(), options: {}, note: null, min: 0, max: 1 };
  },
  [REQUEST.heatmap]: () => ({ width: 2, height: 2, values: new Float32Array(4) }),
};

useWorker(fakeWorker((request) => engine[request.type](request), { catalogue: CATALOGUE }));

/** A page with a picture and a model, explained; `until` resolves when the state is as wanted. */
async function open() {
  const lens = await Sightline.start();
  let check = () => {};
  const store = createStore(() => check());
  const until = (wanted) =>
    new Promise((resolve) => {
      check = () => wanted(store.state) && resolve();
      check();
    });
  const idle = () => until(({ work }) => work.length === 0);
  store.dispatch({ type: "started", backend: lens.backend, reason: "", catalogue: lens.catalogue });
  store.dispatch({ type: "picture-set", picture: { name: "a picture", crop: null } });
  const flow = new Flow(lens, store);
  await flow.loadModel([new File(["{}"], "m")]);
  await idle();
  asked.length = 0;
  const states = () => store.state.comparison.cells.map(({ method: id, layer, state }) => `${id} ${layer} ${state}`);
  return { flow, store, until, idle, states };
}

test("each cell is filled or says why not, the cheap ones first", async () => {
  const { flow, store, states } = await open();
  store.dispatch({ type: "comparing", change: { methods: ["slow", "good", "bad"] } });
  await flow.comparison.start();
  assert.deepEqual(asked, ["good one", "good two", "bad one", "bad two", "slow one", "slow two"]);
  assert.deepEqual(states(), ["slow one done", "slow two done", "good one done", "good two done", "bad one refused", "bad two refused"]);
  assert.equal(store.state.comparison.cells[4].error, "bad is not for this network");
  assert.equal(store.state.errors.comparison, null);
  assert.equal(store.state.explanation.method, "slow", "what is shown large has not changed");
});

test("a map becomes the large one with the question that it answers, and the engine is not asked", async () => {
  const { flow, store } = await open();
  store.dispatch({ type: "comparing", change: { methods: ["good"] } });
  await flow.comparison.start();
  await flow.explain({ index: 1 });
  asked.length = 0;
  const { comparison } = store.state;
  await flow.adopt(comparison, comparison.cells[0]);
  const { chosen, explanation } = store.state;
  assert.deepEqual([chosen.method, chosen.layer, chosen.index], ["good", "one", 0]);
  assert.equal(explanation, comparison.cells[0].explanation);
  assert.deepEqual(asked, []);
});

test("cancelled: what is there stays, the rest is left", async () => {
  const { flow, store, until, idle, states } = await open();
  store.dispatch({ type: "comparing", change: { methods: ["good"] } });
  void flow.comparison.start();
  await until(({ comparison }) => comparison?.cells[0].state === "done");
  flow.comparison.cancel();
  await idle();
  assert.deepEqual(states(), ["good one done", "good two left"]);
  assert.equal(store.state.status, "Cancelled.");
  assert.equal(store.state.errors.comparison, null);
});

test("another class, asked meanwhile, is answered; a new model takes the comparison away", async () => {
  const { flow, store, until, idle, states } = await open();
  store.dispatch({ type: "comparing", change: { methods: ["good"] } });
  void flow.comparison.start();
  await until(({ comparison }) => comparison?.cells[1].state === "running");
  await flow.explain({ index: 1 });
  await idle();
  assert.deepEqual(states(), ["good one done", "good two left"]);
  assert.equal(store.state.explanation.target.index, 1);
  void flow.comparison.start();
  await flow.loadModel([new File(["{}"], "m")]);
  await idle();
  assert.equal(store.state.comparison, null);
  assert.deepEqual(Object.values(store.state.errors).filter((error) => error !== null), []);
});
