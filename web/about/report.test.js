import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL, update } from "../state.js";
import { reportOf, withoutNames } from "./report.js";

const BROWSER = { agent: "Browser 1.0", width: 390, height: 844, scale: 3, isSecure: true, isKept: false, isOnline: true };
const MADE = { version: "1.2.3", build: "abc" };
const MODEL = { name: "secret-birds", format: "ONNX", bytes: 1_500_000, parameters: 1000, task: "classification", classes: ["a", "b"], sha256: "0123456789abcdef".repeat(4) };

test("before anything is there a report says so", () => {
  assert.deepEqual(reportOf(INITIAL, BROWSER, MADE).split("\n"), [
    "Sightline 1.2.3, build abc", "Browser: Browser 1.0", "Window: 390 × 844 at 3", "Page: https or this machine, not kept for offline, online",
    "Device: the engine has not started", "Model: none", "Picture: none", "Last error: none",
  ]);
});

test("a report has the facts of a person's own model and picture, and none of their names", () => {
  const state = {
    ...INITIAL, device: { backend: "cpu", reason: "This browser has no WebGPU." }, model: MODEL, modelRef: { sha256: MODEL.sha256, name: "secret-birds.onnx" },
    picture: { name: "my-daughter.jpg", sample: null, width: 640, height: 480 }, seenModels: [{ name: "secret-birds", files: [{ name: "secret-birds.onnx" }] }],
    chosen: { ...INITIAL.chosen, method: "grad-cam", layers: ["conv6"] },
  };
  const refused = update(state, { type: "refused", place: "picture", work: 0, message: "my-daughter.jpg is no picture, and secret-birds stays; `old/labels.txt` of https://me.example/private?key=1 and the node `Conv_3` too." });
  const report = reportOf(refused, BROWSER, MADE);
  assert.match(report, /Self-test: passed on the CPU/);
  assert.match(report, /Model: one of the person’s own; ONNX, 1\.5 MB, 1000 weights, classification, 2 outputs, SHA-256 0123456789ab…/);
  assert.match(report, /Picture: one of the person’s own, 640 × 480/);
  assert.match(report, /Last error \(picture\): … is no picture, and … stays; `…\.txt` of https:… and the node `Conv_3` too\./);
  assert.doesNotMatch(report, /daughter|secret|private|labels/);
});

test("what comes with the page is named", () => {
  const state = { ...INITIAL, model: MODEL, modelRef: { id: "efficientnet-lite0" }, picture: { name: "Cat", sample: "cat", width: 10, height: 10 } };
  const report = reportOf(state, BROWSER, MADE);
  assert.match(report, /Model: EfficientNet-Lite0; /);
  assert.match(report, /Picture: cat, 10 × 10/);
});

test("a name inside of another one leaves nothing of either", () => {
  assert.equal(withoutNames("cat-2.png and cat", ["cat", "cat-2.png"]), "… and …");
});
