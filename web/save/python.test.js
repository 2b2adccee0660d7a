import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { savedOfJson } from "./json.js";
import { pythonOf } from "./python.js";
import { architectures } from "./python/architecture.js";
import { randomSaved } from "./random-saved.test.js";

const CASES = new URL("../../tests/reference/python-snippets/cases/", import.meta.url);
const METHODS = new URL("../../crates/explain/src/methods/", import.meta.url);
const read = (/** @type {string} */ name, base = CASES) => readFileSync(new URL(name, base), "utf8");
const names = readdirSync(CASES).filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));

/** Ids of the engine's methods. */
const methods = readdirSync(METHODS).flatMap((name) => /METHOD: Method[\s\S]*? id: "([^"]+)"/.exec(read(name, METHODS))?.[1] ?? []);

for (const name of names) {
  test(`the script of ${name} is the one that was run and compared`, () => {
    const saved = savedOfJson(read(`${name}.json`));
    assert.ok(saved);
    const script = pythonOf(saved, { json: `${name}.json` });
    if (process.env.BLESS) writeFileSync(new URL(`${name}.py`, CASES), script);
    assert.equal(script, read(`${name}.py`), `changed: run it by the README of tests/reference/python-snippets, then BLESS=1 node --test web/save/python.test.js`);
  });
}

test("every method of the engine has a script that was run", () => {
  const run = new Set(names.map((name) => savedOfJson(read(`${name}.json`))?.method.id));
  assert.ok(methods.length >= 29, methods.join(" "));
  assert.deepEqual(methods.filter((id) => !run.has(id)), []);
});

test("names that hold anything are strings in the script, and no line of it is theirs", () => {
  const literal = /"(?:[^"\\\n\r\u0000-\u001f\u2028\u2029\u202a-\u202e]|\\["\\]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*"/u;
  const given = new RegExp(`^(?:MODEL|PICTURE|SAVED) = ${literal.source}(?:  #.*)?$`, "u");
  const lists = new RegExp(`^LAYERS = \\[(?:${literal.source}(?:, )?)*\\]$`, "u");
  for (let seed = 0; seed < 300; seed += 1) {
    const random = randomSaved(seed);
    const saved = { ...random, method: { ...random.method, usesLayer: true } };
    const harmless = { ...saved, className: "cat", thanName: "dog", layers: saved.layers.map((layer) => ({ ...layer, id: "layer" })), model: { ...saved.model, name: "Net", file: saved.model.file && "net" }, picture: { ...saved.picture, name: saved.picture.name && "a.png" } };
    const [lines, plain] = [saved, harmless].map((one) => pythonOf(one).trimEnd().split(/[\n\r\u2028\u2029\f\v]/));
    assert.equal(lines.length, plain.length);
    lines.forEach((line, at) => {
      if (/^(MODEL|PICTURE|SAVED) =/.test(plain[at])) assert.match(line, given);
      else if (plain[at].startsWith("LAYERS =")) assert.match(line, lists);
      else if (plain[at].startsWith("#")) assert.match(line, /^#[^\u0000-\u001f\u202a-\u202e]*$/u);
      else assert.equal(line, plain[at]);
    });
  }
});

test("a network is guessed from its name, and a file of timm's from its own", () => {
  const guess = (/** @type {string} */ name, file = /** @type {string | null} */ (null)) => architectures(name, file).map(({ library, name: one }) => `${library}:${one}`);
  assert.deepEqual(guess("ResNet-50"), ["torchvision:resnet50", "timm:resnet50"]);
  assert.deepEqual(guess("ResNeXt-50 (32x4d)"), ["torchvision:resnext50_32x4d", "timm:resnext50_32x4d"]);
  assert.deepEqual(guess("VGG-16 with batch norm"), ["torchvision:vgg16_bn", "timm:vgg16_bn"]);
  assert.deepEqual(guess("EfficientNet-B0", "efficientnet_b0.ra_in1k.safetensors")[0], "timm:efficientnet_b0.ra_in1k");
  assert.deepEqual(guess("ViT-Ti/16"), ["torchvision:vit_ti_16", "timm:vit_tiny_patch16_224"]);
  assert.deepEqual(guess("DeepLabV3 (ResNet-50)"), ["torchvision:deeplabv3_resnet50"]);
  assert.deepEqual(guess("My Net"), []);
});

test("a method of which no version of this page knows how it is said in Python is refused", () => {
  const saved = randomSaved(1);
  assert.throws(() => pythonOf({ ...saved, method: { ...saved.method, id: "new-cam" } }), { code: "not-in-python" });
  assert.throws(() => pythonOf({ ...saved, method: { ...saved.method, id: "constructor" } }), { code: "not-in-python" });
});

test("a file of Keras is read by the Keras that wrote it", () => {
  const saved = { ...randomSaved(1), model: { ...randomSaved(1).model, format: "keras", file: "model.keras" } };
  const of = (/** @type {string} */ id) => pythonOf({ ...saved, method: { ...saved.method, id } });
  assert.match(of("gradient"), /tf_keras\.models\.load_model\(MODEL, compile=False\)[\s\S]*keras\.saving\.load_model\(MODEL/);
  assert.doesNotMatch(of("guided-gate-grad-cam"), /tf_explain/);
  assert.match(of("ablation-cam"), /load_model\("model\.keras", compile=False\)[\s\S]*MODEL = "model\.onnx"/);
});

test("a layers model gets Keras, or the way over ONNX for a method that is written out for PyTorch", () => {
  const saved = { ...randomSaved(1), model: { ...randomSaved(1).model, format: "tfjs-layers", file: "converted_tfjs.zip" } };
  const of = (/** @type {string} */ id) => pythonOf({ ...saved, method: { ...saved.method, id } });
  assert.match(of("guided-gate-grad-cam"), /from tf_explain\.core\.grad_cam import GradCAM/);
  assert.match(of("gradient"), /tf_keras\.models\.model_from_json/);
  assert.match(of("ablation-cam"), /tf2onnx\.convert --tfjs model\.json --output model\.onnx[\s\S]*MODEL = "model\.onnx"/);
});

test("what a script cannot find out of the model's file is said at its top", () => {
  const saved = savedOfJson(read(`${names[0]}.json`));
  const head = (reading) => pythonOf(saved, { reading: { weights: null, network: null, output: null, task: null, ...reading } }).split("\nimport")[0];
  assert.equal(pythonOf(saved, { reading: null }), pythonOf(saved, { reading: { weights: null, network: null, output: null, task: "multi-label" } }), "the task stands in the script already");
  assert.match(head({ weights: "averaged" }), /^# FILL IN: .*sets of weights.*`averaged`/m);
  assert.match(head({ network: "other" }), /^# FILL IN: .*several networks.*`other`/m);
  assert.match(head({ output: "two\nlines" }), /^# FILL IN: .*several outputs.*`two lines`/m);
});
