import { drawnOn, viewed } from "../page/happy-dom.test.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL, update } from "../state.js";
import { input as view } from "./view.js";

const choice = (id, label) => ({ id, label, description: `About ${label}.` });
const CATALOGUE = {
  fits: [choice("squash", "Squash"), choice("resize-crop", "Resize, then crop")], interpolations: [choice("bilinear", "Bilinear")], channels: [choice("rgb", "RGB"), choice("bgr", "BGR")],
};
const INPUT = { width: 2, height: 1, fit: "squash", resize: null, interpolation: "bilinear", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" };
const MODEL = { name: "m", task: "single-label", classes: ["a"], layers: [], defaultLayer: "", input: INPUT };
const LOADED = { ...update(INITIAL, { type: "model-loaded", model: MODEL, input: INPUT }), catalogue: CATALOGUE };
const typed = (name, text) => ({ type: "input-typed", name, text });
const taken = (input) => ({ type: "input-changed", input, crop: null, model: MODEL });

function open(...events) {
  const page = viewed(view);
  const play = (state, ...more) => {
    const next = more.reduce(update, state);
    page.show(next);
    return next;
  };
  const state = play(LOADED, ...events);
  const field = (label) => {
    const named = page.root.querySelector(`[aria-label="${label}"]`);
    const of = [...page.root.querySelectorAll("label")].find(({ textContent }) => textContent === label)?.getAttribute("for");
    return named ?? page.root.querySelector(`[id="${of}"]`);
  };
  const marks = () => [...page.root.querySelectorAll(".input-settings__own")].map(({ textContent }) => textContent);
  return { ...page, state, play, field, marks };
}

const enter = (field, value) => {
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
};

test("without a model there is nothing to set", () => {
  const { root, show } = viewed(view);
  show(INITIAL);
  assert.equal(root.querySelector("details"), null);
});

test("every setting has a field with its name, and the fold says size and fit", () => {
  const { field, text } = open();
  const labels = ["Width", "Height", "Fit of the picture", "Interpolation", "Channels", "Black becomes", "White becomes"];
  const lists = ["Mean", "Deviation"].flatMap((name) => ["red", "green", "blue"].map((colour) => `${name}, ${colour}`));
  for (const label of [...labels, ...lists]) assert.ok(field(label), label);
  assert.deepEqual([field("Width").value, field("Channels").value, field("Deviation, blue").value], ["2", "rgb", "1"]);
  assert.equal(field("Its shorter side is first resized to"), null, "nothing is resized");
  assert.equal(text("summary"), "What the network gets (2 × 1, squash)");
});

test("a field tells when it is left with another value, a menu at once; while one types nothing is told, and nothing is lost", () => {
  const { state, play, field, calls } = open();
  field("Width").value = "5";
  field("Width").dispatchEvent(new Event("input", { bubbles: true }));
  play(state, { type: "told", status: "Something else was done." });
  assert.equal(field("Width").value, "5");
  assert.deepEqual(calls, []);
  enter(field("Width"), "5");
  enter(field("Channels"), "bgr");
  assert.deepEqual(calls, [["typeInput", "width", "5"], ["typeInput", "channels", "bgr"]]);
});

test("what is refused stays in its field, with the reason beside it, until it is mended", () => {
  const { state, play, field, text, root } = open(typed("height", "3"), typed("width", "5"), { type: "input-refused", name: "width", refusal: { short: "Only 2.", whole: "The network takes 2 and no others." } });
  assert.equal(field("Width").value, "5");
  assert.equal(field("Width").getAttribute("aria-invalid"), "true");
  assert.equal(text(`[id="${field("Width").getAttribute("aria-errormessage")}"]`), "Only 2.");
  assert.equal(text("[role=alert] details"), "Why?The network takes 2 and no others.");
  assert.equal(field("Height").getAttribute("aria-invalid"), "false");
  const taken3 = play(state, taken({ ...INPUT, height: 3 }));
  assert.deepEqual([field("Width").value, field("Height").value], ["5", "3"], "what was typed beside it is in force");
  assert.ok(root.querySelector("[role=alert]"));
  play(taken3, typed("width", "4"));
  assert.equal(root.querySelector("[role=alert]"), null);
});

test("what is refused does not change what its neighbours show", () => {
  const { field } = open(taken({ ...INPUT, fit: "resize-crop", resize: 2 }), typed("width", "192"), { type: "input-refused", name: "width", refusal: { short: "No.", whole: null } });
  assert.equal(field("Its shorter side is first resized to").value, "2");
});

test("resetting takes back what was typed, and the refusal with it", () => {
  const { state, play, field, root, calls, button } = open(typed("width", "5"), { type: "input-refused", name: "width", refusal: { short: "No.", whole: null } });
  button("Reset to the model’s own").click();
  assert.deepEqual(calls, [["resetInput"]]);
  play(state, { type: "input-untyped" });
  assert.equal(field("Width").value, "2");
  assert.equal(root.querySelector("[role=alert]"), null);
});

test("a setting that is not the model's own says what the model has", () => {
  const { marks, field, text, play, state } = open(taken({ ...INPUT, fit: "resize-crop", resize: 7, mean: [0, 0.5, 0] }));
  assert.deepEqual(marks(), ["The model’s own: Squash", "The model’s own: 0, 0, 0"]);
  assert.equal(field("Its shorter side is first resized to").value, "7");
  const described = field("Fit of the picture").getAttribute("aria-describedby").split(" ").map((id) => text(`[id="${id}"]`));
  assert.deepEqual(described, ["About Resize, then crop.", "The model’s own: Squash"]);
  assert.match(text("summary"), /; not the model’s own\)$/);
  play(state, taken(INPUT));
  assert.deepEqual(marks(), []);
});

test("the preview has the very pixels, which stay until the next ones are there", () => {
  const { state, play, root, text } = open({ type: "picture-set", picture: { name: "p", width: 2, height: 1, crop: null } });
  const rgb = Uint8Array.of(255, 0, 0, 0, 0, 255);
  const previewed = play(state, { type: "previewed", preview: { width: 2, height: 1, rgb } });
  const canvas = root.querySelector("canvas");
  assert.deepEqual(drawnOn(canvas), [[255, 0, 0, 255, 0, 0, 255, 255]]);
  assert.equal(text("figcaption"), "2 × 1 pixels, each as the network gets it");
  play(previewed, taken({ ...INPUT }));
  assert.equal(root.querySelector("canvas"), canvas);
  assert.equal(root.querySelector("figure").dataset["earlier"], "true");
  assert.equal(text("figcaption"), "The pixels come with the next map.");
});
