import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL } from "../state.js";
import { chosenOf, comparingOf, shownOf } from "./state-link.js";

const STATE = { ...INITIAL, modelRef: { id: "m" }, pictureRef: { id: "p" }, explanation: {} };

test("a link may name a layer as notebooks do, by the module whose output it is", () => {
  const model = { classes: ["cat"], layers: [{ id: "layer4.2", also: ["layer4"], reached: true }, { id: "stem", also: [], reached: true }] };
  const state = { ...INITIAL, model, catalogue: { methods: [{ id: "grad-cam" }] } };
  const shown = { target: { kind: "class", index: 0 }, merge: "mean", method: "grad-cam", options: {} };
  const of = (...layers) => chosenOf({ ...shown, layers }, state);
  assert.equal(of("layer4").chosen.layer, "layer4.2");
  assert.deepEqual(of("stem", "layer4").chosen.layers, ["stem", "layer4.2"]);
  assert.match(JSON.stringify(of("layer5")), /the layer `layer5`/);
});

test("a link has the grid’s axes and scale while a person looks at it", () => {
  assert.equal(shownOf(STATE).grid, null);
  const { grid } = shownOf({ ...STATE, isGrid: true, comparing: { ...STATE.comparing, rows: "picture", columns: "class", scale: "all" } });
  assert.deepEqual(grid, { rows: "picture", columns: "class", scale: "all", models: [] });
  const { models: _, ...axes } = grid;
  assert.deepEqual(comparingOf(grid, STATE), { comparing: { ...axes, ticks: {} }, lack: null });
});

test("a grid of models names those that are ticked, and brings those back that are at hand", () => {
  const file = { sha256: "b".repeat(64), name: "own.onnx" };
  const seen = { id: file.sha256, ref: file, name: "own", files: [], preprocessing: undefined, classes: [] };
  const state = { ...STATE, seenModels: [seen], isGrid: true, comparing: { ...STATE.comparing, columns: "model", ticks: { model: ["shapes", file.sha256] } } };
  const { grid } = shownOf(state);
  assert.deepEqual(grid.models, [{ id: "shapes" }, file]);
  assert.deepEqual(comparingOf(grid, state).comparing.ticks, { model: ["shapes", file.sha256] });
  const elsewhere = comparingOf({ ...grid, models: [...grid.models, { id: "net" }, { url: "https://models.example/m", sha256: "c".repeat(64) }] }, STATE);
  assert.deepEqual(elsewhere.comparing.ticks, { model: ["shapes"] });
  assert.match(elsewhere.lack, /^The grid of the link leaves out the file `own\.onnx`, which is not in the link: open it once .*, and `net`, which is not in this browser: download .*, and a model at models\.example, /);
});
