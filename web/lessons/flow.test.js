import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import "../page/happy-dom.test.js";
import { createStore } from "../store.js";
import { LessonFlow } from "./flow.js";
import { readProgress, writeProgress } from "./progress.js";
import { DEFAULTS } from "./start.js";

const step = (title, show, checks = []) => ({ title, show, text: [], question: [], do: [], answer: [], teacher: [], checks });
const LESSON = {
  name: "one", title: "One", minutes: 10, about: "A", questions: [], objectives: [], keypoints: [], needs: [], show: "m=own;p=sample;c=0;l=last;x=grad-cam",
  steps: [step("First", "c=0", [{ best: 0 }]), step("Second", "p=other;c=1"), step("Third", null)],
};
const INPUT = { width: 2, height: 2, fit: "crop", resize: null, interpolation: "bilinear", resizer: "pillow", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" };
const MODEL = { name: "m", sha256: "a".repeat(64), task: "single-label", classes: ["cat", "dog"], defaultLayer: "last", layers: [{ id: "last", reached: true }],
  input: INPUT, inputFrom: { settings: [], alternatives: [] }, outputs: ["y"], output: "y", network: null, weights: null };
const SCORES = [0.9, 0.1].map((probability, index) => ({ index, label: MODEL.classes[index], logit: probability, probability }));
const EXPLANATION = { method: "grad-cam", layer: "last", layers: ["last"], target: { kind: "class", index: 0 }, width: 1, height: 1, map: Float32Array.of(1), min: 1, max: 1 };

let kept;
beforeEach(() => {
  kept = new Map();
  globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
});

/** A page with the lessons open. */
async function open() {
  const store = createStore(() => {});
  const shown = [];
  const copied = [];
  const link = { defaults: { ...DEFAULTS, model: { id: "own" }, picture: { id: "first" } }, show: (what) => shown.push(what), of: (what) => ({ address: JSON.stringify(what) }) };
  const files = { "lessons/lessons.json": { en: [{ name: "one", title: "One", minutes: 10, about: "A", steps: 3 }] }, "lessons/one/lesson.en.json": LESSON };
  const flow = new LessonFlow({ store, link: () => link, soon: (act) => act(), copy: (text) => copied.push(text), read: async (path) => files[path] });
  await flow.begin({});
  /** The page shows this by now. */
  const shows = (picture, change = {}, modelRef = { id: "own" }) => {
    store.dispatch({ type: "model-loaded", model: MODEL, input: INPUT });
    store.dispatch({ type: "model-named", ref: modelRef });
    store.dispatch({ type: "picture-set", picture: { sample: picture.id ?? null, name: "p", width: 9, height: 9, crop: null } });
    store.dispatch({ type: "picture-named", ref: picture });
    store.dispatch({ type: "classified", scores: SCORES, keepClass: false });
    store.dispatch({ type: "chosen", change: { method: "grad-cam", layer: "last", ...change } });
    store.dispatch({ type: "explained", explanation: EXPLANATION, heatmap: {}, answered: store.state.chosen });
  };
  return { store, flow, shown, copied, shows, lessons: () => store.state.lessons };
}

test("a lesson begins with what it says of itself; each step shows what it begins with", async () => {
  const { flow, shown, lessons } = await open();
  await flow.open("one");
  assert.deepEqual([lessons().isOpen, lessons().step, shown.length], [true, 0, 0]);
  flow.go(1);
  flow.go(2);
  assert.deepEqual(shown.map(({ picture, target, layers }) => [picture.id, target.index, layers[0]]), [["sample", 0, "last"], ["other", 1, "last"]]);
  flow.go(3);
  assert.equal(shown.length, 2, "a step that says nothing leaves what is shown");
});

test("what was there before the lesson, and a file of one's own, can be had back; another look at what the lesson shows is no loss", async () => {
  const { flow, shown, shows, lessons } = await open();
  await flow.open("one");
  shows({ id: "first" });
  flow.go(1);
  assert.equal(lessons().before, null, "nobody made what a first visit shows");
  flow.go(0);
  shows({ id: "chosen" });
  flow.go(1);
  assert.equal(lessons().before.picture.id, "chosen");
  flow.giveBack();
  assert.equal(shown.at(-1).picture.id, "chosen");
  assert.equal(lessons().before, null);
  shows({ id: "sample" }, { index: 1 });
  flow.go(2);
  assert.equal(lessons().before, null);
  shows({ sha256: "b".repeat(64), name: "mine.jpg" });
  flow.reset();
  assert.equal(lessons().before.picture.name, "mine.jpg");
  assert.equal(shown.at(-1).picture.id, "other");
});

test("a link opens a lesson at its step and leaves what the link shows", async () => {
  const { flow, shown, lessons } = await open();
  await flow.follow({ name: "one", step: 2 });
  assert.deepEqual([lessons().isOpen, lessons().lesson.name, lessons().step, lessons().start.picture.id, lessons().moves], [true, "one", 2, "other", 1]);
  assert.equal(shown.length, 0);
  flow.copyLink();
});

test("the link to a step has the step as it begins", async () => {
  const { flow, copied } = await open();
  await flow.open("one");
  flow.go(2);
  flow.copyLink();
  const { lesson, picture } = JSON.parse(copied[0]);
  assert.deepEqual([lesson, picture], [{ name: "one", step: 2 }, { id: "other" }]);
});

test("a check that passes is kept with how far a person came; what changes afterwards makes it old", async () => {
  const { store, flow, shows, lessons } = await open();
  await flow.open("one");
  flow.go(1);
  flow.check();
  assert.equal(lessons().found[0].isRight, null, "nothing is there yet");
  shows({ id: "sample" });
  assert.equal(lessons().found, null);
  flow.check();
  assert.deepEqual([lessons().found[0].isRight, lessons().done], [true, { one: [1] }]);
  store.dispatch({ type: "chosen", change: { index: 1 } });
  assert.equal(lessons().found, null);
  assert.deepEqual(readProgress(), { done: { one: [1] }, at: { one: 1 } });
});

test("progress is read with care, and a browser that keeps nothing is no trouble", () => {
  kept.set("sightline-lessons", JSON.stringify({ done: { a: [1], b: "x" }, at: { a: 2, b: -1, c: 1.5 } }));
  assert.deepEqual(readProgress(), { done: { a: [1] }, at: { a: 2 } });
  kept.set("sightline-lessons", "{");
  assert.deepEqual(readProgress(), { done: {}, at: {} });
  const refuses = () => { throw new Error("SecurityError"); };
  assert.deepEqual(readProgress(refuses), { done: {}, at: {} });
  assert.doesNotThrow(() => writeProgress({ done: {}, at: {} }, refuses));
});
