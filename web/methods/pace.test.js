import assert from "node:assert/strict";
import { test } from "node:test";
import { isQuick, withTaken } from "./pace.js";

const option = (id, value) => ({ id, default: value });
const METHODS = [
  { id: "grad-cam", cheap: true, usesLayer: true, options: [option("aug-smooth", false)] },
  { id: "score-cam", cheap: false, usesLayer: true, options: [option("samples", 8), option("share", 0.1)] },
  { id: "gradient", cheap: false, usesLayer: false, options: [] },
];
const took = (method, total, { layer = "last", layers = [layer], options = {} } = {}) => ({ method, layer, layers, options: { "aug-smooth": false, samples: 8, share: Math.fround(0.1), ...options }, milliseconds: { total } });
const after = (...explanations) => ({ methods: METHODS, pace: withTaken({ methods: METHODS, pace: {} }, explanations) });
const quick = (paced, method, layer = "last", options = {}) => isQuick(paced, { method, layer, options });

test("one pass is quick, six views of the picture and many runs are so once they were", () => {
  const nothing = after();
  assert.deepEqual(["grad-cam", "score-cam", "gradient", "unheard-of"].map((id) => quick(nothing, id)), [true, false, false, false]);
  assert.ok(!quick(nothing, "grad-cam", "last", { "aug-smooth": true }));
  assert.ok(quick(after(took("grad-cam", 60, { options: { "aug-smooth": true } })), "grad-cam", "last", { "aug-smooth": true }));
  assert.ok(quick(after(took("score-cam", 250)), "score-cam"));
  assert.ok(!quick(after(took("score-cam", 251)), "score-cam"));
  assert.ok(quick(after(took("gradient", 9)), "gradient", "any"), "it looks at no layer");
});

test("other settings are another amount of work", () => {
  const known = after(took("score-cam", 90));
  assert.ok(!quick(known, "score-cam", "last", { samples: 800 }));
  assert.ok(quick(known, "score-cam", "last", { samples: 8, share: 0.1 }), "the default, as a person types it");
});

test("what a layer took counts for itself, the slowest one for those that were never asked", () => {
  const known = after(took("score-cam", 90), took("score-cam", 900, { layer: "first" }));
  assert.deepEqual(["last", "first", "middle"].map((layer) => quick(known, "score-cam", layer)), [true, false, false]);
});

test("the latest time counts: the first map on a graphics card takes longer than the next", () => {
  assert.ok(quick(after(took("score-cam", 2000), took("score-cam", 100)), "score-cam"));
});

test("an answer that was known already, or is of several layers, says nothing", () => {
  assert.ok(!quick(after(took("score-cam", 2000), took("score-cam", 0.02)), "score-cam"));
  assert.ok(!quick(after(took("score-cam", 100, { layers: ["last", "first"] })), "score-cam"));
});
