import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CLASSES } from "./first-use.js";

const MODELS = JSON.parse(readFileSync(new URL("catalogue.json", import.meta.url), "utf8"));

test("every listed model says all that the page shows, and no two are the same", () => {
  for (const { id, name, task, licence, trained, megabytes, memoryMegabytes } of MODELS) {
    for (const words of [name, licence, trained]) assert.match(words, /\S/, id);
    assert.ok(["classification", "segmentation"].includes(task), id);
    assert.ok(megabytes > 0 && memoryMegabytes > megabytes, `${id}: a loaded model takes more than its file`);
  }
  assert.equal(new Set(MODELS.map(({ id }) => id)).size, MODELS.length);
});

test("files come from https addresses, a model without files says how to bring one", () => {
  const urls = MODELS.flatMap(({ files }) => files.map(({ url }) => url));
  assert.equal(new Set(urls).size, urls.length);
  for (const { id, source, files, own } of MODELS) {
    for (const address of [source.url, source.page, ...files.map(({ url }) => url)]) assert.equal(new URL(address).protocol, "https:", id);
    for (const { sha256, bytes } of files) {
      assert.ok(sha256 === null || /^[0-9a-f]{64}$/.test(sha256), id);
      assert.ok(bytes === null || Number.isInteger(bytes), id);
    }
    assert.equal(files.length === 0, own !== undefined, id);
  }
});

test("the preprocessing is one that the engine takes", () => {
  for (const { id, preprocessing } of MODELS) {
    const { width, height, fit, resize, interpolation, resizer, range, mean, std, channels } = preprocessing;
    assert.deepEqual(Object.keys(preprocessing), ["width", "height", "fit", "resize", "interpolation", "resizer", "range", "mean", "std", "channels"], id);
    assert.equal(resizer, "pillow", `${id}: its people use torchvision`);
    assert.equal(fit, "resize-crop", id);
    assert.ok(resize >= Math.max(width, height), id);
    assert.ok(["bilinear", "bicubic"].includes(interpolation), id);
    assert.deepEqual([range, mean.length, std.length, channels], [[0, 1], 3, 3, "rgb"], id);
    assert.ok(std.every((value) => value > 0), id);
  }
});

test("it is known how many classes each list of names has, so that a model with other ones is noticed", () => {
  const lists = [...new Set(MODELS.map(({ labels }) => labels))];
  assert.deepEqual(lists.sort(), Object.keys(CLASSES).sort());
  for (const list of lists) {
    const names = readFileSync(new URL(`../../crates/formats/labels/${list}.txt`, import.meta.url), "utf8").trim().split("\n").filter((line) => !line.startsWith("#"));
    assert.equal(CLASSES[list], names.length, list);
  }
});

/** floor(224 / crop_pct), as timm's evaluation resizes. */
const RESIZES = { "resnet50.a1_in1k": 235, "resnet50.tv_in1k": 256, "efficientnet_b0.ra_in1k": 256, "deit_small_patch16_224.fb_in1k": 248 };

test("the shorter side is resized as timm's crop_pct says", () => {
  for (const [id, resize] of Object.entries(RESIZES)) assert.equal(MODELS.find((model) => model.id === id).preprocessing.resize, resize, id);
});
