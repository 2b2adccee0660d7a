import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { fakeWorker, useWorker } from "../engine/fake-worker.test.js";
import { REQUEST } from "../engine/protocol.js";
import { Flow } from "../flow.js";
import { Sightline } from "../sightline.js";
import { createStore } from "../store.js";
import { explained, FAMILIES, method } from "../fake-page.test.js";
import { GlanceFlow } from "../strip/flow.js";
import { fixedWords, layerOfModel, runningWords } from "./words.js";

const CATALOGUE = { families: FAMILIES, methods: [method("good"), method("slow", { cheap: false })] };
const INPUT = { width: 4, height: 4, fit: "crop", resize: null, interpolation: "bilinear", channels: "rgb", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1] };
/** What each model's file says of it. */
const MODELS = {
  home: { classes: ["cat", "dog"], layers: ["stem", "head"], defaultLayer: "head" },
  other: { classes: ["fox", "dog"], layers: ["stem", "last"], defaultLayer: "last" },
  third: { classes: ["cat"], layers: ["end"], defaultLayer: "end" },
  broken: null,
};

/** What the worker was given and asked, in order, and the model and the input that it has. */
const log = [];
let engine;
let input;
const info = (name) => ({ name, sha256: name, task: "single-label", tasks: [], input: INPUT, ...MODELS[name], layers: MODELS[name].layers.map((id) => ({ id, name: id, shape: [1, 2, 2], suggested: true, reached: true })) });

const answers = {
  [REQUEST.loadModel]({ source: { files } }) {
    const [{ name }] = files;
    log.push(`load ${name}`);
    if (!MODELS[name]) throw new Error(`${name} is damaged`);
    [engine, input] = [name, INPUT];
    return { model: info(name), files };
  },
  [REQUEST.setPreprocessing]: (request) => ((input = request.input), { crop: null, model: info(engine) }),
  [REQUEST.setPicture]: () => ({ width: 4, height: 2, crop: null }),
  [REQUEST.preview]: () => (log.push(`preview ${engine} ${input.width}`), { width: 2, height: 2, rgb: new Uint8Array() }),
  [REQUEST.classify]: () => MODELS[engine].classes.map((label, index) => ({ index, label, logit: -index, probability: 0.5 })),
  [REQUEST.explain]: ({ request }) => (log.push(`explain ${engine}`), { ...explained(request), options: {} }),
  [REQUEST.heatmap]: () => ({ width: 2, height: 2, values: new Float32Array(4) }),
  [REQUEST.look]({ blob, request: { explain, best } }) {
    const { method: id, layers, target } = explain;
    const index = best ? 0 : target.index;
    log.push(`${engine} ${id} ${layers.join("+")} ${best ? "best" : MODELS[engine].classes[index]}${blob ? " other picture" : ""}`);
    const explanations = layers.map((layer) => ({ ...explained({ ...explain, layer }), options: {}, target: { ...target, index } }));
    return { width: 4, height: 2, crop: { x: 0, y: 0, width: 2, height: 2 }, scores: [], explanations };
  },
};
useWorker(fakeWorker((request) => answers[request.type](request), { catalogue: CATALOGUE }));

GlanceFlow.prototype.soon = () => {}; // it looks as well, in idle time

const { createImageBitmap, document } = globalThis;
beforeEach(() => {
  globalThis.createImageBitmap = async () => ({ width: 4, height: 2, close() {} });
  globalThis.document = { createElement: () => ({ getContext: () => ({ fillRect() {}, drawImage() {} }) }) };
});
afterEach(() => Object.assign(globalThis, { createImageBitmap, document }));

/** A page that has seen these models, of which the last one is shown, and whose grid is open. @param {string[]} seen @param {object} comparing */
async function open(seen, comparing = {}) {
  const lens = await Sightline.start();
  let check = () => {};
  const store = createStore(() => check());
  const until = (wanted) => new Promise((resolve) => (check = () => wanted(store.state) && resolve())).then(() => (check = () => {}));
  const idle = async () => {
    if (store.state.work.length > 0) await until(({ work }) => work.length === 0);
  };
  store.dispatch({ type: "started", backend: lens.backend, reason: "", catalogue: lens.catalogue });
  const flow = new Flow(lens, store);
  await flow.setPicture(new Blob(["a picture"]), "a picture");
  for (const name of seen.filter((one) => MODELS[one])) await flow.loadModel([new File(["{}"], name)]);
  await idle();
  for (const name of seen.filter((one) => !MODELS[one])) {
    store.dispatch({ type: "model-seen", seen: { id: name, ref: { sha256: name, name }, name, files: [new File(["{}"], name)], preprocessing: undefined, classes: [] } });
  }
  store.dispatch({ type: "comparing", change: { rows: "method", columns: "model", ticks: { method: ["good"], model: seen }, ...comparing } });
  store.dispatch({ type: "sheet-opened", sheet: "grid" });
  log.length = 0;
  const cells = () => store.state.comparison.cells.map(({ model, method: id, state, error, explanation }) => `${model} ${id} ${error ?? (explanation ? `${explanation.layer} ${explanation.target.index}` : state)}`);
  /** The grid is made, also by what a question began. */
  const made = async () => {
    await flow.comparison.follow();
    await idle();
  };
  return { flow, store, until, idle, cells, made };
}

/** What is shown, as if nothing had been. */
const shown = ({ model, modelRef, picture, chosen, explanation, heatmap, scores, input: settings }) => ({ model, modelRef, picture, chosen, explanation, heatmap, scores, settings });

test("each model is loaded once, after all maps of the shown one, which is back at the end as if nothing had been", async () => {
  const { flow, store, cells } = await open(["third", "other", "home"], { ticks: { method: ["good", "slow"], model: ["third", "other", "home"] } });
  const before = shown(store.state);
  await flow.comparison.follow();
  assert.deepEqual(log, ["home good head best", "load third", "third good end best", "load other", "other good last best", "load home", "preview home 4"]);
  assert.deepEqual(cells(), ["home good head 0", "other good last 0", "third good end 0", "home slow left", "other slow left", "third slow left"].map((_, at, all) => all[at]).toSorted((a, b) => order(a) - order(b)));
  assert.deepEqual(shown(store.state), before);
  assert.equal(store.state.comparison.visiting, null);
  log.length = 0;
  await flow.comparison.makeAll();
  assert.deepEqual(log.filter((line) => line.startsWith("load")), ["load third", "load other", "load home"]);
});
/** In the order of the axis: that of the models that were seen. */
const order = (cell) => ["third good", "other good", "home good", "third slow", "other slow", "home slow"].findIndex((start) => cell.startsWith(start));

test("another tick loads only the model that is not there yet", async () => {
  const { flow, store, cells } = await open(["third", "other", "home"], { ticks: { method: ["good"], model: ["other", "home"] } });
  await flow.comparison.follow();
  log.length = 0;
  store.dispatch({ type: "comparing", change: { ticks: { method: ["good"], model: ["third", "other", "home"] } } });
  await flow.comparison.follow();
  assert.deepEqual(log, ["load third", "third good end best", "load home", "preview home 4"]);
  assert.equal(cells().length, 3);
});

test("a class is that of the same name; a model without it says so, and nothing is asked of it", async () => {
  const { flow, store, cells, made } = await open(["third", "other", "home"], { best: false });
  await flow.explain({ index: 1 });
  await made();
  assert.deepEqual(cells(), ["third good third has no “dog”.", "other good last 1", "home good head 1"]);
  assert.ok(!log.some((line) => line.startsWith("third good")));
  assert.equal(fixedWords(store.state, store.state.comparison), "For “dog” at the default layer of each on a picture");
});

test("names that do not match are each model’s own top class, unless a person wants the name; those that match are asked by it", async () => {
  const ofBest = async (seen) => {
    const { flow, store } = await open(seen);
    await flow.comparison.follow();
    return store.state.comparison.best;
  };
  assert.deepEqual([await ofBest(["other", "home"]), await ofBest(["third", "home"])], [true, false]);
});

test("classes stand against models, with each model’s own top class among them", async () => {
  const { flow, cells, made } = await open(["other", "home"], { rows: "class", ticks: { class: ["top", "0", "1"], model: ["other", "home"] } });
  await flow.explain({ method: "good" });
  await made();
  assert.deepEqual(cells(), ["other good last 0", "home good head 0", "other good other has no “cat”.", "home good head 0", "other good last 1", "home good head 1"]);
});

test("layers stand against models by their names; a chosen layer that another model has not gives way to its default one", async () => {
  const { flow, store, cells, made } = await open(["other", "home"], { rows: "layer", ticks: { layer: ["", "stem", "head"], model: ["other", "home"] } });
  await flow.explain({ method: "good" });
  await made();
  assert.deepEqual(cells(), ["other good last 0", "home good head 0", "other good stem 0", "home good stem 0", "other good other has no layer `head`.", "home good head 0"]);
  store.dispatch({ type: "comparing", change: { rows: "method", best: true } });
  await flow.explain({ layer: "stem" });
  await made();
  const { comparison } = store.state;
  assert.deepEqual(comparison.cells.map(({ explanation }) => explanation?.layer), ["stem", "stem"]);
  assert.match(fixedWords(store.state, comparison), / at stem, or the default layer of a model without it on /);
  assert.equal(layerOfModel(store.state, comparison, "other"), "at stem");
});

test("a model that cannot be read says so in its cells, the others go on, and the shown one is back", async () => {
  const { flow, store, cells } = await open(["other", "home", "broken"]);
  const before = shown(store.state);
  await flow.comparison.follow();
  assert.deepEqual(cells(), ["other good last 0", "home good head 0", "broken good broken is damaged"]);
  assert.equal(log.at(-1), "preview home 4");
  assert.deepEqual(shown(store.state), before);
  assert.equal(store.state.problem, null);
});

test("cancelled while another model computes: the shown one is back, and what is left can be asked for again", async () => {
  const { flow, store, until, idle, cells } = await open(["third", "other", "home"]);
  const before = shown(store.state);
  void flow.comparison.follow();
  await until(({ comparison }) => comparison?.visiting === "other" || comparison?.cells[0].state === "done");
  flow.comparison.cancel();
  await idle();
  assert.deepEqual(shown(store.state), before);
  assert.equal(log.at(-1), "preview home 4");
  assert.equal(store.state.comparison.visiting, null);
  assert.ok(cells().some((cell) => cell.endsWith(" left")));
  await flow.comparison.makeAll();
  assert.deepEqual(cells(), ["third good end 0", "other good last 0", "home good head 0"]);
});

test("the grid is closed, or another question is asked: the shown model answers it", async () => {
  const { flow, store, until, idle } = await open(["other", "home"]);
  void flow.comparison.follow();
  await until(({ comparison }) => comparison?.visiting === "other");
  store.dispatch({ type: "sheet-closed" });
  flow.comparison.close();
  await idle();
  assert.equal(log.at(-1), "preview home 4");
  store.dispatch({ type: "sheet-opened", sheet: "grid" });
  void flow.comparison.follow();
  await until(({ comparison }) => comparison?.visiting === "other");
  store.dispatch({ type: "sheet-closed" });
  await flow.explain({ index: 1 });
  assert.ok(log.includes("explain home"));
  assert.equal(store.state.explanation.target.index, 1);
  assert.equal(store.state.problem, null);
  await idle();
});

test("what asks the engine without telling the grid is answered by the shown model too, and ends the grid", async () => {
  const { flow, store, until, idle, cells } = await open(["other", "home"]);
  void flow.comparison.follow();
  await until(({ comparison }) => comparison?.visiting === "other");
  await flow.hiding.attempt([{ x: 0, y: 0, width: 1, height: 1 }]).catch(() => {});
  await idle();
  assert.equal(engine, "home");
  assert.deepEqual(cells(), ["other good left", "home good head 0"]);
});

test("settings that a person gave the shown model are its own again, and of no other model", async () => {
  const { flow, store } = await open(["other", "home"]);
  await flow.input.type("width", "8");
  await flow.comparison.follow();
  while (store.state.work.length > 0) await new Promise((done) => setTimeout(done, 5));
  assert.equal(log.at(-1), "preview home 8");
});

test("pictures stand against models: each model looks at all of them, and each has its own part of them", async () => {
  const { flow, store, cells, idle, until } = await open(["other", "home"], { rows: "picture" });
  await flow.setPicture(new Blob(["another picture"]), "another");
  await until(({ work, comparison }) => work.length === 0 && comparison?.cells.every(({ state }) => state === "done"));
  await idle();
  assert.deepEqual(log.filter((line) => line.startsWith("load")), ["load other", "load home"]);
  assert.deepEqual(cells(), ["other good last 0", "home good head 0", "other good last 0", "home good head 0"]);
  assert.deepEqual(log.filter((line) => line.includes("good")).map((line) => line.replace(/ good \S+ best/, "")),
    ["home other picture", "home", "other other picture", "other"], "the one that is shown is at hand");
  assert.deepEqual(Object.keys(store.state.comparison.pictures).toSorted(), ["home opened:1", "home opened:2", "other opened:1", "other opened:2"]);
});

test("a map of another model becomes the large one with its model, without being computed again, and the grid stays", async () => {
  const { flow, store, until } = await open(["other", "home"]);
  await flow.comparison.follow();
  const { comparison } = store.state;
  log.length = 0;
  await flow.adopt(comparison, comparison.cells[0]);
  await until(({ work, explanation }) => work.length === 0 && explanation === comparison.cells[0].explanation);
  assert.deepEqual(log.filter((line) => !line.startsWith("preview")), ["load other"]);
  const { model, chosen, comparison: after } = store.state;
  assert.deepEqual([model.name, chosen.layer, chosen.index], ["other", "last", 0]);
  assert.deepEqual(after.cells.map(({ key }) => key), comparison.cells.map(({ key }) => key));
});

test("it is said which model is loaded, computes, and comes back", async () => {
  const { flow, store } = await open(["other", "home"]);
  const said = new Set();
  const { dispatch } = store;
  store.dispatch = (event) => {
    dispatch(event);
    if (store.state.comparison) said.add(runningWords(store.state, store.state.comparison));
  };
  await flow.comparison.follow();
  assert.deepEqual([...said].filter(Boolean), ["home computes: good", "Loading other", "other computes: good", "home comes back"]);
});
