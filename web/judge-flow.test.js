import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeWorker, useWorker } from "./engine/fake-worker.test.js";
import { REQUEST } from "./engine/protocol.js";
import { Flow } from "./flow.js";
import { Sightline } from "./sightline.js";
import { createStore } from "./store.js";

const METRICS = [{ id: "fall", needs: "pictures" }, { id: "hit", needs: "region" }, { id: "chaos", needs: "networks" }];
const METHODS = ["good", "bad"].map((id) => ({ id, label: id, family: "f", usesLayer: true, cheap: true, options: [] }));
const CATALOGUE = { families: [{ id: "f", label: "F" }], methods: METHODS, metrics: METRICS };
const LAYERS = ["one", "two"].map((id) => ({ id, name: id, suggested: true, reached: true }));
const MODEL = { name: "m", sha256: "m", task: "single-label", tasks: [], input: { width: 2, height: 2 }, classes: ["a", "b"], layers: LAYERS, defaultLayer: "two" };
const OBJECT = { x: 0, y: 0, width: 1, height: 2 };

/** What the engine was asked to judge. */
const asked = [];
const engine = {
  [REQUEST.loadModel]: ({ source: { files } }) => ({ model: MODEL, files }),
  [REQUEST.setPreprocessing]: () => ({ crop: null, model: MODEL }),
  [REQUEST.preview]: () => ({ width: 2, height: 2, rgb: new Uint8Array() }),
  [REQUEST.classify]: () => ["a", "b"].map((label, index) => ({ index, label, logit: 1 - index, probability: 1 - index })),
  [REQUEST.explain]: ({ request }) => ({ ...request, layers: [request.layer], merge: "mean", facts: [], points: new Uint16Array(), note: null, min: 0, max: 1 }),
  [REQUEST.heatmap]: () => ({ width: 2, height: 2, values: new Float32Array(4) }),
  [REQUEST.judge]({ request }) {
    asked.push(request);
    if (request.method === "bad") throw new Error("bad cannot be judged");
    const said = (value) => ({ value, curve: [] });
    return request.metrics.map((metric) => ({ metric, asked: said(1), randomCam: said(0), edgeMap: null }));
  },
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
  const errors = () => Object.values(store.state.errors).filter((error) => error !== null);
  return { flow, store, until, idle, errors };
}

test("the explanation that is shown is judged by what is ticked and can be had", async () => {
  const { flow, store } = await open();
  await flow.judgement.start();
  assert.deepEqual(asked, [{ method: "good", layers: ["two"], merge: "mean", target: { kind: "class", index: 0 }, options: {}, region: null, metrics: ["fall"] }]);
  store.dispatch({ type: "judging", change: { object: OBJECT, metrics: ["hit", "chaos"] } });
  await flow.judgement.start();
  assert.deepEqual([asked[1].region, asked[1].metrics], [OBJECT, ["hit", "chaos"]]);
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
  assert.equal(store.state.errors.judgement, "bad cannot be judged");
  assert.equal(store.state.errors.explanation, null);
  assert.equal(store.state.judgement, judgement);
  assert.equal(store.state.explanation.method, "bad");
});

test("another compared map made the large one ends it", async () => {
  const { flow, store, idle } = await open();
  store.dispatch({ type: "comparing", change: { methods: ["good"], layers: ["one"] } });
  await flow.comparison.start();
  const { comparison } = store.state;
  void flow.judgement.start();
  await flow.adopt(comparison, comparison.cells[0]);
  await idle();
  assert.equal(store.state.judgement, null);
});
