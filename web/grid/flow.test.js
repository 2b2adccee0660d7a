import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeWorker, useWorker } from "../engine/fake-worker.test.js";
import { REQUEST } from "../engine/protocol.js";
import { ANSWERS, explained, FAMILIES, method, openPage } from "../fake-page.test.js";

const CATALOGUE = { families: FAMILIES, methods: [method("slow", { cheap: false }), method("good"), method("bad")] };

/** What was asked of the engine, in order. */
const asked = [];
const engine = {
  ...ANSWERS,
  [REQUEST.explain]({ request }) {
    asked.push(`${request.method} ${request.layer}`);
    if (request.method === "bad") throw new Error("bad is not for this network");
    return { ...explained(request), options: {} };
  },
};

useWorker(fakeWorker((request) => engine[request.type](request), { catalogue: CATALOGUE }));

async function open() {
  const page = await openPage(asked);
  const states = () => page.store.state.comparison.cells.map(({ method: id, layer, state }) => `${id} ${layer} ${state}`);
  return { ...page, states };
}

test("each cell is filled or says why not, the cheap ones first", async () => {
  const { flow, store, states } = await open();
  store.dispatch({ type: "comparing", change: { methods: ["slow", "good", "bad"] } });
  await flow.comparison.start();
  assert.deepEqual(asked, ["good one", "good two", "bad one", "bad two", "slow one", "slow two"]);
  assert.deepEqual(states(), ["slow one done", "slow two done", "good one done", "good two done", "bad one refused", "bad two refused"]);
  assert.equal(store.state.comparison.cells[4].error, "bad is not for this network");
  assert.equal(store.state.problem, null);
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
  assert.equal(store.state.problem, null);
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
  assert.equal(store.state.problem, null);
});
