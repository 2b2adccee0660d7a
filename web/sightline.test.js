import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeWorker, useWorker } from "./engine/fake-worker.test.js";
import { Sightline } from "./sightline.js";

/** WebGPU failed while starting; a model is named by what the worker was given, anything else by its request. */
const answer = ({ source, ...request }) => (source ? { model: source.files.map(({ name }) => name), files: source.files } : request);
useWorker(fakeWorker(answer, { ready: { backendReason: "WebGPU could not be started.", fallback: true } }));

test("what went wrong while starting can be read afterwards", async () => {
  const lens = await Sightline.start();
  assert.deepEqual(lens.notice, { backend: "cpu", code: "webgpu-refused", reason: "WebGPU could not be started." });
});

const CASES = [
  { why: "files keep their names", source: [new File(["{}"], "model.json"), new File(["w"], "weights.bin")], gives: ["model.json", "weights.bin"] },
  { why: "one Blob may be a .zip", source: new Blob(["PK"]), gives: ["model"] },
  { why: "alone in a list, too", source: [new Blob(["PK"])], gives: ["model"] },
  { why: "parts without names cannot be told apart", source: [new Blob(["{}"]), new Blob(["w"])], refuses: /got 2 of which 2 have none/ },
  { why: "nor can one part among named ones", source: [new File(["{}"], "model.json"), new Blob(["w"])], refuses: /got 2 of which 1 have none/ },
];

for (const { why, source, gives, refuses } of CASES) {
  test(`a model: ${why}`, async () => {
    const lens = await Sightline.start();
    if (refuses) await assert.rejects(lens.loadModel(source), { code: "files-unnamed", kind: "request", message: refuses });
    else assert.deepEqual(await lens.loadModel(source), gives);
  });
}

test("a file that is added is given with the model's own, in the place of one of its name", async () => {
  const lens = await Sightline.start();
  const labels = new File(["cat"], "labels.txt");
  await assert.rejects(lens.addFile(labels), { code: "no-model", kind: "request", message: /labels\.txt.*choose the model first/ });
  await lens.loadModel([new File(["w"], "net.safetensors"), new File(["dog"], "labels.txt")]);
  assert.deepEqual(await lens.addFile(new File(["[]"], "classes.json")), ["net.safetensors", "labels.txt", "classes.json"]);
  assert.deepEqual(await lens.addFile(labels), ["net.safetensors", "classes.json", "labels.txt"]);
});

test("what is asked of a model or a picture goes to the worker as it is", async () => {
  const lens = await Sightline.start();
  assert.deepEqual(await lens.setTask("binary"), { type: "set-task", task: "binary" });
  assert.deepEqual(await lens.setWeights("raw"), { type: "set-weights", weights: "raw" });
  assert.deepEqual(await lens.setNetwork("resnet18"), { type: "set-network", network: "resnet18" });
  assert.deepEqual(await lens.setOutput("aux"), { type: "set-output", output: "aux" });
  assert.deepEqual(await lens.segment(), { type: "segment" });
  assert.deepEqual(await lens.preview(), { type: "preview" });
  const request = { method: "grad-cam", target: { kind: "class", index: 1 }, region: { x: 1, y: 2, width: 3, height: 4 }, metrics: ["road"] };
  assert.deepEqual(await lens.judge(/** @type {import("./engine/border.d.ts").JudgeRequest} */ (request)), { type: "judge", request });
  const layer = { method: "grad-cam", layer: "conv", target: { kind: "class", index: 1 }, start: 8, count: 4 };
  assert.deepEqual(await lens.channels(/** @type {import("./engine/border.d.ts").ChannelsRequest} */ (layer)), { type: "channels", request: layer });
});
