import assert from "node:assert/strict";
import { test } from "node:test";
import { fourLayers, run } from "./run.js";

const SCORES = [{ index: 0, label: "cat", logit: 1, probability: 0.25 }, { index: 1, label: "dog", logit: 2, probability: 0.75 }];
const ASK = { method: "grad-cam", options: { smooth: true }, layers: ["last"], kind: "class", negated: false, about: "predicted" };
const entries = (count) => Array.from({ length: count }, (_, id) => ({ id, path: `a/${id}.png`, file: new File([String(id)], `${id}.png`) }));
const explanation = (layer) => ({ layer, width: 2, height: 2, map: new Float32Array(1e5).subarray(0, 4), min: 0, max: 0, form: "raw", note: "blank" });

/** An engine that writes down what it is asked. @param {(file: File) => void} [check] */
function engine(check = () => {}) {
  const asked = [];
  const look = async (file, request) => {
    asked.push(request);
    check(file);
    return { width: 20, height: 10, crop: null, sha256: "ab", scores: SCORES, explanations: (request?.layers ?? (request ? [""] : [])).map(explanation) };
  };
  return { asked, look };
}

async function all(options) {
  const rows = [];
  const given = { entries: entries(3), task: "single-label", ask: ASK, truth: () => null, thumbnail: async () => new Blob(["small"]), signal: new AbortController().signal, ...options };
  for await (const row of run(given)) rows.push(row);
  return rows;
}

test("each picture has its answer, and the map of the class that is predicted for it", async () => {
  const { asked, look } = engine();
  const rows = await all({ look });
  assert.equal(rows.length, 3);
  const [{ path, width, height, sha256, top, entropy, about, maps, error }] = rows;
  assert.deepEqual([path, width, height, sha256, about, error], ["a/0.png", 20, 10, "ab", 1, null]);
  assert.deepEqual(top.map(({ label }) => label), ["dog", "cat"]);
  assert.ok(Math.abs(entropy - 0.8112781) < 1e-6);
  assert.deepEqual(maps.map(({ layer }) => layer), ["last"]);
  assert.deepEqual(asked.slice(0, 2), [null, { method: "grad-cam", layers: ["last"], target: { kind: "class", index: 1 }, options: { smooth: true } }]);
});

test("every picture at four layers: one map for each, of one question", async () => {
  const { asked, look } = engine();
  const [row] = await all({ look, entries: entries(1), ask: { ...ASK, layers: ["a", "b", "c", "d"], about: 0, negated: true } });
  assert.deepEqual(row.maps.map(({ layer }) => layer), ["a", "b", "c", "d"]);
  assert.equal(row.about, 0);
  assert.deepEqual(asked, [{ method: "grad-cam", layers: ["a", "b", "c", "d"], target: { kind: "class", index: 0, negated: true }, options: { smooth: true } }]);
});

test("a method without layers is asked for none", async () => {
  const { asked, look } = engine();
  await all({ look, entries: entries(1), ask: { ...ASK, layers: [], about: 0 } });
  assert.ok(!("layers" in asked[0]));
});

test("the class that a picture truly shows is explained; where it is unknown, the row says so", async () => {
  const { asked, look } = engine();
  const rows = await all({ look, entries: entries(2), ask: { ...ASK, about: "truth" }, truth: (id) => (id === 0 ? 0 : null) });
  assert.deepEqual(rows.map(({ about }) => about), [0, null]);
  assert.deepEqual(rows.map(({ error }) => error?.code ?? null), [null, "no-truth"]);
  assert.equal(rows[1].top[0].label, "dog", "it has its scores all the same");
  assert.deepEqual(asked.map((request) => request?.target.index ?? null), [0, null]);
});

test("scores alone", async () => {
  const { asked, look } = engine();
  const rows = await all({ look, ask: null });
  assert.deepEqual(asked, [null, null, null]);
  assert.deepEqual(rows.map(({ maps, error }) => [maps.length, error]), Array(3).fill([0, null]));
});

test("a picture that cannot be read is listed with the reason, and the run goes on", async () => {
  const { look } = engine((file) => {
    if (file.name === "1.png") throw Object.assign(new Error("Expected a picture."), { code: "image-broken" });
  });
  const rows = await all({ look });
  assert.deepEqual(rows.map(({ error }) => error), [null, { code: "image-broken", message: "Expected a picture." }, null]);
  assert.deepEqual(rows[1].top, []);
});

test("a picture that cannot be explained keeps its scores", async () => {
  let calls = 0;
  const { look } = engine(() => {
    if ((calls += 1) === 2) throw Object.assign(new Error("The gradient is not finite."), { code: "not-finite" });
  });
  const [row] = await all({ look, entries: entries(1) });
  assert.equal(row.top[0].label, "dog");
  assert.equal(row.error.code, "not-finite");
});

test("what would fail for every picture ends the run", async () => {
  const { asked, look } = engine(() => {
    throw Object.assign(new Error("No such layer."), { code: "unknown-layer" });
  });
  await assert.rejects(all({ look }), /No such layer/);
  assert.equal(asked.length, 1);
});

test("cancelling ends within the picture at hand, which is left out", async () => {
  const controller = new AbortController();
  const { asked, look } = engine((file) => {
    if (file.name !== "1.png") return;
    controller.abort(new DOMException("Cancelled.", "AbortError"));
    throw controller.signal.reason;
  });
  const rows = await all({ look, signal: controller.signal, entries: entries(1000) });
  assert.deepEqual(rows.map(({ id }) => id), [0]);
  assert.equal(asked.length, 3);
});

test("a run that was cancelled between two pictures asks nothing more", async () => {
  const controller = new AbortController();
  const { asked, look } = engine();
  for await (const row of run({ entries: entries(5), task: "single-label", ask: null, truth: () => null, look, thumbnail: async () => new Blob(), signal: controller.signal })) {
    if (row.id === 1) controller.abort();
  }
  assert.equal(asked.length, 2);
});

test("without a thumbnail there is still a row", async () => {
  const { look } = engine();
  const [row] = await all({ look, entries: entries(1), thumbnail: () => Promise.reject(new Error("no canvas")) });
  assert.equal(row.thumbnail, null);
  assert.equal(row.error, null);
});

test("what is kept of a picture is small, whatever the engine gave", async () => {
  const { look } = engine();
  for (const { maps } of await all({ look })) for (const { map } of maps) assert.equal(map.buffer.byteLength, 16);
});

test("four layers are spread over those that are worth a look", () => {
  const layers = (count) => Array.from({ length: count }, (_, at) => ({ id: `l${at}`, suggested: true, reached: true }));
  assert.deepEqual(fourLayers(layers(7)), ["l0", "l2", "l4", "l6"]);
  assert.deepEqual(fourLayers(layers(5)), ["l0", "l1", "l3", "l4"]);
  assert.deepEqual(fourLayers(layers(3)), ["l0", "l1", "l2"]);
  assert.deepEqual(fourLayers([...layers(2), { id: "hidden", suggested: false, reached: true }, { id: "dead", suggested: true, reached: false }]), ["l0", "l1"]);
});
