import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL, update } from "../state.js";
import { seen, seenAnswer } from "./seen.js";

const model = (name) => ({ name, sha256: name, task: "single-label", classes: ["a", "b"], layers: [], defaultLayer: "" });
const loaded = (name) => ({ type: "model-loaded", model: model(name), input: { width: 2 } });
const picture = (name) => ({ type: "picture-set", picture: { blob: name, name, crop: null } });
const named = { type: "model-named", ref: { id: "efficientnet-lite0" } };
const began = (id, place, coming = null) => ({ type: "work-began", work: { id, place, coming } });
const ended = (id) => ({ type: "work-ended", id });
const scores = [{ index: 0, label: "a", logit: 1, probability: 1 }];
const classified = { type: "classified", scores, keepClass: false };
const explained = (id) => ({ type: "explained", explanation: { id }, heatmap: { id }, answered: INITIAL.chosen });
const MODEL = { what: "model", name: "Shapes" };
const PICTURE = { what: "picture", name: "Cat" };

const play = (...events) => events.reduce(update, INITIAL);
const FIRST = [loaded("first"), named, picture("Dog"), classified, explained(1)];
const words = (...events) => seen(play(...FIRST, ...events)).away?.words ?? null;

test("what is seen is the newest, and nothing is said of it", () => {
  const state = play(...FIRST);
  assert.deepEqual(seen(state), { now: state, away: null });
});

test("while a model loads the result is that of the earlier one, by its name, and nothing of it can be pressed", () => {
  assert.equal(words(began(1, "model", MODEL)), "By EfficientNet-Lite0 · loading Shapes …");
  assert.equal(seen(play(...FIRST, began(1, "model", MODEL))).away.isForeign, true);
});

test("a model that cannot be loaded gives all back", () => {
  const before = play(...FIRST);
  const after = play(...FIRST, began(1, "model", MODEL), { type: "refused", place: "model", message: "No.", work: 1 }, ended(1));
  assert.deepEqual(seen(after), { now: after, away: null });
  assert.deepEqual({ ...after, problem: null, lastProblem: null, work: [] }, before);
});

test("the earlier result is seen until the next one is there, with its picture, answer and question", () => {
  const before = play(...FIRST);
  const events = [began(1, "model", MODEL), loaded("second"), { type: "model-named", ref: { sha256: "second", name: "second" } }, began(2, "explanation"), ended(1)];
  const state = events.reduce(update, before);
  const { now, away } = seen(state);
  assert.equal(away.words, "By EfficientNet-Lite0 · second looks at the picture …");
  for (const part of ["model", "modelRef", "picture", "scores", "explanation", "heatmap", "chosen", "glances"]) assert.equal(now[part], before[part], part);
  assert.equal(seen([classified, explained(2)].reduce(update, state)).away, null);
});

test("the new answer is seen before its map", () => {
  const state = play(...FIRST, began(1, "model", MODEL), loaded("second"), began(2, "explanation"), ended(1));
  assert.equal(seenAnswer(state).now.model.name, "first");
  const answered = update(state, { ...classified, scores: [...scores] });
  assert.deepEqual(seenAnswer(answered), { now: answered, away: null });
  assert.equal(seen(answered).now.model.name, "first");
  const next = update(answered, began(3, "model", MODEL));
  assert.equal(seenAnswer(next).now.model.name, "first", "yet another model comes");
});

test("a picture that comes, and one that is looked at", () => {
  assert.equal(words(began(1, "picture", PICTURE)), "For the previous picture · reading Cat …");
  assert.equal(words(began(1, "picture", PICTURE), picture("Cat"), began(2, "explanation"), ended(1)), "For the previous picture · looking at Cat …");
});

test("another model and another picture", () => {
  assert.equal(words(began(1, "model", MODEL), loaded("second"), began(2, "picture", PICTURE)), "By EfficientNet-Lite0, for the previous picture · reading Cat …");
});

test("other settings are of the same model and picture: what is pressed still counts", () => {
  const changed = { type: "input-changed", input: { width: 4 }, crop: null, model: model("first") };
  const { now, away } = seen(play(...FIRST, began(1, "input"), changed, began(2, "explanation"), ended(1)));
  assert.deepEqual(away, { words: "From before the change · looking at Dog …", isForeign: false });
  assert.equal(now.input.width, 2);
});

test("where the next result fails or is cancelled the earlier one goes: it is of nothing that is there", () => {
  const state = play(...FIRST, loaded("second"), began(2, "explanation"), ended(2));
  assert.deepEqual([seen(state).now, state.explanation], [state, null]);
});

test("other work does not keep it, and does not end it", () => {
  const before = [...FIRST, loaded("second"), began(2, "explanation"), began(3, "comparison")];
  assert.notEqual(words(...before.slice(FIRST.length), ended(3)), null);
  assert.equal(words(...before.slice(FIRST.length), ended(2)), null);
});

test("a map that is being made is seen instead", () => {
  const state = play(...FIRST, loaded("second"), began(2, "explanation"), { type: "partly-explained", heatmap: { id: 2 } });
  assert.deepEqual(seen(state), { now: state, away: null });
});

test("before the first result there is no earlier one", () => {
  const state = play(began(1, "model", MODEL), loaded("first"), picture("Dog"), began(2, "picture", PICTURE));
  assert.deepEqual(seen(state), { now: state, away: null });
});
