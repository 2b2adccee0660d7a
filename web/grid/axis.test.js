import assert from "node:assert/strict";
import { test } from "node:test";
import { axisNames, entriesOf, firstMethods, gridPictures, isBest, offeredOf, presentPicture, tickedOf, withTick } from "./axis.js";
import { progressWords, leftWords, rangeWords, tickedWords } from "./words.js";

const method = (id, family, cheap = true) => ({ options: [], id, label: id.toUpperCase(), family, cheap, usesLayer: true, description: "" });
const CATALOGUE = {
  families: [{ id: "layers", label: "Layers" }, { id: "pixels", label: "Pixels" }, { id: "control", label: "Controls" }],
  methods: [method("slow", "layers", false), method("a", "layers"), method("b", "layers"), method("c", "layers"), method("pixel", "pixels", false), method("random", "control")],
};
const LAYERS = [["stem", false, true], ["one", true, true], ["two", true, true], ["blind", true, false]]
  .map(([id, suggested, reached]) => ({ id, name: id, op: "Conv", shape: [1, 2, 3], suggested, reached }));
const SAMPLES = ["x", "y", "z"].map((id) => ({ id, label: id, alt: "", group: id === "z" ? "other" : "right" }));
const scores = Array.from({ length: 20 }, (_, index) => ({ index, label: `class ${index}`, logit: index, probability: index / 200 }));
const STATE = {
  catalogue: CATALOGUE, model: { task: "single-label", layers: LAYERS, classes: scores.map(({ label }) => label) }, scores,
  chosen: { index: 3 }, comparing: { ticks: {}, search: "" }, samples: SAMPLES, picture: { sample: "y" }, opened: [],
  modelRef: { id: "shapes" }, library: { models: null }, seenModels: [],
};
const ids = (entries) => entries.map(({ id }) => id);

test("the first choice: two cheap methods of each family, all suggested layers, the strongest classes and the chosen one", () => {
  assert.deepEqual(firstMethods(CATALOGUE), ["a", "b", "random"]);
  assert.deepEqual(tickedOf(STATE, "layer"), ["one", "two"]);
  assert.deepEqual(tickedOf(STATE, "class"), ["19", "18", "17", "3"]);
});

test("the first pictures are the one that is shown and its neighbours of the same kind", () => {
  assert.deepEqual(tickedOf(STATE, "picture"), ["sample:x", "sample:y"]);
});

test("a person's own pictures stand after the samples, and the one that is shown is among them", () => {
  const blob = new Blob();
  const state = { ...STATE, picture: { sample: null, blob }, opened: [{ number: 4, name: "dog.jpg", blob }] };
  assert.deepEqual(gridPictures(state).at(-1).label, "dog.jpg");
  assert.equal(presentPicture(state), "opened:4");
  assert.deepEqual(tickedOf(state, "picture"), ["opened:4"]);
});

test("ticks keep the order of the axis, and what is not there any more is not ticked", () => {
  const ticks = withTick(STATE, "layer", "stem", true);
  const state = { ...STATE, comparing: { ticks, search: "" } };
  assert.deepEqual(tickedOf(state, "layer"), ["stem", "one", "two"]);
  assert.deepEqual(withTick(state, "layer", "one", false).layer, ["stem", "two"]);
  assert.deepEqual(tickedOf({ ...state, model: { ...STATE.model, layers: LAYERS.slice(2) } }, "layer"), ["two"]);
});

test("of many classes those are offered that are looked for, by name or number, and those that are ticked", () => {
  assert.deepEqual(ids(offeredOf(STATE, "class")), ["19", "18", "17", "16", "15", "14", "13", "12", "3"]);
  const search = (words) => ids(offeredOf({ ...STATE, comparing: { ticks: { class: ["3"] }, search: words } }, "class"));
  assert.deepEqual(search("class 1"), ["19", "18", "17", "16", "15", "14", "13", "12", "3"]);
  assert.deepEqual([search("7"), search("nothing")], [["17", "7", "3"], ["3"]]);
});

test("layers that are worth a look are offered, and a ticked one", () => {
  const state = { ...STATE, comparing: { ticks: { layer: ["stem"] }, search: "" } };
  assert.deepEqual([ids(offeredOf(STATE, "layer")), ids(offeredOf(state, "layer"))], [["one", "two"], ["stem", "one", "two"]]);
  assert.deepEqual(ids(entriesOf(STATE, "layer")), ["stem", "one", "two"], "the score does not see the last one");
});

const seen = (id, ...classes) => ({ id, ref: { sha256: id, name: id }, name: id, files: [], preprocessing: undefined, classes });
const ofModels = (change) => ({ ...STATE, comparing: { ...STATE.comparing, rows: "method", columns: "model", best: null, ...change } });

test("the first models are the one that is shown and another one: the one that was opened last, or one that comes with the page", () => {
  assert.deepEqual(tickedOf(STATE, "model"), ["efficientnet-lite0", "shapes"]);
  assert.deepEqual(tickedOf({ ...STATE, seenModels: [seen("a"), seen("b")] }, "model"), ["shapes", "b"]);
});

test("beside classes and layers by their names stands whatever each model has of its own, and is the first choice where names differ", () => {
  const state = ofModels({ rows: "class" });
  assert.deepEqual([ids(entriesOf(state, "class")).slice(0, 2), ids(entriesOf(state, "layer"))], [["top", "19"], ["", "stem", "one", "two"]]);
  assert.deepEqual([tickedOf(state, "class"), tickedOf(state, "layer")], [["top"], [""]]);
  assert.equal(tickedWords(state, "class"), "1 of 20 classes");
  assert.equal(ids(offeredOf({ ...state, comparing: { ...state.comparing, search: "class 7" } }, "class"))[0], "top");
  const same = { ...state, seenModels: [seen("a", "class 3")], comparing: { ...state.comparing, ticks: { model: ["shapes", "a"] } } };
  assert.deepEqual(tickedOf(same, "class"), ["19", "18", "17", "3"]);
});

test("each model’s own strongest class is asked for where one name does not fit all, or a person wants it; of several pictures always", () => {
  const known = (...classes) => ({ ...ofModels({ ticks: { model: ["shapes", "a"] } }), seenModels: [seen("a", ...classes)] });
  assert.deepEqual([isBest(known("class 3"), null), isBest(known("dog"), null), isBest(STATE, null)], [false, true, false]);
  const [asked, both, ofClasses] = [{ best: true }, { rows: "picture" }, { rows: "class", best: true }].map((change) => ofModels(change));
  assert.deepEqual([isBest(asked, null), isBest(both, null), isBest(ofClasses, null)], [true, true, false]);
  const earlier = { rows: { axis: "method", ids: [] }, columns: { axis: "model", ids: ["shapes", "a"] }, best: true };
  assert.equal(isBest(known("class 3"), earlier), true, "a grid does not change when more is known of its models");
});

test("words of an axis and of a grid on its way", () => {
  assert.equal(tickedWords(STATE, "method"), "3 of 6 methods");
  assert.equal(axisNames({ model: { task: "regression" } }, "class").many, "values");
  const with_ = (...states) => ({ cells: states.map((state) => ({ state, method: "a" })) });
  assert.equal(progressWords(with_("done", "refused", "running"), true), "1 of 3 maps; 1 cannot be made");
  assert.equal(progressWords(with_("done", "left"), false), "1 of 2 maps");
  assert.equal(progressWords(with_("done", "done", "refused"), false), "2 maps; 1 cannot be made");
});

test("what is left: how many maps, and which methods may take long", () => {
  const left = (...methods) => leftWords({ cells: methods.map((id) => ({ state: "left", request: { method: id } })) }, { ...CATALOGUE, pace: {} });
  assert.equal(left(), null);
  assert.deepEqual(left("a"), { label: "Make the map that is left", about: "" });
  assert.deepEqual(left("slow", "slow", "pixel"), { label: "Make the 3 maps that are left", about: "SLOW and PIXEL may take longer." });
  const many = { methods: [..."vwxyz"].map((id) => method(id, "layers", false)) };
  const named = (count) => leftWords({ cells: [..."vwxyz"].slice(0, count).map((id) => ({ state: "left", request: { method: id } })) }, { ...many, pace: {} }).about;
  assert.deepEqual([1, 4, 5].map(named), ["V may take longer.", "V, W, X and Y may take longer.", "V, W, X and 2 others may take longer."]);
});

test("below a map: its raw values, and its class where each picture has its own", () => {
  const explanation = { min: -1, max: 2.5, form: "raw", target: { index: 1 } };
  assert.equal(rangeWords({ explanation, best: false }, ["cat", "dog"]), "−1 to 2.5");
  assert.equal(rangeWords({ explanation: { ...explanation, form: "finished" }, best: true }, ["cat", "dog"]), "dog: −1 to 2.5, merged");
  assert.equal(rangeWords({ explanation: null, best: true }, []), "");
});
