import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { viewed } from "../page/happy-dom.test.js";
import { INITIAL } from "../state.js";
import { grid } from "./view.js";
import { planned } from "./plan.js";

// A grid draws its maps with every command that a canvas has.
const { getContext } = document.createElement("canvas").constructor.prototype;
document.createElement("canvas").constructor.prototype.getContext = function () {
  return new Proxy(getContext.call(this), { get: (known, name) => known[name] ?? (() => {}), set: () => true });
};

const method = (id, { cheap = true, usesLayer = true } = {}) => ({ id, label: id.toUpperCase(), family: "f", cheap, usesLayer, description: "", options: [] });
const table = new Uint8Array(768);
const CATALOGUE = {
  families: [{ id: "f", label: "Family" }], methods: [method("a"), method("pixel", { usesLayer: false, cheap: false })],
  merges: [{ id: "mean", label: "Mean", description: "The mean." }, { id: "max", label: "Largest", description: "" }],
  normalisations: [{ id: "min-max", signed: false }], resamplings: [{ id: "bilinear" }],
  colourMaps: [{ id: "inferno", diverging: false, table }, { id: "blue-red", diverging: true, table }],
};
const LAYERS = ["one", "two"].map((id) => ({ id, name: id, op: "Conv", shape: [1, 2, 2], suggested: true, reached: true }));
const CHOSEN = { ...INITIAL.chosen, method: "a", layer: "two", index: 0 };
const target = { kind: "class", index: 0 };
const picture = { sample: "x", name: "x", width: 2, height: 2, drawing: document.createElement("canvas"), crop: { x: 0, y: 0, width: 2, height: 2 } };
const SAMPLES = ["x", "y"].map((id) => ({ id, label: `picture ${id}`, alt: "", group: "right" }));

const explanation = (max, more) => ({ min: 0, max, form: "raw", target, layers: ["one"], method: "a", merge: "mean", points: [], ...more });
const heatmap = (...values) => ({ width: 2, height: 1, values: Float32Array.from(values), display: { relu: true, normalise: "min-max", resampling: "bilinear" } });

const STATE = {
  ...INITIAL, catalogue: CATALOGUE, model: { task: "single-label", layers: LAYERS, classes: ["cat", "dog"] }, samples: SAMPLES, picture, chosen: CHOSEN,
  scores: [{ index: 0, label: "cat", logit: 2, probability: 0.9 }, { index: 1, label: "dog", logit: 1, probability: 0.1 }],
  display: { ...INITIAL.display, colourMaps: { plain: "inferno", signed: "blue-red" } },
};
const COMPARISON = planned({
  rows: { axis: "method", ids: ["a", "pixel"] }, columns: { axis: "layer", ids: ["one", "two"] }, best: false, catalogue: CATALOGUE, chosen: CHOSEN,
  asked: { method: "a", layer: "two", target, options: {} }, of: "sample:x",
});
const made = (changes, comparing = {}, more = {}) => ({
  ...STATE, ...more, comparing: { ...STATE.comparing, ...comparing },
  comparison: { ...COMPARISON, cells: COMPARISON.cells.map((cell, at) => ({ ...cell, ...changes[at] })) },
});
const DONE = [
  { state: "done", explanation: explanation(4), heatmap: heatmap(1, 0) },
  { state: "done", explanation: explanation(2), heatmap: heatmap(0.5, 1) },
  { state: "refused", error: "not for `this` network" },
];

const page = viewed(grid);
const find = (selector) => page.root.querySelector(selector);
const all = (selector) => [...page.root.querySelectorAll(selector)];
const cell = (at) => find(`[data-cell="${at}"]`);
const change = (element, values) => {
  Object.assign(element, values);
  element.dispatchEvent(new Event("change"));
};
beforeEach(() => (page.calls.length = 0));

test("without scores it is said what a grid needs", () => {
  page.show(INITIAL);
  assert.match(page.root.textContent, /as soon as a model has looked at a picture/);
});

test("rows and columns are named, each map has its raw values, and a map for all layers stands once", () => {
  page.show(made(DONE));
  assert.deepEqual(all("th").map(({ textContent }) => textContent.trim()), ["one 2²", "two 2²", "A", "PIXEL"]);
  assert.deepEqual(all("td[colspan]").map((one) => one.getAttribute("colspan")), ["1", "1", "2"]);
  assert.deepEqual([cell(0), cell(1)].map((one) => one.getAttribute("aria-label")), ["A, one: 0 to 4", "A, two: 0 to 2"]);
  assert.equal(page.text(".grid__state"), "2 maps; 1 cannot be made");
  assert.equal(page.text(".grid__fixed"), "For “cat” on picture x");
});

test("a refused map says why, with the name in it as code, and can be reached", () => {
  page.show(made(DONE));
  assert.equal(cell(2).textContent.trim(), "not for this network");
  assert.equal(cell(2).querySelector("code").textContent, "this");
  assert.equal(cell(2).getAttribute("aria-label"), "PIXEL: not for `this` network");
});

test("a press asks the page for the map; one that is not there yet cannot be asked for", () => {
  const state = made([DONE[0]]);
  page.show(state);
  cell(1).click();
  assert.deepEqual(page.calls, []);
  cell(0).click();
  assert.deepEqual(page.calls, [["adopt", state.comparison, state.comparison.cells[0]]]);
});

test("the map that the page shows is marked, and how to see it large is said", () => {
  page.show(made(DONE, {}, { explanation: DONE[1].explanation }));
  assert.deepEqual(all(".grid-cell__map").map((one) => one.getAttribute("aria-pressed")), ["false", "true"]);
  assert.match(page.text(".grid__large"), /^On the page now: A for “cat” at one\./);
  page.button("See it large").click();
  assert.deepEqual(page.calls, [["closeSheet"]]);
});

test("arrow keys go from map to map, also over one that takes several columns", () => {
  page.show(made(DONE));
  const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const at = () => document.activeElement.dataset.cell;
  assert.deepEqual(all("[data-cell]").map((one) => one.tabIndex), [0, -1, -1], "Tab stops once");
  cell(0).focus();
  const way = ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowRight", "ArrowUp"].map((key) => (press(key), at()));
  assert.deepEqual(way, ["1", "1", "2", "2", "0"]);
});

test("axes are chosen, and change places", () => {
  page.show(made(DONE));
  change(find("#grid-rows"), { value: "class" });
  change(find("#grid-rows"), { value: "layer" });
  find("[aria-label='Swap rows and columns']").click();
  assert.deepEqual(page.calls, [
    ["turnGrid", "rows", "class"], ["turnGrid", "rows", "layer"], ["swapGrid"],
  ]);
});

test("boxes tick what stands on an axis", () => {
  page.show(made(DONE));
  const [methods, layers] = all(".grid-choice");
  assert.deepEqual([methods, layers].map((one) => one.querySelector("summary").textContent), ["1 of 2 methods", "2 of 2 layers"]);
  change(layers.querySelector("[value=one]"), { checked: false });
  change(methods.querySelector("[value=pixel]"), { checked: true });
  assert.deepEqual(page.calls, [["tickGrid", "layer", "one", false], ["tickGrid", "method", "pixel", true]]);
});

test("a class is found by name or number", () => {
  page.show(made(DONE, { rows: "class" }));
  const box = find("#grid-search");
  box.value = "dog";
  box.dispatchEvent(new Event("input"));
  assert.deepEqual(page.calls, [["showGrid", { search: "dog" }]]);
});

test("the scale is chosen, and said", () => {
  page.show(made(DONE));
  assert.match(page.text(".grid__scale-words"), /^Each map has a scale of its own/);
  change(find("[value=all]"), { checked: true });
  assert.deepEqual(page.calls, [["showGrid", { scale: "all" }]]);
  page.show(made(DONE, { scale: "all" }));
  assert.match(page.text(".grid__scale-words"), /raw values from 0 to 4/);
  assert.deepEqual(all(".grid__legend span").map(({ textContent }) => textContent), ["0", "4"]);
});

test("the difference to the first of the row is said in numbers, on whichever scale", () => {
  page.show(made(DONE, { difference: true }));
  assert.deepEqual(all(".grid-cell__range").map(({ textContent }) => textContent), ["max 4", "−0.50 to +1.00"]);
  page.show(made(DONE, { difference: true, scale: "row" }));
  assert.equal(all(".grid-cell__range")[1].textContent, "−0.75 to +0.50");
  assert.deepEqual(all(".grid__legend span").map(({ textContent }) => textContent), ["less", "more"]);
});

test("maps without raw values are not subtracted from those that have them", () => {
  const merged = { ...DONE[1], explanation: explanation(1, { form: "finished" }) };
  page.show(made([DONE[0], merged], { difference: true, scale: "all" }));
  assert.equal(all(".grid-cell__range")[1].textContent, "merged, max 1");
});

test("maps of several pictures are not subtracted", () => {
  const state = made(DONE, { rows: "method", columns: "picture", difference: true });
  page.show({ ...state, comparison: { ...state.comparison, columns: { axis: "picture", ids: ["sample:x", "sample:y"] } } });
  assert.deepEqual([find("#grid-difference").disabled, find("#grid-difference").checked], [true, false]);
  assert.equal(all(".grid-cell__range")[1].textContent, "max 2");
  change(find("#grid-best"), { checked: false });
  assert.deepEqual(page.calls, [["gridOf", { best: false }]]);
});

test("while it works it says at what, and can be ended; what is left can be asked for", () => {
  const work = [{ id: 1, place: "comparison", label: "", done: 1, total: 4, left: null }];
  page.show(made([DONE[0], { state: "running" }], {}, { work }));
  assert.equal(page.text(".grid__now"), "A at two");
  assert.equal(find("progress").value, 1.25);
  page.button("Cancel").click();
  page.show(made(DONE.slice(0, 2)));
  assert.equal(page.text(".grid__now"), "PIXEL may take longer.");
  page.button("Make the map that is left").click();
  assert.deepEqual(page.calls, [["cancelGrid"], ["makeAll"]]);
});

test("the ticked layers are merged into one map", () => {
  page.show(made(DONE));
  page.button("Merge these layers").click();
  change(find("#grid-merge"), { value: "max" });
  assert.deepEqual(page.calls, [["ask", { layers: ["one", "two"] }], ["ask", { layers: ["one", "two"], merge: "max" }]]);
  page.show(made(DONE, { ticks: { layer: ["two"] } }));
  assert.equal(page.button("Merge these layers"), null);
});

const OTHER = { task: "single-label", classes: ["fox"], layers: [{ id: "last", name: "last", reached: true }], defaultLayer: "last", input: { width: 2, height: 1 } };

/** A method on two models: the shown one and one that was loaded for the grid. */
function ofModels(changes, more = {}) {
  const comparing = { ...STATE.comparing, columns: "model", ticks: { model: ["efficientnet-lite0", "shapes"] } };
  const model = { ...STATE.model, defaultLayer: "two" };
  const state = { ...STATE, model, modelRef: { id: "efficientnet-lite0" }, comparing };
  const plan = planned({
    rows: { axis: "method", ids: ["a"] }, columns: { axis: "model", ids: ["efficientnet-lite0", "shapes"] }, best: true, catalogue: CATALOGUE, chosen: CHOSEN,
    asked: { method: "a", layer: "two", target, options: {} }, of: "sample:x", home: model,
  });
  return { ...state, comparison: { ...plan, models: { shapes: OTHER }, ...more, cells: plan.cells.map((cell, at) => ({ ...cell, ...changes[at] })) } };
}

test("models are named with the layer that is explained in each, and a map with the class of its own model", () => {
  page.show(ofModels([DONE[0], DONE[1]]));
  assert.deepEqual(all("th").map(({ textContent }) => textContent.replaceAll(/\s+/g, " ").trim()), ["EfficientNet-Lite0 at two", "Shapes at last", "A"]);
  assert.deepEqual(all(".grid-cell__class").map(({ textContent }) => textContent), ["cat", "fox"]);
  assert.equal(page.text(".grid__fixed"), "For each model’s own top class at the default layer of each on picture x");
  assert.equal(find("#grid-best").checked, true);
  assert.match(page.root.textContent, /Of each model its own strongest class/);
});

test("maps of models that see other parts of the picture are not subtracted", () => {
  const pictures = (crop) => ({ "efficientnet-lite0 sample:x": picture, "shapes sample:x": { ...picture, crop } });
  const words = (crop) => {
    const state = ofModels([DONE[0], DONE[1]], { pictures: pictures(crop) });
    page.show({ ...state, comparing: { ...state.comparing, difference: true } });
    return all(".grid-cell__range")[1].textContent;
  };
  assert.deepEqual([words(picture.crop), words({ ...picture.crop, width: 1 })], ["−0.50 to +1.00", "max 2"]);
});

test("what a model does not have stands in its cell, and which model is at work beside the bar", () => {
  const work = [{ id: 1, place: "comparison", label: "", done: 0, total: null, left: null }];
  page.show({ ...ofModels([{ state: "refused", error: "Shapes has no “cat”." }, { state: "running" }], { visiting: "shapes" }), work });
  assert.equal(page.text(".grid-cell__refusal"), "Shapes has no “cat”.");
  assert.equal(page.text(".grid__now"), "Shapes computes: A");
});

test("with nothing ticked it is said what to do", () => {
  page.show({ ...STATE, comparison: { ...COMPARISON, cells: [], places: [] } });
  assert.match(page.root.textContent, /Tick at least one of each axis/);
});
