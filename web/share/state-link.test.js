import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL, update } from "../state.js";
import { chosenOf, comparingOf, defaultsOf, isRead, shownOf } from "./state-link.js";

const INPUT = { width: 2, height: 2, fit: "crop", resize: null, interpolation: "bilinear", resizer: "pillow", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" };
const MODEL = {
  name: "m", task: "single-label", classes: ["cat", "dog"], layers: [{ id: "stem", also: [], reached: true, suggested: true, shape: [1, 2, 2], op: "Conv" }], defaultLayer: "stem",
  input: INPUT, inputFrom: { settings: [], alternatives: [] }, outputs: ["y"], output: "y", weights: null, network: null,
};
const STATE = { ...[{ type: "model-loaded", model: MODEL, input: INPUT }].reduce(update, INITIAL), modelRef: { id: "m" }, pictureRef: { id: "p" }, explanation: {} };
const withModel = (model) => ({ ...STATE, model: { ...MODEL, ...model } });

test("a link may name a layer as notebooks do, by the module whose output it is", () => {
  const model = { classes: ["cat"], layers: [{ id: "layer4.2", also: ["layer4"], reached: true }, { id: "stem", also: [], reached: true }] };
  const state = { ...INITIAL, model, catalogue: { methods: [{ id: "grad-cam" }] } };
  const shown = { target: { kind: "class", index: 0 }, merge: "mean", method: "grad-cam", options: {} };
  const of = (...layers) => chosenOf({ ...shown, layers }, state);
  assert.equal(of("layer4").chosen.layer, "layer4.2");
  assert.deepEqual(of("stem", "layer4").chosen.layers, ["stem", "layer4.2"]);
  assert.match(JSON.stringify(of("layer5")), /the layer `layer5`/);
});

test("a link has the grid’s axes, scale and ticks while a person looks at it", () => {
  assert.equal(shownOf(STATE).grid, null);
  const { grid, ticks } = shownOf({ ...STATE, isGrid: true, comparing: { ...STATE.comparing, rows: "layer", columns: "class", scale: "all", difference: true, ticks: { class: ["1"] } } });
  assert.deepEqual(grid, { rows: "layer", columns: "class", scale: "all", best: null, difference: true });
  assert.deepEqual(ticks, { method: null, layer: null, class: [1], picture: null, model: null }, "nobody ticked a layer");
  assert.deepEqual(comparingOf(grid, ticks, STATE), { comparing: { ...grid, ticks: { class: ["1"] } }, lack: null });
  const other = { ...STATE, comparing: { ...STATE.comparing, ticks: { layer: ["stem"], method: ["a"] } } };
  assert.deepEqual(comparingOf(grid, ticks, other).comparing.ticks, { class: ["1"], method: ["a"] }, "what was ticked here before is not the link's");
});

test("a grid of models names those that are ticked, and brings those back that are at hand", () => {
  const file = { sha256: "b".repeat(64), name: "own.onnx" };
  const seen = { id: file.sha256, ref: file, name: "own", files: [], preprocessing: undefined, classes: [] };
  const chosen = { model: ["shapes", file.sha256], layer: ["", "stem"] };
  const state = { ...STATE, seenModels: [seen], isGrid: true, comparing: { ...STATE.comparing, columns: "model", rows: "layer", ticks: chosen } };
  const { grid, ticks } = shownOf(state);
  assert.deepEqual([ticks.model, ticks.layer], [[{ id: "shapes" }, file], [null, "stem"]]);
  assert.deepEqual(comparingOf(grid, ticks, state).comparing.ticks, chosen);
  const more = { ...ticks, model: [...ticks.model, { id: "net" }, { url: "https://models.example/m", sha256: "c".repeat(64) }] };
  const elsewhere = comparingOf(grid, more, STATE);
  assert.deepEqual(elsewhere.comparing.ticks.model, ["shapes"]);
  assert.match(elsewhere.lack, /^The grid of the link leaves out the file `own\.onnx`, which is not in the link: open it once under Model, .*, and `net`, which is not in this browser: download .*, and a model at models\.example, /);
});

test("pictures of a grid are samples by their names and a person’s own by their hashes; one that is not at hand is named", () => {
  const [own, other] = ["d", "e"].map((digit) => ({ sha256: digit.repeat(64), name: `${digit}.jpg` }));
  const sample = { id: "cat", label: "A cat" };
  const opened = (number, ref) => ({ number, name: "x", blob: {}, ref });
  const comparing = { ...STATE.comparing, rows: "picture", ticks: { picture: ["sample:cat", "opened:7"] } };
  const { grid, ticks } = shownOf({ ...STATE, samples: [sample], opened: [opened(7, own)], isGrid: true, comparing });
  assert.deepEqual(ticks.picture, [{ id: "cat" }, own]);
  const there = { ...STATE, samples: [sample], opened: [opened(1, other), opened(2, { ...own, name: "renamed.jpg" })] };
  assert.deepEqual(comparingOf(grid, ticks, there).comparing.ticks.picture, ["sample:cat", "opened:2"]);
  assert.match(comparingOf(grid, ticks, STATE).lack, /the picture `cat`, which this page does not have, and the file `d\.jpg`, which is not in the link: open it once under Picture, /);
});

test("what a model’s files leave open is in the link as it was read, and a task that a person chose", () => {
  const none = { weights: null, network: null, output: null, task: null };
  assert.deepEqual(shownOf(STATE).reading, none);
  const open = {
    weights: { chosen: "raw", choices: ["averaged", "raw"] }, network: { chosen: "usual", choices: ["usual", "other"], guessed: true }, outputs: ["y", "aux"], output: "aux", task: "multi-label",
  };
  const { reading } = shownOf(withModel(open));
  assert.deepEqual(reading, { weights: "raw", network: "usual", output: "aux", task: "multi-label" });
  assert.ok(isRead({ reading, input: null }, withModel(open)));
  for (const [name, value] of Object.entries({ weights: "averaged", network: "other", output: "y", task: "single-label" })) {
    assert.ok(!isRead({ reading: { ...reading, [name]: value }, input: null }, withModel(open)), name);
  }
  assert.ok(!isRead({ reading: none, input: null }, withModel({ task: "multi-label" })), "a link without a task means the model's own");
  assert.ok(isRead({ reading: none, input: null }, withModel({ network: open.network })), "a link of version 1 takes what the page takes");
});

test("the input is in the link where it is not the model’s own, or a guess", () => {
  assert.equal(shownOf(STATE).input, null);
  const input = { ...INPUT, std: [1, 1, Math.fround(0.225)] };
  assert.deepEqual(shownOf({ ...STATE, input }).input, { ...INPUT, std: [1, 1, 0.225] });
  assert.ok(!isRead({ reading: shownOf(STATE).reading, input: null }, { ...STATE, input }));
  assert.ok(isRead(shownOf({ ...STATE, input }), { ...STATE, input }));
  assert.deepEqual(shownOf(withModel({ inputFrom: { settings: [], alternatives: [{ id: "unit", label: "u" }] } })).input, INPUT);
});

test("the object and the metrics are in the link where a person chose them, and so is how far the wipe is", () => {
  const { judge } = shownOf(STATE);
  assert.deepEqual(judge, defaultsOf({ model: "m", picture: "p" }).judge);
  const catalogue = { metrics: [{ id: "one", needs: "map" }, { id: "two", needs: "object" }], colourMaps: [], normalisations: [], methods: [] };
  const object = { x: 1, y: 2, width: 3, height: 4 };
  const state = { ...STATE, catalogue, judging: { metrics: ["two"], object, isMarking: false }, display: { ...STATE.display, wipe: 0.25 } };
  assert.deepEqual(shownOf(state).judge, { object, metrics: ["two"] });
  assert.equal(shownOf(state).view.wipe, 0.25);
});
