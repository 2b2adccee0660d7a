import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createStore } from "../store.js";
import { CameraFlow } from "./flow.js";

const MODEL = { name: "m", sha256: "m", task: "single-label", classes: ["a", "b"], defaultLayer: "last", layers: [{ id: "last", reached: true, suggested: true }] };
const CATALOGUE = { families: [], methods: [{ id: "grad-cam", options: [] }], metrics: [], merges: [{ id: "mean" }], colourMaps: [], normalisations: [], resamplings: [] };
const turn = () => new Promise((done) => setImmediate(done));
const settled = async () => {
  for (let at = 0; at < 12; at += 1) await turn();
};

let hidden;
beforeEach(() => {
  const page = new EventTarget();
  globalThis.document = Object.assign(page, { visibilityState: "visible" });
  const window = new EventTarget();
  globalThis.addEventListener = window.addEventListener.bind(window);
  hidden = () => {
    page.visibilityState = "hidden";
    page.dispatchEvent(new Event("visibilitychange"));
  };
});

/** A page with a model, an engine that answers when it is told, and a camera whose frames come when they are told. */
function open({ refuse = null } = {}) {
  const store = createStore(() => {});
  const log = [];
  const looks = [];
  const cameras = [];
  const lens = {
    look: (file, request, options) => new Promise((resolve, reject) => looks.push({ file, request, options, resolve: (index = 1) => resolve(answer(request, index)), reject })),
    heatmap: async () => ({ width: 1, height: 1, values: new Float32Array(1) }),
  };
  const lensOf = () => {
    const camera = { frames: 0, isStopped: false, tick: () => {}, track: Object.assign(new EventTarget(), { getSettings: () => ({ deviceId: "cam", facingMode: "user" }) }) };
    Object.assign(camera, {
      start: async () => {},
      next: () => new Promise((done) => (camera.tick = async () => {
        await new Promise((later) => setTimeout(later, 70)); // slower than the pace
        done();
        await settled();
      })),
      take: (mirror) => ({ file: `frame ${(camera.frames += 1)}`, shown: { width: 4, height: 3 }, frozen: { toBlob: (done) => done(`png of ${camera.frames}, mirror ${mirror}`) } }),
      stop: () => (camera.isStopped = true),
    });
    cameras.push(camera);
    return camera;
  };
  const flow = new CameraFlow({
    lens, store, lensOf, list: async () => [{ id: "cam", name: "Front" }],
    open: async () => {
      if (refuse) throw new DOMException("", refuse);
    },
    setPicture: async (...picture) => log.push(["picture", ...picture]),
    back: () => log.push(["back"]),
  });
  store.dispatch({ type: "started", backend: "cpu", reason: "", catalogue: CATALOGUE });
  store.dispatch({ type: "model-loaded", model: MODEL, input: { width: 1, height: 1 } });
  return { store, flow, looks, cameras, log };
}

const answer = ({ explain }, index) => ({
  width: 4, height: 3, crop: null, scores: [], explanations: [{ ...explain, target: { kind: "class", index }, map: new Float32Array(2), width: 2, height: 1, points: new Uint16Array() }],
});

test("while the engine works frames are dropped; the next one that is asked about is the newest", async () => {
  const { flow, store, looks, cameras } = open();
  void flow.start();
  await settled();
  const [camera] = cameras;
  await camera.tick();
  assert.deepEqual(looks.map(({ file, request, options }) => [file, request.best, options]), [["frame 1", true, { idle: true }]]);
  camera.frames = 7; // that many went by
  await settled();
  assert.equal(looks.length, 1, "none is queued");
  looks[0].resolve();
  await settled();
  assert.equal(store.state.camera.live.explanation.target.index, 1);
  await camera.tick();
  assert.equal(looks[1].file, "frame 8");
  flow.release();
});

test("a class that is chosen is explained instead of the best one, until that is asked for again", async () => {
  const { flow, looks, cameras } = open();
  void flow.start();
  await settled();
  flow.ask({ index: 0 });
  await cameras[0].tick();
  assert.deepEqual([looks[0].request.best, looks[0].request.explain.target], [false, { kind: "class", index: 0 }]);
  looks[0].resolve(0);
  flow.best();
  await settled();
  await cameras[0].tick();
  assert.equal(looks[1].request.best, true);
  flow.release();
});

test("freezing makes the frame that is seen the picture, with the class that was explained, and frees the camera at once", async () => {
  const { flow, looks, cameras, log, store } = open();
  void flow.start();
  await settled();
  await cameras[0].tick();
  looks[0].resolve(1);
  await settled();
  const frozen = flow.freeze();
  assert.equal(cameras[0].isStopped, true);
  await frozen;
  assert.deepEqual([log, store.state.camera], [[["picture", "png of 1, mirror view", "Camera picture", 1]], null]);
});

test("stopping frees the camera at once, what is still computed is not seen, and the page's picture is asked again", async () => {
  const { flow, looks, cameras, log, store } = open();
  void flow.start();
  await settled();
  await cameras[0].tick();
  flow.stop();
  assert.deepEqual([cameras[0].isStopped, store.state.camera, log], [true, null, [["back"]]]);
  looks[0].resolve();
  await settled();
  assert.equal(store.state.camera, null);
});

test("a page that is hidden, and a camera that is unplugged, end it with a word", async () => {
  for (const [end, words] of [[() => hidden(), /page was hidden/], [(camera) => camera.track.dispatchEvent(new Event("ended")), /disconnected/]]) {
    const { flow, cameras, store } = open();
    void flow.start();
    await settled();
    end(cameras[0]);
    assert.equal(cameras[0].isStopped, true);
    assert.deepEqual([store.state.camera, store.state.problem.place], [null, "picture"]);
    assert.match(store.state.problem.message, words);
  }
});

test("another picture frees the camera with its next frame", async () => {
  const { flow, cameras, store } = open();
  void flow.start();
  await settled();
  store.dispatch({ type: "picture-set", picture: { name: "Dog", crop: null } });
  await cameras[0].tick();
  assert.equal(cameras[0].isStopped, true);
});

test("a refusal is said where the picture is chosen, and another start goes on", async () => {
  const { flow, store } = open({ refuse: "NotFoundError" });
  await flow.start();
  assert.deepEqual([store.state.camera, store.state.problem.place], [null, "picture"]);
  assert.match(store.state.problem.message, /No camera was found/);
});

test("a frame that gave way to another request is dropped; while a model is read none is asked about; a real error ends it", async () => {
  const { flow, looks, cameras, store } = open();
  void flow.start();
  await settled();
  await cameras[0].tick();
  looks[0].reject(Object.assign(new Error("Something else was asked for."), { code: "superseded" }));
  await settled();
  assert.equal(store.state.problem, null);
  store.dispatch({ type: "work-began", work: { id: 1, place: "model" } });
  await cameras[0].tick();
  assert.equal(looks.length, 1);
  store.dispatch({ type: "work-ended", id: 1 });
  await cameras[0].tick();
  looks[1].reject(new Error("This method does not fit."));
  await settled();
  assert.deepEqual([store.state.camera, store.state.problem.message, cameras[0].isStopped], [null, "This method does not fit.", true]);
});
