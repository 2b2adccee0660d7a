import assert from "node:assert/strict";
import { test } from "node:test";
import { translated } from "./translate.js";

const layers = (...ids) => ids.map((id) => ({ id, reached: id !== "blind" }));
const PETS = { task: "single-label", classes: ["dog", "cat", "crane", "crane"], layers: layers("stem", "last"), defaultLayer: "last" };
const HOME = { task: "single-label", classes: ["cat", "sofa", "crane", "crane"], layers: layers("stem", "head", "blind"), defaultLayer: "head" };
const REQUEST = { method: "a", layer: "head", target: { kind: "class", index: 0 }, options: { smooth: true } };
const asked = (change, { best = false, layer = "", layerStands = false, to = PETS } = {}) =>
  translated({ request: { ...REQUEST, ...change }, best, layer }, { from: HOME, to, name: "Pets", layerStands });
const target = (change) => ({ target: { ...REQUEST.target, ...change } });

test("a class is that of the same name; of two that share it, the one at the same place", () => {
  assert.deepEqual(asked({}).request, { method: "a", layer: "last", target: { kind: "class", index: 1 }, options: { smooth: true } });
  assert.equal(asked(target({ index: 3 })).request.target.index, 3);
});

test("a class that the other model does not have is named, unless its own strongest one is meant", () => {
  assert.equal(asked(target({ index: 1 })).lack, "Pets has no “sofa”.");
  assert.equal(asked(target({ index: 1 }), { best: true }).lack, null);
  assert.equal(asked(target({ kind: "difference", than: 1 })).lack, "Pets has no “sofa”.");
  assert.equal(asked(target({ kind: "difference", than: 2 })).request.target.than, 2);
});

test("the default layer is each model’s own; a layer by its name is the same one, or the default one where none stands on an axis", () => {
  const at = (layer, layerStands) => asked({}, { layer, layerStands });
  assert.deepEqual([at("", true).request.layer, at("stem", true).request.layer, at("head", false).request.layer], ["last", "stem", "last"]);
  assert.equal(at("head", true).lack, "Pets has no layer `head`.");
  assert.equal(asked({}, { layer: "blind", layerStands: true, to: HOME }).lack, "Pets has no layer `blind`.", "its score does not see it");
  assert.equal("layer" in asked({}, { layer: null }).request, false);
});

test("pixels are asked about only of a segmentation", () => {
  const region = { x: 0, y: 0, width: 1, height: 1 };
  assert.equal("region" in asked(target({ region })).request.target, false);
  assert.equal(asked(target({ region }), { to: { ...PETS, task: "segmentation" } }).request.target.region, region);
});
