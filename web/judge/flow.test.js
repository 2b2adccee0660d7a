import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeWorker, useWorker } from "../engine/fake-worker.test.js";
import { REQUEST } from "../engine/protocol.js";
import { ANSWERS, FAMILIES, method, openPage, mapOf } from "../fake-page.test.js";

const METRICS = [{ id: "fall", needs: "pictures" }, { id: "hit", needs: "object" }, { id: "chaos", needs: "networks" }];
const CATALOGUE = { families: FAMILIES, methods: [method("good"), method("bad")], metrics: METRICS };
const OBJECT = { x: 0, y: 0, width: 1, height: 2 };

/** What the engine was asked to judge. */
const asked = [];
const open = () => openPage(asked);
const engine = {
  ...ANSWERS,
  [REQUEST.judge]({ request }) {
    asked.push(request);
    if (request.method === "bad") throw new Error("bad cannot be judged");
    const said = (value) => ({ value, curve: [] });
    return request.metrics.map((metric) => ({ metric, asked: said(1), randomCam: said(0), edgeMap: null }));
  },
};

useWorker(fakeWorker((request) => engine[request.type](request), { catalogue: CATALOGUE }));

test("the explanation that is shown is judged by what is ticked and can be had", async () => {
  const { flow, store } = await open();
  await flow.judgement.start();
  assert.deepEqual(asked, [{ method: "good", layers: ["two"], merge: "mean", target: { kind: "class", index: 0 }, options: {}, object: null, metrics: ["fall"] }]);
  store.dispatch({ type: "judging", change: { object: OBJECT, metrics: ["hit", "chaos"] } });
  await flow.judgement.start();
  assert.deepEqual([asked[1].object, asked[1].metrics], [OBJECT, ["hit", "chaos"]]);
  const { judgement, explanation, status } = store.state;
  assert.deepEqual([judgement.explanation, judgement.object], [explanation, OBJECT]);
  assert.deepEqual(judgement.judged.map(({ metric, asked: { value } }) => [metric, value]), [["hit", 1], ["chaos", 1]]);
  assert.equal(status, "The explanation is judged.");
});

test("nothing is asked while the explanation is about to be replaced", async () => {
  const { flow, idle } = await open();
  const explained = flow.explain({ index: 1 });
  await flow.judgement.start();
  await explained;
  await idle();
  assert.deepEqual(asked, []);
});

test("cancelled: the earlier numbers stay", async () => {
  const { flow, store, errors } = await open();
  await flow.judgement.start();
  const { judgement } = store.state;
  const second = flow.judgement.start();
  flow.judgement.cancel();
  await second;
  assert.equal(store.state.judgement, judgement);
  assert.equal(store.state.status, "Cancelled.");
  assert.deepEqual(errors(), []);
});

test("another question ends it and is answered; the earlier numbers stay with what they are about", async () => {
  const { flow, store, idle, errors } = await open();
  await flow.judgement.start();
  const { judgement, explanation } = store.state;
  void flow.judgement.start();
  await flow.explain({ index: 1 });
  await idle();
  assert.equal(store.state.explanation.target.index, 1);
  assert.equal(store.state.judgement, judgement);
  assert.equal(judgement.explanation, explanation);
  assert.deepEqual(errors(), []);
});

test("a new model ends it and takes the numbers away", async () => {
  const { flow, store, idle, errors } = await open();
  await flow.judgement.start();
  void flow.judgement.start();
  await flow.loadModel([new File(["{}"], "m")]);
  await idle();
  assert.equal(store.state.judgement, null);
  assert.deepEqual(errors(), []);
});

test("an error stays in its place, and so does what was there before", async () => {
  const { flow, store } = await open();
  await flow.judgement.start();
  const { judgement } = store.state;
  await flow.explain({ method: "bad" });
  await flow.judgement.start();
  assert.deepEqual([store.state.problem.place, store.state.problem.message], ["judgement", "bad cannot be judged"]);
  assert.equal(store.state.judgement, judgement);
  assert.equal(store.state.explanation.method, "bad");
});

test("a map of the grid made the large one ends it", async () => {
  const { flow, store, idle } = await open();
  const [comparison, cell] = mapOf(store.state, "one");
  void flow.judgement.start();
  await flow.adopt(comparison, cell);
  await idle();
  assert.equal(store.state.judgement, null);
});
