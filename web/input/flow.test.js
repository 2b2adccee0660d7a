import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeWorker, useWorker } from "../engine/fake-worker.test.js";
import { REQUEST } from "../engine/protocol.js";
import { ANSWERS, method, openPage } from "../fake-page.test.js";

const INPUT = { width: 2, height: 2, fit: "squash", resize: null, interpolation: "bilinear", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" };
const asked = [];

/** Takes squares only, and no deviation of 0. @param {typeof INPUT} input */
function check({ width, height, std }) {
  if (width !== height) throw Object.assign(new Error("Only squares."), { code: "input-size" });
  if (std.includes(0)) throw Object.assign(new Error("Not 0."), { code: "preprocessing-invalid" });
}

useWorker(fakeWorker((request) => {
  if (request.type === REQUEST.setPreprocessing) {
    asked.push(request.input);
    check(request.input);
  } else if (request.type === REQUEST.explain) asked.push("explain");
  return ANSWERS[request.type](request);
}, { catalogue: { methods: [method("grad-cam")] } }));

/** A page whose model has this input, and what the engine is asked from now on. */
async function open() {
  const page = await openPage(asked);
  page.store.dispatch({ type: "model-changed", model: page.store.state.model, ownInput: INPUT });
  page.store.dispatch({ type: "input-changed", input: INPUT, crop: null, model: page.store.state.model });
  const typed = () => [page.store.state.typedInput, page.store.state.refusedInput];
  return { ...page, typed };
}

test("a change is in force at once, and is explained", async () => {
  const { flow, store, idle, typed } = await open();
  await flow.input.type("fit", "crop");
  await idle();
  assert.deepEqual(asked, [{ ...INPUT, fit: "crop" }, "explain"]);
  assert.equal(store.state.input.fit, "crop");
  assert.deepEqual(typed(), [{}, {}]);
});

test("what is no number is refused beside its field, and the engine is not asked", async () => {
  const { flow, store, typed } = await open();
  await flow.input.type("width", "");
  assert.deepEqual(typed(), [{ width: "" }, { width: { short: "Give a whole number of pixels, at least 1.", whole: null } }]);
  assert.deepEqual([asked, store.state.input], [[], INPUT]);
});

test("what the model cannot take is refused beside its field in few words, with the engine's behind them; what was in force stays, and so does its map", async () => {
  const { flow, store, idle, typed, errors } = await open();
  await flow.input.type("fit", "crop");
  await idle();
  const { input, explanation } = store.state;
  await flow.input.type("width", "4");
  await idle();
  assert.deepEqual(typed(), [{ width: "4" }, { width: { short: "Only 2 × 2.", whole: "Only squares." } }]);
  assert.deepEqual([store.state.input, store.state.explanation, errors()], [input, explanation, []]);
});

test("two values that can only be had together are had together", async () => {
  const { flow, store, idle, typed } = await open();
  await flow.input.type("width", "4");
  await flow.input.type("height", "4");
  await idle();
  assert.deepEqual([store.state.input.width, store.state.input.height, typed()], [4, 4, [{}, {}]]);
});

test("a refused value does not keep another one from being taken", async () => {
  const { flow, store, idle, typed } = await open();
  await flow.input.type("std-2", "0");
  await flow.input.type("fit", "crop");
  await idle();
  assert.deepEqual([store.state.input.fit, store.state.input.std, typed()], ["crop", [1, 1, 1], [{ "std-2": "0" }, { "std-2": { short: "Not 0.", whole: null } }]]);
});

test("of quick changes the last one counts, all of them are in force, and only the last one is explained", async () => {
  const { flow, store, idle } = await open();
  await Promise.all([flow.input.type("fit", "crop"), flow.input.type("mean-0", "0.5"), flow.input.type("fit", "squash")]);
  await idle();
  assert.deepEqual(store.state.input, { ...INPUT, mean: [0.5, 0, 0] });
  assert.equal(asked.filter((one) => one === "explain").length, 1);
});

test("back at what is in force nothing is asked, and the refusal goes", async () => {
  const { flow, typed } = await open();
  await flow.input.type("std-2", "0");
  asked.length = 0;
  await flow.input.type("std-2", "1.0");
  assert.deepEqual([asked, typed()], [[], [{}, {}]]);
});

test("resetting asks the engine only where it has something else, and takes back what was typed", async () => {
  const { flow, store, idle, typed } = await open();
  await flow.input.type("width", "");
  await flow.input.reset();
  assert.deepEqual([asked, typed()], [[], [{}, {}]]);
  await flow.input.type("fit", "crop");
  await flow.input.reset();
  await idle();
  assert.deepEqual(store.state.input, INPUT);
});

test("what a person cancels is not wanted any more", async () => {
  const { flow, store, idle, typed } = await open();
  const typing = flow.input.type("fit", "crop");
  flow.cancel();
  await typing;
  await idle();
  assert.deepEqual([store.state.input.fit, typed()], ["squash", [{}, {}]]);
});
