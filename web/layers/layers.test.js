import assert from "node:assert/strict";
import { test } from "node:test";
import { layersInForce, offered, severalWords, withLayer } from "./layers.js";

const LAYERS = [
  { id: "stem", suggested: false, reached: true },
  { id: "one", suggested: true, reached: true },
  { id: "two", suggested: true, reached: true },
  { id: "blind", suggested: true, reached: false },
];
const ids = (layers) => layers.map(({ id }) => id);

test("suggested layers are offered, and the one that a person found elsewhere", () => {
  assert.deepEqual(ids(offered({ layers: LAYERS }, { layer: "two", layers: [] })), ["one", "two"]);
  assert.deepEqual(ids(offered({ layers: LAYERS }, { layer: "stem", layers: [] })), ["stem", "one", "two"]);
  assert.deepEqual(offered(null, { layer: "", layers: [] }), []);
});

test("a second layer makes several, in the order of the network", () => {
  assert.deepEqual(withLayer({ layer: "two", layers: [] }, "one", true, LAYERS), { layer: "two", layers: ["one", "two"] });
  assert.deepEqual(layersInForce({ layer: "two", layers: ["one", "two"] }), ["one", "two"]);
});

test("all but one taken away are one layer again; the last one stays", () => {
  assert.deepEqual(withLayer({ layer: "two", layers: ["one", "two"] }, "two", false, LAYERS), { layer: "one", layers: [] });
  assert.deepEqual(withLayer({ layer: "two", layers: [] }, "two", false, LAYERS), { layer: "two", layers: [] });
});

test("several layers in words", () => {
  const catalogue = { merges: [{ id: "max", label: "Largest" }] };
  assert.equal(severalWords({ layer: "two", layers: ["one", "two"], merge: "max" }, catalogue), "2, merged by largest");
  assert.equal(severalWords({ layer: "two", layers: [], merge: "max" }, catalogue), "");
});
