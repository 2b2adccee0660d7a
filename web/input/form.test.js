import assert from "node:assert/strict";
import { test } from "node:test";
import { besides, differing, inputWords, shown, textRefusal, texts, untaken, usable, wanted } from "./form.js";

const f32 = (values) => values.map(Math.fround);
const INPUT = {
  width: 96, height: 64, fit: "squash", resize: null, interpolation: "bilinear", range: [0, 1], mean: f32([0.485, 0.456, 0.406]), std: [1, 1, 1], channels: "rgb",
};

test("a field for each setting and for each number of a list, without the noise of 32 bits", () => {
  const all = texts(INPUT);
  assert.deepEqual([all["width"], all["fit"], all["resize"], all["range-1"], all["mean-0"], all["std-2"]], ["96", "squash", "", "1", "0.485", "1"]);
});

test("what was typed lies over what is in force; the rest keeps all its digits", () => {
  assert.equal(shown(INPUT, { width: "12" })["width"], "12");
  assert.deepEqual(wanted(INPUT, {}), INPUT);
  assert.deepEqual(wanted(INPUT, { width: "12", "mean-1": "0.5", channels: "bgr" }), { ...INPUT, width: 12, mean: [INPUT.mean[0], 0.5, INPUT.mean[2]], channels: "bgr" });
});

test("resizing begins with the customary length, which follows the size, until a person types one", () => {
  const typed = { fit: "resize-crop" };
  assert.equal(shown(INPUT, typed)["resize"], "110");
  assert.equal(shown(INPUT, { ...typed, width: "224" })["resize"], "256");
  assert.equal(shown(INPUT, { ...typed, resize: "" })["resize"], "", "it was emptied by hand");
  assert.equal(wanted(INPUT, typed).resize, 110);
  assert.equal(wanted(INPUT, { ...typed, resize: "120" }).resize, 120);
  assert.equal(wanted({ ...INPUT, resize: 256 }, {}).resize, 256, "kept for whoever comes back to it");
  const cropped = { ...INPUT, fit: "resize-crop" };
  assert.equal(wanted({ ...cropped, resize: 110 }, { width: "224" }).resize, 256, "in force, and still the customary one");
  assert.equal(wanted({ ...cropped, resize: 120 }, { width: "224" }).resize, 120, "somebody chose it");
});

test("the fields that differ are named; the same number in other words is no difference", () => {
  assert.deepEqual(differing(shown(INPUT, { width: "96.0", "mean-0": "0.4850" }), INPUT), []);
  assert.deepEqual(differing(shown(INPUT, { height: "", "std-1": "0", interpolation: "nearest" }), INPUT), ["height", "interpolation", "std-1"]);
  assert.deepEqual(differing(shown(INPUT, { resize: "5" }), INPUT), [], "nothing is resized");
  assert.deepEqual(differing(shown(INPUT, { resize: "5", fit: "resize-crop" }), INPUT), ["fit", "resize"]);
});

test("what the engine took is not typed any more", () => {
  assert.deepEqual(untaken({ width: "12", "mean-0": "0.1" }, { ...INPUT, width: 12 }), { "mean-0": "0.1" });
});

test("what is no value of its field is refused in words, whatever the model", () => {
  for (const text of ["", "96.5", "0", "-96"]) assert.match(textRefusal("width", text), /whole number of pixels/, text);
  for (const text of ["", "1e999"]) assert.equal(textRefusal("mean-1", text), "Give a number.", text);
  for (const [name, text] of [["width", "96.0"], ["resize", "4097"], ["std-0", "0"], ["range-1", "-1e-3"], ["fit", "squash"]]) assert.equal(textRefusal(name, text), null, name);
});

test("what was refused by the model may go with what is new, what is no number never", () => {
  assert.deepEqual(usable({ width: "192", height: "", fit: "crop" }), { width: "192", fit: "crop" });
  assert.deepEqual(besides({ width: "192", fit: "crop" }, { width: "No." }), { fit: "crop" });
});

test("the size and the fit in words, and whether they are the model's own", () => {
  const catalogue = { fits: [{ id: "squash", label: "Squash" }] };
  assert.equal(inputWords(INPUT, INPUT, catalogue), "96 × 64, squash");
  assert.equal(inputWords({ ...INPUT, width: 64 }, INPUT, catalogue), "64 × 64, squash; not the model’s own");
  assert.equal(inputWords({ ...INPUT }, INPUT, null), "96 × 64, squash", "the same values are the model's own");
});
