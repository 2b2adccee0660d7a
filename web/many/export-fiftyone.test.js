import assert from "node:assert/strict";
import { test } from "node:test";
import { unzlibSync } from "fflate";
import { CENTRE } from "./evidence.js";
import { fiftyOneEntries } from "./export-fiftyone.js";
import { fakeNpy, readFakeNpy } from "./fake-npy.test.js";
import { CLASSES, fakeRow, fakeTruths } from "./fake-row.test.js";
import { lineOf } from "./table.js";

const ASKED = { model: "Lite0", sha256: "ab".repeat(32), method: "Grad-CAM", methodId: "grad-cam", about: "the predicted class" };
const TRUTHS = fakeTruths({ 0: 0, 1: null });
const lines = (...rows) => rows.map((row) => lineOf(row, { task: "single-label", truths: TRUTHS, layer: null, box: CENTRE }));
const copy = async (row) => ({ blob: new Blob([`copy of ${row.path}`], { type: "image/jpeg" }), width: 50, height: 50 });

async function made(rows, options = {}) {
  const found = new Map();
  for await (const { name, content } of fiftyOneEntries({ lines: lines(...rows), classes: CLASSES, box: CENTRE, asked: ASKED, npy: fakeNpy, copy, ...options })) {
    const pieces = [];
    for await (const piece of content instanceof Uint8Array ? [content] : content) pieces.push(Buffer.from(piece));
    found.set(name, Buffer.concat(pieces).toString("utf8"));
  }
  const json = (name) => JSON.parse(found.get(name));
  return { names: [...found.keys()], found, metadata: json("metadata.json"), samples: json("samples.json").samples };
}

test("a picture with its truth, prediction and heatmap", async () => {
  const { names, found, samples } = await made([fakeRow(0, { top: [[1, 0.75]], map: [0, 1, -2, 3], path: "pets/cat/1.webp" })]);
  assert.deepEqual(names, ["data/pets/cat/1.jpg", "metadata.json", "samples.json", "READ-ME.txt"]);
  assert.equal(found.get("data/pets/cat/1.jpg"), "copy of pets/cat/1.webp");
  const [{ filepath, ground_truth: truth, prediction, grad_cam: heatmap, ...rest }] = samples;
  assert.equal(filepath, "data/pets/cat/1.jpg");
  assert.deepEqual([truth._cls, truth.label, prediction._cls, prediction.label, prediction.confidence], ["Classification", "cat", "Classification", "dog", 0.75]);
  assert.deepEqual([heatmap._cls, heatmap.range], ["Heatmap", [0, 3]]);
  const { shape, values } = readFakeNpy(unzlibSync(Buffer.from(heatmap.map.$binary.base64, "base64")));
  assert.deepEqual(shape, [48, 48]);
  assert.deepEqual([values[0], values[47], values[48 * 47], values[48 * 48 - 1]], [0, 1, -2, 3]);
  assert.deepEqual([rest.metadata.width, rest.metadata.mime_type, rest.right, rest.explained, rest.original_path, rest.entropy_bits], [50, "image/jpeg", false, "dog", "pets/cat/1.webp", 1]);
  assert.ok(rest._rand >= 0 && rest._rand < 1);
});

test("every id is another one, and 24 digits long", async () => {
  const { samples } = await made([0, 1, 2].map((id) => fakeRow(id, { map: [0, 1, 2, 3] })));
  const ids = JSON.stringify(samples).match(/"\$oid":"[^"]*"/g) ?? [];
  assert.ok(ids.length >= 10 && ids.every((id) => /"[0-9a-f]{24}"/.test(id)));
  assert.equal(new Set(ids).size, ids.length);
});

test("each field of a sample is described", async () => {
  const row = fakeRow(0, { map: [0, 1, 2, 3] });
  const { samples, metadata } = await made([{ ...row, maps: ["layer1.0", "layer1_0", "9"].map((layer) => ({ ...row.maps[0], layer })) }]);
  const known = metadata.sample_fields.map(({ db_field: name }) => name);
  assert.deepEqual(Object.keys(samples[0]).filter((name) => !known.includes(name)), []);
  for (const name of ["grad_cam_layer1_0", "grad_cam_layer1_0_2", "grad_cam_9", "evidence_in_centre_layer1_0"]) assert.ok(known.includes(name), name);
  assert.equal(new Set(known).size, known.length);
});

test("a box that a person drew has a field of its own, and stands in the facts of the dataset", async () => {
  const box = { x: 0, y: 0, width: 0.5, height: 1 };
  const { samples, metadata, found } = await made([fakeRow(0, { map: [3, 1, 0, 0] })], { box });
  assert.deepEqual([samples[0].evidence_in_box, samples[0].evidence_in_centre], [0.75, 0.25]);
  assert.ok(metadata.sample_fields.some(({ name }) => name === "evidence_in_box"));
  assert.deepEqual(metadata.info.box, box);
  assert.match(found.get("READ-ME.txt"), /evidence_in_box/);
});

test("a truth that is no class of the model keeps its name", async () => {
  const { samples } = await made([fakeRow(1, { map: [0, 1, 2, 3] })]);
  assert.deepEqual([samples[0].ground_truth.label, samples[0].right], ["hamster", null]);
});

test("without the pictures the paths are those of the folder, and the words say how to open it", async () => {
  const { names, samples, found } = await made([fakeRow(0, { map: [0, 1, 2, 3], path: "pets/1.jpg" })], { copy: null });
  assert.deepEqual(names, ["metadata.json", "samples.json", "READ-ME.txt"]);
  assert.equal(samples[0].filepath, "pets/1.jpg");
  assert.equal(samples[0].metadata.width, 100);
  assert.match(found.get("READ-ME.txt"), /rel_dir=/);
});

test("a map without evidence has a range all the same", async () => {
  const { samples } = await made([fakeRow(0, { map: [-1, -1, -1, -1] })]);
  assert.deepEqual(samples[0].grad_cam.range, [0, 1]);
});

test("a picture that could not be read or copied is listed and in no sample", async () => {
  const rows = [fakeRow(0, { map: [0, 1, 2, 3] }), fakeRow(1, { top: [], width: 0, error: { code: "image-broken", message: "Broken." } }), fakeRow(2)];
  const { samples, found } = await made(rows, { copy: (row) => (row.id === 2 ? Promise.reject(new Error("Moved.")) : copy(row)) });
  assert.equal(samples.length, 1);
  assert.match(found.get("left-out.txt"), /p\/1\.png\tBroken\.\np\/2\.png\tMoved\./);
});
