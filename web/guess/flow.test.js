import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../store.js";
import { GuessFlow } from "./flow.js";

const INPUT = { width: 2, height: 2, fit: "crop", resize: null, interpolation: "bilinear", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" };
const MODEL = { name: "m", task: "single-label", classes: ["a"], layers: [], defaultLayer: "", input: INPUT, inputFrom: { settings: [], alternatives: [{ id: "unit", label: "u" }] } };
const FOUND = [{ id: "unit", label: "u", input: INPUT, isPresent: true, best: null }];

function opened(answers) {
  const store = createStore(() => {});
  const asked = [];
  const lens = { alternatives: () => (asked.push(1), answers.shift()) };
  const flow = new GuessFlow(lens, store, async () => {});
  store.dispatch({ type: "model-loaded", model: MODEL, input: INPUT });
  store.dispatch({ type: "picture-set", picture: { name: "p", width: 2, height: 2, crop: null } });
  store.dispatch({ type: "classified", scores: [{ index: 0, label: "a", logit: 1, probability: 1 }], keepClass: false });
  return { store, flow, asked };
}

test("they are asked for once somebody looks, and not again for the same picture and settings", async () => {
  const { store, flow, asked } = opened([Promise.resolve(FOUND)]);
  await flow.follow();
  assert.equal(asked.length, 0, "nobody looks");
  await flow.open("classes");
  await flow.follow();
  assert.equal(asked.length, 1);
  assert.equal(store.state.alternatives, FOUND);
});

test("an answer about an earlier input is not shown", async () => {
  let answer;
  const { store, flow } = opened([new Promise((resolve) => (answer = resolve)), Promise.resolve(FOUND)]);
  const waiting = flow.open("sentence");
  store.dispatch({ type: "input-changed", input: { ...INPUT, range: [0, 255] }, crop: null, model: MODEL });
  answer(FOUND);
  await waiting;
  assert.equal(store.state.alternatives, null);
});
