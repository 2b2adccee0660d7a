import assert from "node:assert/strict";
import { test } from "node:test";
import { createAct } from "./act.js";
import { createStore } from "./store.js";

globalThis.navigator ??= {}; // Node 20 has none

/** What a person can do, and what the flow was asked for. */
function open() {
  const store = createStore(() => {});
  const asked = [];
  const flow = {
    channels: { open: (isOpen) => asked.push(isOpen) && store.dispatch({ type: "channels-opened", isOpen }) },
  };
  const act = createAct({ store, soon: (wanted) => wanted(flow) });
  return { act, store, asked };
}

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
