import assert from "node:assert/strict";
import { test } from "node:test";
import { withTaken } from "../methods/pace.js";
import { displayOf, ended, isAbout, nextCells, outdated, planned, turned, withKnown } from "./plan.js";

const SHARED = { id: "smooth" };
const method = (id, { usesLayer = true, cheap = true, options = [SHARED] } = {}) => ({ id, usesLayer, cheap, options });
const CATALOGUE = {
  methods: [
    method("slow", { cheap: false }),
    method("a", { options: [SHARED, { id: "steps" }] }),
    method("b"),
    method("pixel", { usesLayer: false, cheap: false, options: [{ id: "steps" }] }),
  ],
};
const PACED = { ...CATALOGUE, pace: {} };
const target = { kind: "class", index: 4 };
const CHOSEN = { method: "a", layer: "two", layers: [], index: 4, kind: "class", than: null, negated: false, region: null, options: {} };
const ASKED = { method: "a", layer: "two", target, options: { smooth: true, steps: 9 } };

/** A grid of two axes, written as `method: a b`. */
const line = (text) => {
  const [axis, ids] = text.split(": ");
  return { axis, ids: ids.split(" ") };
};
const plan = (rows, columns, change = {}) =>
  planned({ rows: line(rows), columns: line(columns), best: false, catalogue: CATALOGUE, chosen: CHOSEN, asked: ASKED, of: "sample:x", ...change });
const requests = ({ cells }) => cells.map(({ request }) => request);

test("each method at each layer is asked for the same target, with its own settings", () => {
  assert.deepEqual(requests(plan("method: a b", "layer: one two")), [
    { method: "a", layer: "one", target, options: { smooth: true, steps: 9 } },
    { method: "a", layer: "two", target, options: { smooth: true, steps: 9 } },
    { method: "b", layer: "one", target, options: {} },
    { method: "b", layer: "two", target, options: {} },
  ]);
});

test("a method that does not depend on layers has one map for all of them", () => {
  const { places, cells } = plan("method: pixel a", "layer: one two");
  assert.deepEqual(places, [[0, 0], [1, 2]]);
  assert.deepEqual([cells[0].layer, "layer" in cells[0].request], [null, false]);
  assert.deepEqual(plan("layer: one two", "method: pixel a").places, [[0, 1], [0, 2]]);
});

test("classes against layers: another class each, the rest as asked", () => {
  const { cells } = plan("class: 4 7", "layer: one two");
  assert.deepEqual(cells.map(({ request }) => [request.method, request.layer, request.target.index]), [["a", "one", 4], ["a", "two", 4], ["a", "one", 7], ["a", "two", 7]]);
});

test("a class compared with itself is compared with the one that was asked about", () => {
  const asked = { ...ASKED, target: { kind: "difference", index: 4, than: 7 } };
  assert.deepEqual(requests(plan("class: 4 7 8", "method: a", { asked })).map(({ target: { index, than } }) => [index, than]), [[4, 7], [7, 4], [8, 7]]);
});

test("pixels of one picture are not asked about on others; of several merged layers the last one stands alone", () => {
  const asked = { ...ASKED, target: { ...target, region: { x: 1, y: 1, width: 2, height: 2 } } };
  const chosen = { ...CHOSEN, layers: ["one", "three"] };
  const [cell] = plan("picture: sample:x sample:y", "method: a b", { asked, chosen }).cells;
  assert.deepEqual([cell.request.target, cell.request.layer], [target, "three"]);
  assert.ok(plan("class: 4", "method: a", { asked }).cells[0].request.target.region);
});

test("what is there at once is made at once, slow maps wait until somebody asks", () => {
  assert.deepEqual(plan("method: slow a", "class: 4").cells.map(({ state }) => state), ["left", "waiting"]);
});

const made = (comparison, ...states) => ({ ...comparison, cells: comparison.cells.map((cell, at) => ({ ...cell, state: states[at] ?? cell.state })) });

test("the layers of one question are made in one go, cheap questions first, and a refused layer by itself", () => {
  const comparison = made(plan("method: slow a b", "layer: one two"), "waiting", "waiting");
  const next = (alone) => nextCells(comparison, PACED, new Set(alone)).map(({ method: id, layer }) => `${id} ${layer}`);
  assert.deepEqual(next([]), ["a one", "a two"]);
  assert.deepEqual(next([comparison.cells[2].key]), ["a one"]);
  const slow = made(comparison, "waiting", "waiting", "done", "done", "done", "done");
  assert.deepEqual(nextCells(slow, PACED, new Set()).map(({ layer }) => layer), ["one"]);
  assert.deepEqual(nextCells(made(slow, "done", "refused"), PACED, new Set()), []);
});

test("a method that was quick on the shown model is made by itself, after those that take one pass, one layer at a time; on another model nobody knows", () => {
  const pace = withTaken(PACED, [{ method: "slow", layer: "one", layers: ["one"], options: {}, milliseconds: { total: 90 } }]);
  const comparison = plan("method: slow pixel a", "layer: one two", { pace });
  assert.deepEqual(comparison.cells.map(({ method: id, state }) => `${id} ${state}`), ["slow waiting", "slow waiting", "pixel left", "a waiting", "a waiting"]);
  const next = (cells) => nextCells(cells, { ...PACED, pace }, new Set()).map(({ method: id, layer }) => `${id} ${layer}`);
  assert.deepEqual(next(comparison), ["a one", "a two"]);
  assert.deepEqual(next(made(comparison, "waiting", "waiting", "left", "done", "done")), ["slow one"]);
  const { cells } = plan("method: slow", "model: m n", { pace, present: { id: "m", input: null } });
  assert.deepEqual(cells.map(({ model, state }) => `${model} ${state}`), ["m waiting", "n left"]);
});

test("another axis or tick keeps the maps that are there", () => {
  const earlier = made(plan("method: a b", "layer: one two"), "done", "refused", "left");
  const again = withKnown(plan("layer: one two three", "method: a b"), earlier);
  assert.deepEqual(again.cells.map(({ method: id, layer, state }) => `${id} ${layer} ${state}`),
    ["a one done", "b one waiting", "a two refused", "b two waiting", "a three waiting", "b three waiting"]);
});

test("a grid is about what stands on no axis: pressing a cell of it is no other question", () => {
  const grid = plan("method: a b", "layer: one two");
  const axes = { rows: "method", columns: "layer" };
  const about = (change, of = "sample:x") => isAbout(grid, { chosen: { ...CHOSEN, ...change }, of, home: null }, axes, false);
  assert.deepEqual([about({ method: "b", options: { smooth: false }, layer: "one" }), about({ index: 5 }), about({ negated: true }), about({}, "sample:y")],
    [true, false, false, false]);
});

test("what was not done when it ended is left, what was done stays", () => {
  const { cells } = ended(made(plan("method: a b", "layer: one two"), "done", "refused", "running", "waiting"));
  assert.deepEqual(cells.map(({ state }) => state), ["done", "refused", "left", "left"]);
});

test("a heatmap that is made otherwise than wanted is out of date", () => {
  const comparison = plan("method: a b", "class: 4");
  const cells = comparison.cells.map((cell, at) => ({ ...cell, heatmap: { display: { relu: at === 0 } } }));
  assert.deepEqual(outdated({ ...comparison, cells }, { relu: true }).map(({ method: id }) => id), ["b"]);
});

const HOME = { classes: ["a", "b", "c", "d", "e"], defaultLayer: "two", input: { width: 8, height: 8 } };

test("models stand on an axis by their ids; the default layer is that of each, and what a person set is of the present one", () => {
  const { cells } = plan("model: m n", "method: a", { home: HOME, present: { id: "n", input: "{}" } });
  assert.deepEqual(cells.map(({ model, layer }) => [model, layer]), [["m", ""], ["n", ""]]);
  assert.deepEqual(cells.map(({ key }) => JSON.parse(key).slice(-2)), [["m", null], ["n", "{}"]]);
  const [cell] = plan("model: m n", "class: top 4", { home: HOME, chosen: { ...CHOSEN, layer: "one" } }).cells;
  assert.deepEqual([cell.best, cell.request.target.index, cell.layer], [true, 4, "one"]);
});

test("all maps of one model are made before those of the next, the present one’s first, or last once another one is there", () => {
  const comparison = made(plan("method: a slow", "model: m n o", { home: HOME }), ...Array(6).fill("waiting"));
  const next = (change) => nextCells({ ...comparison, ...change }, PACED, new Set(), "n").map(({ model, method: id }) => `${model} ${id}`);
  const without = (...models) => ({ cells: comparison.cells.filter(({ model }) => !models.includes(model)) });
  assert.deepEqual([next({}), next({ visiting: "o" }), next({ ...without("o"), visiting: "o" }), next({ ...without("m", "o"), visiting: "o" }), next(without("n"))],
    [["n a"], ["o a"], ["m a"], ["n a"], ["m a"]]);
});

test("another model that is shown asks the same by the names of its classes and its default layer", () => {
  const grid = plan("method: a b", "model: m n", { home: HOME });
  const home = { classes: ["e"], defaultLayer: "last" };
  const about = (change) => isAbout(grid, { chosen: { ...CHOSEN, index: 0, layer: "last", ...change }, of: "sample:x", home }, { rows: "method", columns: "model" }, false);
  assert.deepEqual([about({}), about({ layer: "one" }), about({ index: 1 })], [true, false, false]);
});

test("the heatmap of another model has the size of its input", () => {
  const display = { relu: true, width: 8, height: 8 };
  const size = (model) => displayOf({ models: { m: { input: { width: 4, height: 6 } } } }, { model }, display);
  assert.deepEqual([size(""), size("m")], [display, { relu: true, width: 4, height: 6 }]);
});

test("an axis that is chosen where the other one stands changes places with it", () => {
  const axes = { rows: "method", columns: "layer" };
  assert.deepEqual(turned(axes, "rows", "class"), { rows: "class", columns: "layer" });
  assert.deepEqual(turned(axes, "rows", "layer"), { rows: "layer", columns: "method" });
  assert.deepEqual(turned(axes, "columns", "method"), { rows: "layer", columns: "method" });
});
