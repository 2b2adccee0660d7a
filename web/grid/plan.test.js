import assert from "node:assert/strict";
import { test } from "node:test";
import { blocks, comparingWords, comparisonWords, ended, firstLayers, firstMethods, order, planned, slowWords, ticked } from "./compare.js";

const SHARED = { id: "smooth" };
const method = (id, family, { usesLayer = true, cheap = true, options = [SHARED] } = {}) => ({ id, label: id.toUpperCase(), family, usesLayer, cheap, options });
const CATALOGUE = {
  families: [{ id: "layers" }, { id: "pixels" }, { id: "control" }],
  methods: [
    method("slow", "layers", { cheap: false }),
    method("a", "layers", { options: [SHARED, { id: "steps" }] }),
    method("b", "layers"),
    method("c", "layers"),
    method("pixel", "pixels", { usesLayer: false, cheap: false, options: [{ id: "steps" }] }),
    method("random", "control"),
  ],
};
const LAYERS = ["stem", "one", "two", "three"].map((id) => ({ id, suggested: id !== "stem", reached: true }));
const MODEL = { layers: LAYERS };
const target = { kind: "class", index: 4 };
const asked = { method: "a", layer: "two", target, options: { smooth: true, steps: 9 } };
const plan = (methods, layers) => planned({ id: 1, comparing: { methods, layers, scale: "own" }, catalogue: CATALOGUE, chosen: {}, asked, display: {} });

test("the first choice: two cheap methods of each family, the last two suggested layers", () => {
  assert.deepEqual(firstMethods(CATALOGUE), ["a", "b", "random"]);
  assert.deepEqual(firstLayers(LAYERS), ["two", "three"]);
});

test("ticks keep the order of the list", () => {
  assert.deepEqual(ticked(["two"], "one", true, LAYERS), ["one", "two"]);
  assert.deepEqual(ticked(["one", "two"], "one", false, LAYERS), ["two"]);
});

test("each method at each layer is asked for the same target; without layers once", () => {
  const requests = plan(["pixel", "a"], ["one", "two"]).cells.map(({ request }) => request);
  assert.deepEqual(requests, [
    { method: "a", layer: "one", target, options: { smooth: true, steps: 9 } },
    { method: "a", layer: "two", target, options: { smooth: true, steps: 9 } },
    { method: "pixel", target, options: {} },
  ]);
});

test("the settings of one method are not those of another that has one of the same name", () => {
  const [cell] = plan(["b"], ["one"]).cells;
  assert.deepEqual(cell.request.options, {});
});

test("cheap ones come first", () => {
  const { cells } = plan(["slow", "a", "pixel"], ["one", "two"]);
  assert.deepEqual(order(cells, CATALOGUE).map((at) => cells[at].method), ["a", "a", "slow", "slow", "pixel"]);
});

test("rows are layers in the order of the network, columns methods; those without layers have a table of their own", () => {
  const comparison = plan(["a", "random", "pixel"], ["two", "one"]);
  const found = blocks(comparison, CATALOGUE, MODEL).map(({ methods, rows }) => ({
    methods: methods.map(({ id }) => id),
    rows: rows.map(({ layer, cells }) => [layer?.id ?? null, cells.map((at) => `${comparison.cells[at].method} ${comparison.cells[at].layer}`)]),
  }));
  assert.deepEqual(found, [
    { methods: ["a", "random"], rows: [["one", ["a one", "random one"]], ["two", ["a two", "random two"]]] },
    { methods: ["pixel"], rows: [[null, ["pixel null"]]] },
  ]);
  assert.equal(blocks(plan(["pixel"], ["one"]), CATALOGUE, MODEL).length, 1);
});

test("what was not done when it ended is left, what was done stays", () => {
  const comparison = plan(["a", "b"], ["one", "two"]);
  const states = ["done", "refused", "running", "waiting"];
  const { cells } = ended({ ...comparison, cells: comparison.cells.map((cell, at) => ({ ...cell, state: states[at] })) });
  assert.deepEqual(cells.map(({ state }) => state), ["done", "refused", "left", "left"]);
});

test("words: what is ticked, what takes long, how far it is", () => {
  const comparing = { methods: ["slow", "a", "pixel"], layers: ["one", "two"], scale: "own" };
  assert.equal(comparingWords(comparing, CATALOGUE), "3 methods at 2 layers: 5 maps");
  assert.equal(comparingWords({ methods: ["pixel"], layers: [] }, CATALOGUE), "1 method at 0 layers: 1 map");
  assert.match(slowWords(comparing, CATALOGUE), /^These may take longer and come last: SLOW and PIXEL\.$/);
  assert.equal(slowWords({ methods: ["a"] }, CATALOGUE), "");
  const many = [..."vwxyz"].map((id) => method(id, "layers", { cheap: false }));
  const named = (count) => slowWords({ methods: [..."vwxyz"].slice(0, count) }, { methods: many }).split(": ")[1];
  assert.deepEqual([1, 4, 5].map(named), ["V.", "V, W, X and Y.", "V, W, X and 2 others."]);
  const with_ = (...states) => ({ cells: states.map((state) => ({ state })) });
  assert.equal(comparisonWords(with_("done", "refused", "running"), true), "1 of 3 maps; 1 cannot be made");
  assert.equal(comparisonWords(with_("done", "left"), false), "Stopped: 1 of 2 maps");
  assert.equal(comparisonWords(with_("done", "done", "refused"), false), "2 maps; 1 cannot be made");
});
