import assert from "node:assert/strict";
import { test } from "node:test";
import { bmp } from "./bmp.js";
import { firstMirror, listCameras, openCamera, refusalWords } from "./device.js";
import { liveState, mirrored } from "./live.js";
import { Rate } from "./rate.js";
import { INITIAL, update } from "../state.js";

test("a BMP has the pixels from the top on, blue first, in lines of whole words", () => {
  const data = Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255, 10, 11, 12, 255);
  const bytes = bmp({ data, width: 2, height: 2 });
  const view = new DataView(bytes.buffer);
  assert.equal(String.fromCharCode(...bytes.slice(0, 2)), "BM");
  assert.deepEqual([view.getUint32(2, true), view.getUint32(10, true), view.getInt32(18, true), view.getInt32(22, true), view.getUint16(28, true)], [70, 54, 2, -2, 24]);
  assert.deepEqual([...bytes.slice(54)], [3, 2, 1, 6, 5, 4, 0, 0, 9, 8, 7, 12, 11, 10, 0, 0]);
});

test("the rate is that of the last two seconds, and not said too early", () => {
  const rate = new Rate();
  assert.deepEqual([rate.add(0), rate.add(100)], [null, null]);
  assert.equal(rate.add(200), 10);
  assert.equal(rate.add(5000), null, "after a pause it is counted anew");
  rate.add(5500);
  assert.equal(rate.add(6000), 2);
});

test("at first the camera on the back of a phone is asked for, then the one that a person chose; never sound", async () => {
  const asked = [];
  const devices = { getUserMedia: async (constraints) => asked.push(constraints) };
  await openCamera("", devices);
  await openCamera("b", devices);
  assert.deepEqual(asked.map(({ video: { facingMode, deviceId }, audio }) => ({ facingMode, deviceId, audio })), [
    { facingMode: { ideal: "environment" }, deviceId: undefined, audio: false },
    { facingMode: undefined, deviceId: { exact: "b" }, audio: false },
  ]);
});

test("cameras have the names that the browser tells, else numbers; microphones are none", async () => {
  const device = (kind, deviceId, label) => ({ kind, deviceId, label });
  const devices = { enumerateDevices: async () => [device("audioinput", "m", "Mic"), device("videoinput", "a", "Front"), device("videoinput", "b", ""), device("videoinput", "", "")] };
  assert.deepEqual(await listCameras(devices), [{ id: "a", name: "Front" }, { id: "b", name: "Camera 2" }]);
});

test("only who looks at the back of a device sees no mirror", () => {
  assert.deepEqual(["environment", "user", undefined].map((facingMode) => firstMirror({ facingMode })), ["none", "view", "view"]);
});

const REFUSED = [
  ["NotAllowedError", false, /was not allowed\. Allow it for this page/],
  ["NotAllowedError", true, /page that holds this one does not let it/],
  ["NotFoundError", false, /No camera was found/],
  ["NotReadableError", false, /another program may be using it/],
  ["AbortError", false, /another program may be using it/],
  ["OverconstrainedError", false, /not there any more/],
  ["SomethingElse", false, /could not be started: It is odd\./],
];
for (const [name, isFramed, words] of REFUSED) {
  test(`a refusal says what to do: ${name}${isFramed ? " in a frame" : ""}`, () => {
    const said = refusalWords(new DOMException("it is odd.", name), { isFramed });
    assert.match(said, words);
    assert.match(said, /choose a file instead\.$/i);
  });
}

test("a page without https, and a browser without cameras, say so", async () => {
  for (const [isSecureContext, words] of [[false, /came by https/], [true, /gives no camera/]]) {
    globalThis.isSecureContext = isSecureContext;
    await assert.rejects(openCamera("", undefined), (error) => words.test(refusalWords(error, { isFramed: false })));
  }
  delete globalThis.isSecureContext;
});

const live = (change = {}) => ({
  picture: { width: 4, height: 1, crop: { x: 0, y: 0, width: 3, height: 1 } },
  scores: [{ index: 0, label: "a", logit: 1, probability: 1 }],
  explanation: { target: { kind: "class", index: 1 }, layer: "last", method: "grad-cam", map: Float32Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2, points: new Uint16Array() },
  heatmap: { values: Float32Array.of(0, 1), width: 2, height: 1, display: {} },
  ...change,
});

test("in a mirror the map, the heatmap and the part that the network sees change sides; twice is as before", () => {
  const once = mirrored(live());
  assert.deepEqual([[...once.explanation.map], [...once.heatmap.values], once.picture.crop.x], [[3, 2, 1, 6, 5, 4], [1, 0], 1]);
  assert.deepEqual(mirrored(once), live());
});

const began = { type: "camera-began", cameras: [], chosen: "", mirror: "view" };
const play = (...events) => events.reduce(update, INITIAL);

test("while the camera is on its frame is seen in the place of the picture, which stays", () => {
  const before = { type: "picture-set", picture: { name: "Dog" } };
  const state = play(before, { type: "camera-asked" }, began, { type: "camera-looked", live: live() });
  assert.equal(state.picture.name, "Dog");
  const seen = liveState(state);
  assert.deepEqual([seen.picture.width, seen.chosen.index, seen.chosen.layer], [4, 1, "last"]);
  assert.equal(liveState(play(before, { type: "camera-asked" })), null);
});

test("it ends with another picture and with many of them; another model asks for its best class", () => {
  const on = [{ type: "camera-asked" }, began, { type: "camera-changed", change: { about: 1 } }, { type: "camera-looked", live: live() }];
  assert.equal(play(...on, { type: "picture-set", picture: { name: "Dog" } }).camera, null);
  assert.equal(play(...on, { type: "many-opened", isOpen: true }).camera, null);
  const { about, live: seen } = play(...on, { type: "model-loaded", model: { defaultLayer: "", layers: [], classes: [] }, input: {} }).camera;
  assert.deepEqual([about, seen], ["best", null]);
});
