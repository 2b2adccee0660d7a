import { viewed } from "../page/happy-dom.test.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL, update } from "../state.js";
import { guess } from "./view.js";

const INPUT = { width: 2, height: 2, fit: "crop", resize: null, interpolation: "bilinear", resizer: "pillow", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" };
const FROM = {
  settings: [{ setting: "range", kind: "guess", name: "Keras" }, { setting: "fit", kind: "guess", name: "Keras" }, { setting: "size", kind: "network", name: "" }],
  alternatives: [{ id: "unit", label: "Black 0, white 1" }, { id: "levels", label: "Black 0, white 255" }],
};
const MODEL = { name: "m", task: "single-label", classes: ["cat", "dog"], layers: [], defaultLayer: "", input: INPUT, inputFrom: FROM };
const SCORES = [0, 1].map((index) => ({ index, label: MODEL.classes[index], logit: index, probability: 0.5 }));
const FOUND = [
  { ...FROM.alternatives[0], input: INPUT, isPresent: true, best: SCORES[1] },
  { ...FROM.alternatives[1], input: { ...INPUT, range: [0, 255] }, isPresent: false, best: { ...SCORES[0], probability: 0.93 } },
];

function open(model = MODEL, ...events) {
  const page = viewed((state, act) => guess(state, act, "classes"));
  const state = [{ type: "model-loaded", model, input: model.input }, { type: "classified", scores: SCORES, keepClass: false }, ...events].reduce(update, INITIAL);
  page.show(state);
  return { ...page, state };
}

test("a guess is said, and a press asks for the alternatives", () => {
  const { button, calls } = open();
  button("Input guessed: change").click();
  assert.deepEqual(calls, [["openGuess", "classes"]]);
});

test("what a file says is no guess", () => {
  const known = { ...MODEL, inputFrom: { settings: [], alternatives: [] } };
  assert.equal(open(known).root.textContent.trim(), "");
});

test("each alternative says what the model answers with it, and is one press away", () => {
  const { root, calls, text } = open(MODEL, { type: "guess-opened", place: "classes" }, { type: "alternatives-found", alternatives: FOUND });
  const [first, second] = root.querySelectorAll(".guess__choice");
  assert.equal(text(".guess p"), "No file of this model says what black and white become and how the picture is fitted; it is as usual for Keras. Take what makes the answer right:");
  assert.equal(first.getAttribute("aria-pressed"), "true");
  assert.equal(second.textContent.replaceAll(/\s+/g, " ").trim(), "Black 0, white 255cat, 93 %");
  second.click();
  assert.deepEqual(calls, [["takeInput", { ...INPUT, range: [0, 255] }]]);
});

test("until they are known the choices wait, and another input asks anew", () => {
  const { root, state, show } = open(MODEL, { type: "guess-opened", place: "classes" });
  assert.ok([...root.querySelectorAll(".guess__choice")].every((one) => one.disabled && one.textContent.includes("…")));
  const input = { ...INPUT, range: [0, 255] };
  const taken = [{ type: "alternatives-found", alternatives: FOUND }, { type: "input-changed", input, crop: null, model: MODEL }, { type: "classified", scores: SCORES, keepClass: true }];
  show(taken.reduce(update, state));
  assert.match(root.textContent, /Input set by you: change/);
  assert.match(root.textContent, /…/);
});

test("a model from the list of models has the input that its list says", () => {
  const page = viewed((state, act) => guess(state, act, "classes"));
  page.show([{ type: "model-loaded", model: MODEL, input: { ...INPUT, mean: [0.5, 0.5, 0.5] } }, { type: "classified", scores: SCORES, keepClass: false }].reduce(update, INITIAL));
  assert.equal(page.root.textContent.trim(), "");
});
