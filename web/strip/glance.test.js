import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL, update } from "../state.js";
import { glanceMethods, glanceOf, nextGlance } from "./glance.js";

const method = (id, cheap, usesLayer = true) => ({ id, family: "f", cheap, usesLayer, options: [] });
const CATALOGUE = { families: [], methods: [method("grad-cam", true), method("score-cam", false), method("gradient", false, false)], metrics: [], merges: [], normalisations: [], resamplings: [], colourMaps: [] };
const layer = (id) => ({ id, name: id, op: "Conv", shape: [1, 1, 1], suggested: true, reached: true });
const model = { name: "m", task: "single-label", classes: ["cat"], layers: [layer("one"), layer("two")], defaultLayer: "two", input: {} };
const OPENED = [
  { type: "started", backend: "cpu", reason: "", catalogue: CATALOGUE },
  { type: "model-loaded", model, input: {} },
  { type: "classified", scores: [{ index: 0, label: "cat", logit: 1, probability: 1 }], keepClass: false },
  { type: "strip-chosen", strip: "methods" },
].reduce(update, INITIAL);
const explained = (id, total) => ({ type: "explained", explanation: { method: id, layer: "two", layers: ["two"], options: {}, milliseconds: { total } }, heatmap: {}, answered: {} });
const chosen = (id) => ({ type: "chosen", change: { method: id } });
const play = (...events) => events.reduce(update, OPENED);

/** The small maps that come, in order. */
function coming(state) {
  const asked = [];
  for (let next = nextGlance(state); next; next = nextGlance(state)) {
    const { method: id, layer: at, layers } = next.request.explain;
    asked.push(`${id} ${(layers ?? [at]).join("+")}`);
    state = update(state, { type: "glanced", glances: Object.fromEntries(next.keys.map((key) => [key, { method: id, layer: at, layers: [at], options: {}, milliseconds: { total: 90 } }])) });
  }
  return asked;
}

test("by themselves come the maps of one pass: all layers with one, then the class", () => {
  assert.deepEqual(coming(OPENED), ["grad-cam one+two"]);
  assert.deepEqual(glanceMethods(OPENED).map(({ id }) => id), ["grad-cam"]);
});

test("a method that was quick here has its small map too, without a press, and is kept in the row", () => {
  const state = play(chosen("score-cam"), explained("score-cam", 90), chosen("gradient"), explained("gradient", 20), chosen("grad-cam"));
  assert.deepEqual(glanceMethods(state).map(({ id }) => id), ["grad-cam", "score-cam", "gradient"]);
  assert.deepEqual(coming(state), ["grad-cam one+two", "score-cam two", "gradient two"]);
});

test("the small maps of layers are of the chosen method if that was quick, one layer at a time, else of Grad-CAM", () => {
  assert.deepEqual(coming(play(chosen("score-cam"), explained("score-cam", 90))), ["score-cam one", "score-cam two", "grad-cam two"]);
  const slow = play(chosen("score-cam"), explained("score-cam", 900));
  assert.deepEqual(coming(slow), ["grad-cam one+two"]);
  assert.equal(glanceOf(slow, { method: "score-cam" }), null);
});

test("another model or device may take longer: nothing is known of it", () => {
  const known = play(chosen("score-cam"), explained("score-cam", 90));
  for (const event of [{ type: "model-loaded", model, input: {} }, { type: "engine-changed", backend: "cpu", reason: "", notice: "" }]) {
    assert.deepEqual(glanceMethods(update(known, event)).map(({ id }) => id), ["grad-cam"], event.type);
  }
});
