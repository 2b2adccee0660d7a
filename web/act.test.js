import assert from "node:assert/strict";
import { test } from "node:test";
import { createAct } from "./act.js";
import { createStore } from "./store.js";

globalThis.navigator ??= {}; // Node 20 has none

const INPUT = { width: 2, height: 2, fit: "squash", resize: null, interpolation: "bilinear", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" };
const MODEL = { name: "m", task: "single-label", classes: [], layers: [], defaultLayer: "", input: INPUT };

/** What a person can do on a page with a model, and what the flow was asked for. */
function open() {
  const store = createStore(() => {});
  const asked = [];
  const flow = {
    setInput: (input) => asked.push(input),
    channels: { open: (isOpen) => asked.push(isOpen) && store.dispatch({ type: "channels-opened", isOpen }) },
  };
  store.dispatch({ type: "model-loaded", model: MODEL, input: INPUT });
  const act = createAct({ store, soon: (wanted) => wanted(flow) });
  return { act, store, asked };
}

test("what was typed last is applied, also before it was drawn", () => {
  const { act, asked } = open();
  act.typeInput("width", "4");
  act.typeInput("mean-2", "0.5");
  act.applyInput();
  assert.deepEqual(asked, [{ ...INPUT, width: 4, mean: [0, 0, 0.5] }]);
});

test("resetting asks the engine only where it has something else", () => {
  const { act, store, asked } = open();
  act.typeInput("width", "4");
  act.resetInput();
  assert.deepEqual([asked, store.state.typedInput], [[], {}]);
  store.dispatch({ type: "input-changed", input: { ...INPUT, width: 4 }, crop: null, model: MODEL });
  act.resetInput();
  assert.deepEqual(asked, [INPUT]);
});

test("metrics that are ticked one right after the other are all ticked, in the order of the table", () => {
  const { act, store } = open();
  const metrics = ["a", "b", "c"].map((id) => ({ id, needs: "map" }));
  store.dispatch({ type: "started", backend: "cpu", reason: "", catalogue: { families: [], metrics, methods: [], merges: [], colourMaps: [], normalisations: [], resamplings: [] } });
  act.tickMetric("a", false);
  act.tickMetric("c", false);
  act.tickMetric("a", true);
  assert.deepEqual(store.state.judging.metrics, ["a", "b"]);
});

test("each press opens or closes the channels, by the newest state", () => {
  const { act, asked } = open();
  for (let press = 0; press < 3; press += 1) act.toggleChannels();
  assert.deepEqual(asked, [true, false, true]);
});
