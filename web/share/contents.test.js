import assert from "node:assert/strict";
import { test } from "node:test";
import { contents } from "./contents.js";
import { DEFAULTS, HASH } from "./shown-cases.test.js";

const OWN = { sha256: HASH, name: "holiday.jpg" };
const said = (change, link) => contents({ ...DEFAULTS, ...change }, link).join("\n");

test("a link to what comes with Sightline has names, and no more", () => {
  assert.deepEqual(contents(DEFAULTS, { defaults: DEFAULTS }), [
    "The name of the picture, “chelsea”, which Sightline knows.",
    "The name of the model, “efficientnet-lite0”, which Sightline knows.",
    "The class number 281, the layer, the method and its options.",
    "Nothing else. What follows the # is not sent to any server by opening the link.",
  ]);
});

test("a file name and an address are said, and that the file is not in the link", () => {
  const model = { url: "https://models.example.org/secret/m.onnx", sha256: HASH };
  const words = said({ picture: OWN, model });
  assert.match(words, /The file name of your picture, “holiday.jpg”, and its hash, not the file/);
  assert.match(words, /The address of the model, at models\.example\.org, .* only after a press/);
});

test("which models and pictures a grid compares is said, and the file names among them", () => {
  const grid = { rows: "picture", columns: "model", scale: "own", best: null, difference: false };
  const of = (ticks) => said({ grid, ticks: { ...DEFAULTS.ticks, ...ticks } });
  const secret = (name) => ({ sha256: HASH, name });
  assert.match(of({ model: [DEFAULTS.model, { id: "shapes" }, secret("secret.onnx")] }), /Which models the grid compares\.\nThe file name of your model, “secret\.onnx”, and its hash/);
  assert.match(of({ picture: [DEFAULTS.picture, secret("secret.jpg")] }), /Which pictures the grid compares\.\nThe file name of your picture, “secret\.jpg”, and its hash/);
  assert.doesNotMatch(of({ model: [DEFAULTS.model], picture: [DEFAULTS.picture] }), /compares/);
});

test("choices about the model, its input and a marked object are said", () => {
  assert.match(said({ reading: { ...DEFAULTS.reading, network: "other" } }), /How the model’s files are read/);
  assert.match(said({ input: {} }), /The settings of the model’s input/);
  assert.match(said({ judge: { object: { x: 1, y: 1, width: 1, height: 1 }, metrics: null } }), /the object lies that you marked/);
});

test("a picture inside is said first, and that what was painted over is in it", () => {
  const hidden = [{ x: 0, y: 0, width: 1, height: 1 }];
  const [first, second, ...others] = contents({ ...DEFAULTS, hidden }, { inside: true });
  assert.match(first, /small copy of the picture, and the map/);
  assert.match(second, /also shows what you painted over/);
  assert.ok(others.includes("Where you painted over the picture: one rectangle."));
});

test("how it is drawn, a region, a class by name and an uncommon length are said", () => {
  assert.match(said({ view: { ...DEFAULTS.view, opacity: 0.1 } }, { defaults: DEFAULTS }), /How it is drawn/);
  assert.match(said({ target: { ...DEFAULTS.target, index: "tabby", region: { x: 1, y: 2, width: 3, height: 4 } } }), /“tabby”[^]*four numbers/);
  assert.match(said({}, { address: "a".repeat(11_000) }), /11,000 characters/);
});
