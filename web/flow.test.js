import assert from "node:assert/strict";
import { test } from "node:test";
import { seen } from "./earlier/seen.js";
import { fakeWorker, useWorker } from "./engine/fake-worker.test.js";
import { REQUEST } from "./engine/protocol.js";
import { Flow } from "./flow.js";
import { Sightline } from "./sightline.js";
import { createStore } from "./store.js";

const LONG = "q".repeat(999);
const INPUTS = { small: 96, large: 224, [LONG]: 96 };
const INPUT = { fit: "crop", resize: null, interpolation: "bilinear", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" };

/** An engine that knows two models, of different input sizes and layers; between it and the flow all is real. */
const engine = {
  model: "",
  input: null,
  task: "",
  [REQUEST.loadModel]({ source: { files } }) {
    const [{ name }] = files;
    if (!INPUTS[name]) throw new Error(`${name} is damaged`);
    this.model = name;
    this.input = { ...INPUT, width: INPUTS[name], height: INPUTS[name] };
    this.task = "single-label";
    this.labels = files.length > 1 ? ["cat", "dog"] : ["class 0", "class 1"];
    this.weights = "averaged";
    this.network = null;
    return { model: this.info(), files };
  },
  info() {
    const layers = ["layer", "other layer"].map((id) => ({ id: `${id} of ${this.model}`, reached: true }));
    const [{ id: defaultLayer }] = layers;
    const { model: name, task, input, labels: classes } = this;
    const weights = { chosen: this.weights, choices: ["averaged", "raw"] };
    const network = { chosen: this.network ?? "usual", choices: ["usual", "other"], guessed: this.network === null };
    return { name, sha256: name, weights, network, task, tasks: ["single-label", "binary", "segmentation"], outputs: ["y"], output: "y", input, classes, layers, defaultLayer };
  },
  [REQUEST.setWeights]({ weights }) {
    this.weights = weights;
    return this.info();
  },
  [REQUEST.setNetwork]({ network }) {
    this.network = network;
    if (network === "centred") this.input = { ...this.input, mean: [0.5, 0.5, 0.5] };
    return this.info();
  },
  [REQUEST.setTask]({ task }) {
    this.task = task;
    return this.info();
  },
  [REQUEST.setPreprocessing]({ input }) {
    if (input.width % INPUTS[this.model] !== 0) throw new Error(`${this.model} takes another input`);
    this.input = input;
    return { crop: { x: 0, y: 0, width: input.width, height: input.width }, model: this.info() };
  },
  [REQUEST.preview]() {
    return { width: this.input.width, height: this.input.height, rgb: new Uint8Array() };
  },
  [REQUEST.classify]() {
    return this.labels.map((label, index) => ({ index, label, logit: 1 - index, probability: 1 - index }));
  },
  [REQUEST.segment]: () => ({ width: 1, height: 1, classes: new Uint16Array(1) }),
  [REQUEST.explain]({ request }) {
    if (!request.layer.endsWith(`layer of ${this.model}`)) throw new Error(`there is no layer ${request.layer}`);
    return { ...request, layers: [request.layer], note: null, milliseconds: { total: 0 } };
  },
  [REQUEST.heatmap]: () => ({ values: new Float32Array() }),
};

useWorker(fakeWorker((request) => engine[request.type](request), { catalogue: { methods: [{ id: "grad-cam", options: [] }] } }));

/** A page with a picture, every error that it showed, and what it said of an earlier result. */
async function open(parts) {
  const lens = await Sightline.start();
  const errors = [];
  const said = new Set();
  let rest = () => {};
  const store = createStore((state) => {
    const { problem, work } = state;
    if (problem) errors.push(problem.message);
    said.add(seen(state).away?.words);
    if (work.length === 0) rest();
  });
  /** Resolves when nothing is being worked on. */
  const idle = async () => {
    while (store.state.work.length > 0) await new Promise((resolve) => (rest = resolve));
  };
  store.dispatch({ type: "started", backend: lens.backend, reason: "", catalogue: lens.catalogue });
  store.dispatch({ type: "picture-set", picture: { name: "a picture", crop: null } });
  return { flow: new Flow(lens, store, parts), store, errors, said, idle };
}

const model = (name) => [new File(["{}"], name)];

test("only positive evidence is drawn anew from the map that is there: nothing is explained again", async () => {
  const { flow, store, idle } = await open();
  await flow.loadModel(model("small"));
  await idle();
  const { explanation } = store.state;
  let asked = 0;
  const explain = engine[REQUEST.explain];
  engine[REQUEST.explain] = () => (asked += 1);
  await flow.setDisplay({ relu: false });
  engine[REQUEST.explain] = explain;
  assert.deepEqual([store.state.heatmap.display.relu, store.state.explanation === explanation, asked], [false, true, 0]);
});

test("the name of a model or a file is cut where it is said that it was loaded or added", async () => {
  const { flow, store, idle } = await open();
  const said = [];
  const { dispatch } = store;
  store.dispatch = (event) => {
    if (event.type === "told") said.push(event.status);
    if (event.type === "work-began") said.push(event.work.label);
    dispatch(event);
  };
  await flow.loadModel(model(LONG));
  await flow.addFile(new File(["cat\ndog"], `${LONG}.txt`));
  await idle();
  const [loaded, adding, added] = [/^Model q+….* loaded\.$/, /^Adding q+….*\.txt$/, /^q+….*\.txt added to q+…/].map((pattern) => said.find((words) => pattern.test(words)));
  for (const [words, names] of [[loaded, 1], [adding, 1], [added, 2]]) assert.ok(words.length <= names * 200 + 20, words);
});

test("two models at once: the second one is shown, with its own input, and nothing is wrong", async () => {
  const { flow, store, errors, idle } = await open();
  await Promise.all([flow.loadModel(model("small")), flow.loadModel(model("large"))]);
  await idle();
  assert.equal(store.state.model.name, "large");
  assert.equal(store.state.input.width, 224);
  assert.equal(store.state.picture.crop.width, 224);
  assert.equal(store.state.explanation.layer, "layer of large");
  assert.equal(engine.model, "large");
  assert.equal(engine.input.width, 224);
  assert.deepEqual(errors, []);
});

test("a damaged model does not keep the next one from being loaded", async () => {
  const { flow, store, errors, idle } = await open();
  await Promise.all([flow.loadModel(model("damaged")), flow.loadModel(model("small"))]);
  await idle();
  assert.equal(store.state.explanation.layer, "layer of small");
  assert.deepEqual(new Set(errors), new Set(["damaged is damaged"]));
});

test("while another model comes the earlier result is said to be of the earlier one, and a damaged model gives it back whole", async () => {
  const { flow, store, said, idle } = await open();
  await flow.loadModel(model("small"));
  await idle();
  assert.deepEqual([...said], [undefined], "there was none before");
  const { explanation, heatmap, scores, chosen } = store.state;
  await flow.loadModel(model("damaged"));
  await idle();
  assert.deepEqual([...said], [undefined, "By small · loading damaged …"]);
  const { now, away } = seen(store.state);
  assert.deepEqual([now.explanation === explanation, now.heatmap === heatmap, now.scores === scores, now.chosen === chosen, away], [true, true, true, true, null]);
  await flow.loadModel(model("large"));
  await idle();
  assert.deepEqual([...said].slice(2), ["By small · loading large …", "By small · large looks at the picture …"]);
  assert.equal(store.state.earlier, null);
});

test("a model whose files do not come can be cancelled, and does not hold up the next one", async () => {
  const { flow, store, errors, idle } = await open();
  const loading = flow.loadModel(new Promise(() => {}));
  await new Promise((resolve) => setImmediate(resolve)); // its turn has come
  flow.cancel();
  await loading;
  await flow.loadModel(model("small"));
  await idle();
  assert.equal(store.state.model.name, "small");
  assert.deepEqual(errors, []);
});

test("what the list knows of a model's input stands in for what its files say", async () => {
  const { flow, store, errors, idle } = await open();
  const preprocessing = { width: 96, height: 96, fit: "resize-crop", resize: 109 };
  await flow.loadModel(model("small"), { preprocessing });
  await idle();
  assert.deepEqual(store.state.input, preprocessing);
  assert.deepEqual(engine.input, preprocessing);
  assert.deepEqual(errors, []);
});

test("whoever tries models is told of each that the engine has, with the input of its list, before it is asked; of a damaged one nothing", async () => {
  const told = [];
  const loaded = async ({ files, model, id }) => told.push([files.map(({ name }) => name), model.name, id, engine.input.resize, store.state.scores]);
  const { flow, store, idle } = await open({ loaded });
  const preprocessing = { width: 96, height: 96, fit: "resize-crop", resize: 109 };
  await flow.loadModel(model("small"), { id: "listed", preprocessing });
  await flow.loadModel(model("damaged"), { id: "listed" });
  await flow.loadModel(model("large"));
  await idle();
  assert.deepEqual(told, [[["small"], "small", "listed", 109, null], [["large"], "large", null, null, null]]);
});

test("a fit chosen while another model loads was meant for the earlier one", async () => {
  const { flow, store, errors, idle } = await open();
  await flow.loadModel(model("small"));
  await idle();
  await Promise.all([flow.loadModel(model("large")), flow.input.type("fit", "squash")]);
  await idle();
  assert.deepEqual(store.state.input, { ...INPUT, width: 224, height: 224 });
  assert.deepEqual(engine.input, store.state.input);
  assert.deepEqual(errors, []);
});

test("a class chosen while another model loads: no error about the earlier one's layer", async () => {
  const { flow, store, errors, idle } = await open();
  await flow.loadModel(model("small"));
  await idle();
  await Promise.all([flow.loadModel(model("large")), Promise.resolve().then(() => flow.explain({ index: 0 }))]);
  await idle();
  assert.equal(store.state.explanation.layer, "layer of large");
  assert.deepEqual(errors, []);
});

test("another input size builds the model anew: what was chosen stays, and the preview is of the new size", async () => {
  const { flow, store, errors, idle } = await open();
  await flow.loadModel(model("small"));
  await idle();
  await flow.explain({ layer: "other layer of small", index: 1, negated: true });
  await flow.input.type("width", "192");
  await idle();
  assert.deepEqual(store.state.explanation.target, { kind: "class", index: 1, negated: true });
  assert.equal(store.state.explanation.layer, "other layer of small");
  assert.equal(store.state.preview.width, 192);
  assert.equal(store.state.ownInput.width, 96);
  assert.deepEqual(errors, []);
});

test("labels that come later name the classes; what a person set stays", async () => {
  const { flow, store, errors, idle } = await open();
  await flow.loadModel(model("small"));
  await flow.setTask("binary");
  await flow.input.type("fit", "squash");
  await idle();
  await flow.explain({ index: 1 });
  await flow.addFile(new File(["cat\ndog"], "labels.txt"));
  await idle();
  assert.deepEqual(store.state.scores.map(({ label }) => label), ["cat", "dog"]);
  assert.equal(store.state.explanation.target.index, 1);
  assert.equal(store.state.model.task, "binary");
  assert.equal(engine.task, "binary");
  assert.equal(engine.input.fit, "squash");
  assert.deepEqual(errors, []);
});

test("other weights keep the input, and labels that come later keep the weights", async () => {
  const { flow, store, errors, idle } = await open();
  await flow.loadModel(model("small"));
  await flow.input.type("fit", "squash");
  await idle();
  await flow.setWeights("raw");
  await idle();
  assert.equal(store.state.model.weights.chosen, "raw");
  assert.equal(engine.input.fit, "squash");
  await flow.addFile(new File(["cat\ndog"], "labels.txt"));
  await idle();
  assert.equal(engine.weights, "raw");
  assert.equal(store.state.model.weights.chosen, "raw");
  assert.deepEqual(errors, []);
});

test("another network keeps the input, and labels that come later keep the network", async () => {
  const { flow, store, errors, idle } = await open();
  await flow.loadModel(model("small"));
  await flow.input.type("fit", "squash");
  await idle();
  await flow.setNetwork("other");
  await idle();
  assert.deepEqual(store.state.model.network, { chosen: "other", choices: ["usual", "other"], guessed: false });
  assert.equal(engine.input.fit, "squash");
  await flow.addFile(new File(["cat\ndog"], "labels.txt"));
  await idle();
  assert.equal(engine.network, "other");
  assert.deepEqual(errors, []);
});

test("a network that asks for another input gets it", async () => {
  const { flow, store, errors, idle } = await open();
  await flow.loadModel(model("small"));
  await idle();
  await flow.setNetwork("centred");
  await idle();
  assert.deepEqual([engine.input.mean, store.state.input.mean, store.state.ownInput.mean], Array(3).fill([0.5, 0.5, 0.5]));
  assert.deepEqual(errors, []);
});

test("a model is read as a link says, with its input; a choice that it does not have is refused, and what was read by then is shown", async () => {
  const { flow, store, errors, idle } = await open();
  await flow.loadModel(model("small"));
  await idle();
  const input = { ...store.state.input, fit: "squash" };
  const reading = { weights: "raw", network: "centred", output: null, task: "binary" };
  await flow.readAs(reading, input);
  await idle();
  assert.deepEqual([engine.weights, engine.network, engine.task, engine.input], ["raw", "centred", "binary", input]);
  const { ownInput, ownTask, explanation, input: present } = store.state;
  assert.deepEqual([ownInput.mean, ownTask, present], [[0.5, 0.5, 0.5], "single-label", input]);
  assert.ok(explanation);
  await flow.readAs({ weights: null, network: null, output: null, task: null }, null);
  await idle();
  assert.deepEqual([engine.task, engine.input.fit, engine.weights], ["single-label", "crop", "raw"], "nothing is said of the weights");
  assert.deepEqual(errors, []);

  const { [REQUEST.setNetwork]: setNetwork } = engine;
  engine[REQUEST.setNetwork] = () => { throw new Error("there is no such network"); };
  await flow.readAs({ ...reading, weights: "averaged", network: "other" }, input);
  engine[REQUEST.setNetwork] = setNetwork;
  await idle();
  assert.match(errors[0], /no such network/);
  assert.deepEqual([engine.weights, store.state.model.weights.chosen, store.state.input.fit], ["averaged", "averaged", "crop"]);
  assert.ok(store.state.explanation);
});

test("a list of names leaves a model what a link calls it, another file makes one that is named by all its files", async () => {
  const { flow, store, idle } = await open();
  await flow.loadModel(model("small"));
  const before = store.state.modelRef;
  await flow.addFile(new File(["cat\ndog"], "labels.txt"));
  assert.equal(store.state.modelRef, before);
  await flow.addFile(new File(["{}"], "config.json"));
  await idle();
  assert.equal(store.state.modelRef.name, "labels.txt + small + config.json");
  assert.equal(store.state.modelRef.sha256, store.state.model.sha256);
});

test("a list of labels without a model: one sentence about it", async () => {
  const { flow, errors, idle } = await open();
  await flow.addFile(new File(["cat"], "labels.txt"));
  await idle();
  assert.match(errors[0], /labels\.txt.*choose the model first/);
});

test("a class chosen as soon as there are scores does not lose the segmentation", async () => {
  const { flow, store, errors, idle } = await open();
  await flow.loadModel(model("small"));
  await idle();
  await flow.setTask("segmentation");
  while (!store.state.scores) await new Promise((resolve) => setImmediate(resolve));
  await flow.explain({ index: 1 });
  await idle();
  assert.equal(store.state.explanation.target.index, 1);
  assert.equal(store.state.segmentation.width, 1);
  assert.deepEqual(errors, []);
});
