import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { createStore } from "../store.js";
import { GlanceFlow } from "./flow.js";

const method = { id: "a", family: "f", cheap: true, usesLayer: true, options: [] };
const layer = { id: "one", name: "one", op: "Conv", shape: [1, 1, 1], suggested: true, reached: true };
const model = { name: "m", task: "single-label", classes: ["cat"], layers: [layer], defaultLayer: "one", input: {} };

test("small maps wait while anything is at work, and come by themselves once it is done", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const store = createStore(() => {});
  const looks = [];
  const lens = { look: async (_, { explain }) => (looks.push(explain), { explanations: [{ method: "a" }] }) };
  store.dispatch({ type: "started", backend: "cpu", reason: "", catalogue: { families: [], methods: [method], metrics: [], merges: [], normalisations: [], resamplings: [], colourMaps: [] } });
  store.dispatch({ type: "model-loaded", model, input: {} });
  store.dispatch({ type: "classified", scores: [{ index: 0, label: "cat", logit: 1, probability: 1 }], keepClass: false });
  store.dispatch({ type: "explained", explanation: {}, heatmap: {}, answered: {} });
  store.dispatch({ type: "work-began", work: { id: 1, place: "comparison" } });
  new GlanceFlow(lens, store).soon();
  mock.timers.tick(10_000);
  assert.equal(looks.length, 0);
  store.dispatch({ type: "work-ended", id: 1 });
  mock.timers.tick(1000);
  assert.deepEqual(looks.map(({ method: id, layers }) => [id, layers]), [["a", ["one"]]]);
  mock.timers.reset();
});
