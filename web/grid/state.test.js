import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL, update } from "../state.js";

const play = (...events) => events.reduce(update, INITIAL);
const opened = (sheet) => ({ type: "sheet-opened", sheet });
const picture = (name, sample = null) => ({ type: "picture-set", picture: { name, sample, blob: new Blob([name]) } });

test("a person looks at the grid until its sheet closes or another one opens; to share or save it is no other look", () => {
  assert.deepEqual([play(opened("grid")), play(opened("grid"), opened("share")), play(opened("grid"), opened("save"))].map(({ isGrid }) => isGrid), [true, true, true]);
  assert.deepEqual([play(opened("grid"), { type: "sheet-closed" }), play(opened("grid"), opened("grid")), play(opened("grid"), opened("model")), play(opened("share"))]
    .map(({ isGrid }) => isGrid), [false, false, false, false]);
});

test("the latest pictures of a person’s own are kept for the grid, each once", () => {
  const names = "abcdefgh".split("").map((name) => picture(name));
  const state = play(picture("sample", "x"), ...names, names.at(-1));
  assert.deepEqual(state.opened.map(({ number, name }) => `${number} ${name}`), ["3 c", "4 d", "5 e", "6 f", "7 g", "8 h"]);
});

test("a picture of a person’s own gets its name for a link", () => {
  const { opened: [a, b] } = play(picture("a"), { type: "picture-named", ref: { sha256: "a", name: "a" } }, picture("b"));
  assert.deepEqual([a.ref, b.ref], [{ sha256: "a", name: "a" }, null]);
});

test("a new picture takes the grid away, unless it is about several pictures", () => {
  const comparison = (rows) => ({ type: "comparison-planned", comparison: { rows: { axis: rows }, columns: { axis: "layer" }, cells: [{ state: "waiting" }] } });
  assert.equal(play(comparison("method"), picture("a")).comparison, null);
  assert.equal(play(comparison("picture"), picture("a")).comparison.cells[0].state, "left");
});

test("another model has other layers and classes: what was ticked of them is forgotten", () => {
  const model = { name: "m", layers: [], classes: [], defaultLayer: "", input: {} };
  const ticks = { method: ["a"], layer: ["b"], class: ["1"], picture: ["sample:x"], model: ["shapes"] };
  const of = (type) => Object.keys(play({ type: "comparing", change: { ticks } }, { type, model, input: {}, crop: null }).comparing.ticks);
  assert.deepEqual([of("model-loaded"), of("model-changed"), of("input-changed")], [["method", "picture", "model"], ["method", "layer", "picture", "model"], ["method", "layer", "class", "picture", "model"]]);
});

test("a grid of several models goes on when another one of them is shown, unless its classes or layers are those of one", () => {
  const model = { name: "m", layers: [], classes: [], defaultLayer: "", input: {} };
  const planned = (rows) => ({ type: "comparison-planned", comparison: { rows: { axis: rows }, columns: { axis: "model" }, cells: [{ state: "running" }] } });
  const after = (rows, ...events) => play(planned(rows), ...events).comparison?.cells[0].state ?? null;
  const loaded = { type: "model-loaded", model, input: {} };
  const fitted = { type: "input-changed", model, input: {}, crop: null };
  assert.deepEqual(["method", "picture", "class", "layer"].map((rows) => after(rows, loaded, fitted)), ["left", "left", null, null]);
  assert.equal(after("method", { type: "model-changed", model }), null);
});
