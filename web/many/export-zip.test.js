import assert from "node:assert/strict";
import { test } from "node:test";
import { CENTRE } from "./evidence.js";
import { pictureEntries } from "./export-zip.js";
import { fakeNpy, readFakeNpy } from "./fake-npy.test.js";
import { CLASSES, fakeRow } from "./fake-row.test.js";
import { lineOf } from "./table.js";
import { NO_TRUTHS } from "./truth.js";

const ASKED = { model: "Lite0", sha256: "ab".repeat(32), method: "Grad-CAM", about: "the predicted class" };
const lines = (...rows) => rows.map((row) => lineOf(row, { task: "single-label", truths: NO_TRUTHS, layer: null, box: CENTRE }));

async function entriesOf(rows, options = {}) {
  const found = new Map();
  const draw = async (row, map) => new Blob([`${row.path} ${map.layer}`]);
  for await (const { name, content } of pictureEntries({ lines: lines(...rows), classes: CLASSES, box: CENTRE, asked: ASKED, draw, npy: fakeNpy, ...options })) found.set(name, content);
  return found;
}
const words = (bytes) => new TextDecoder().decode(bytes);

test("the table, each picture with its map, and each map as numbers", async () => {
  const found = await entriesOf([fakeRow(0, { map: [0, 1, 2, -3], path: "pets/cat/1.jpg" })]);
  assert.deepEqual([...found.keys()], ["results.csv", "maps/last/pets/cat/1.jpg.npy", "pictures/last/pets/cat/1.jpg.png", "READ-ME.txt"]);
  const { shape, values } = readFakeNpy(found.get("maps/last/pets/cat/1.jpg.npy"));
  assert.deepEqual([shape, [...values]], [[2, 2], [0, 1, 2, -3]]);
  assert.equal(words(found.get("pictures/last/pets/cat/1.jpg.png")), "pets/cat/1.jpg last");
  assert.match(words(found.get("READ-ME.txt")), /Lite0.*Grad-CAM.*the predicted class.*Layers: last/s);
});

test("each layer has its folder", async () => {
  const row = fakeRow(0, { map: [0, 1, 2, 3], path: "1.jpg" });
  const found = await entriesOf([{ ...row, maps: ["conv1", "layer4.1"].map((layer) => ({ ...row.maps[0], layer })) }]);
  assert.ok(found.has("maps/conv1/1.jpg.npy") && found.has("pictures/layer4_1/1.jpg.png"));
});

test("what could not be drawn, and what had an error, is listed with the reason", async () => {
  const draw = () => Promise.reject(new Error("The file was moved."));
  const told = [];
  const rows = [fakeRow(0, { map: [0, 1, 2, 3] }), fakeRow(1, { top: [], error: { code: "image-broken", message: "Broken." } })];
  const found = await entriesOf(rows, { draw, onProgress: (progress) => told.push(progress) });
  assert.match(words(found.get("left-out.txt")), /p\/0\.png\tThe file was moved\.\np\/1\.png\tBroken\./);
  assert.deepEqual(told, [{ done: 1, total: 2, left: 1 }, { done: 2, total: 2, left: 2 }]);
});

test("that maps were made smaller is said", async () => {
  const row = fakeRow(0, { map: [0, 1, 2, 3] });
  const found = await entriesOf([{ ...row, maps: [{ ...row.maps[0], fullWidth: 224, fullHeight: 224 }] }]);
  assert.match(words(found.get("READ-ME.txt")), /from 224 x 224 to 2 x 2/);
});

test("two pictures of one name have two names, and none leads out of the archive", async () => {
  const found = await entriesOf([fakeRow(0, { map: [0, 1, 2, 3], path: "../1.jpg" }), fakeRow(1, { map: [0, 1, 2, 3], path: "1.jpg" })]);
  assert.ok(found.has("maps/last/1.jpg.npy") && found.has("maps/last/1.jpg (2).npy"));
});

test("cancelling ends it", async () => {
  const controller = new AbortController();
  const rows = [0, 1, 2].map((id) => fakeRow(id, { map: [0, 1, 2, 3] }));
  await assert.rejects(entriesOf(rows, { signal: controller.signal, onProgress: () => controller.abort(new Error("Cancelled.")) }), /Cancelled/);
});
