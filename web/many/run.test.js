import assert from "node:assert/strict";
import { test } from "node:test";
import { earlyToLate, run } from "./run.js";

const SCORES = [{ index: 0, label: "cat", logit: 1, probability: 0.25 }, { index: 1, label: "dog", logit: 2, probability: 0.75 }];
const ASK = { method: "grad-cam", options: { smooth: true }, layers: ["last"], kind: "class", negated: false, about: "predicted" };
const entries = (count) => Array.from({ length: count }, (_, id) => ({ id, path: `a/${id}.png`, file: new File([String(id)], `${id}.png`) }));
const explanation = (layer, index) => ({ layer, target: { kind: "class", index }, width: 2, height: 2, map: new Float32Array(1e5).subarray(0, 4), min: 0, max: 0, form: "raw", note: "blank" });

/** An engine that writes down what it is asked; the dog is its best class. @param {(file: File, request: object) => void} [check] */
function engine(check = () => {}) {
  const asked = [];
  const look = async (file, request) => {
    asked.push(request);
    check(file, request);
    const { explain, best } = request;
    const index = best ? 1 : explain?.target.index;
    return { width: 20, height: 10, crop: null, scores: SCORES, explanations: (explain ? (explain.layers ?? [""]) : []).map((layer) => explanation(layer, index)) };
  };
  return { asked, look };
}

async function all(options) {
  const rows = [];
  const aside = { thumbnail: async () => new Blob(["small"]), hash: async () => "ab" };
  for await (const row of run({ entries: entries(3), task: "single-label", ask: ASK, truth: () => null, ...aside, signal: new AbortController().signal, ...options })) rows.push(row);
  return rows;
}

test("each picture has its answer, and the map of the class that is predicted for it, in one go", async () => {
  const { asked, look } = engine();
  const rows = await all({ look });
  assert.equal(rows.length, 3);
  const [{ path, width, height, sha256, top, entropy, about, maps, error }] = rows;
  assert.deepEqual([path, width, height, sha256, about, error], ["a/0.png", 20, 10, "ab", 1, null]);
  assert.deepEqual(top.map(({ label }) => label), ["dog", "cat"]);
  assert.ok(Math.abs(entropy - 0.8112781) < 1e-6);
  assert.deepEqual(maps.map(({ layer }) => layer), ["last"]);
  assert.equal(asked.length, 3);
  assert.deepEqual(asked[0], { explain: { method: "grad-cam", layers: ["last"], target: { kind: "class", index: 0 }, options: { smooth: true } }, best: true });
});

test("some pictures are asked about side by side, and their rows keep the order", async () => {
  const { look } = engine();
  const waiting = [];
  const slow = (file, request) => new Promise((resolve) => waiting.push(() => resolve(look(file, request))));
  const rows = all({ look: slow, entries: entries(5), beside: 3 });
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  await turn();
  assert.equal(waiting.length, 3);
  waiting[2]();
  waiting[1]();
  await turn();
  assert.equal(waiting.length, 3, "the first one is still missing");
  waiting[0]();
  await turn();
  assert.equal(waiting.length, 5);
  waiting[4]();
  waiting[3]();
  assert.deepEqual((await rows).map(({ path }) => path), [0, 1, 2, 3, 4].map((id) => `a/${id}.png`));
});

test("an error that ends the run is told when its turn comes", async () => {
  const { look } = engine((file) => {
    if (file.name !== "0.png") throw Object.assign(new Error("No."), { code: "method-unfit", kind: "request" });
  });
  await assert.rejects(all({ look, entries: entries(4), beside: 4 }), { code: "method-unfit" });
});

test("every picture at four layers: one map for each, of one question", async () => {
  const { asked, look } = engine();
  const [row] = await all({ look, entries: entries(1), ask: { ...ASK, layers: ["a", "b", "c", "d"], about: 0, negated: true } });
  assert.deepEqual(row.maps.map(({ layer }) => layer), ["a", "b", "c", "d"]);
  assert.equal(row.about, 0);
  const explain = { method: "grad-cam", layers: ["a", "b", "c", "d"], target: { kind: "class", index: 0, negated: true }, options: { smooth: true } };
  assert.deepEqual(asked, [{ explain, best: false }]);
});

test("a method without layers is asked for none", async () => {
  const { asked, look } = engine();
  await all({ look, entries: entries(1), ask: { ...ASK, layers: [], about: 0 } });
  assert.ok(!("layers" in asked[0].explain));
});

test("the class that a picture truly shows is explained; where it is unknown, the row says so", async () => {
  const { asked, look } = engine();
  const rows = await all({ look, entries: entries(2), ask: { ...ASK, about: "truth" }, truth: (id) => (id === 0 ? 0 : null) });
  assert.deepEqual(rows.map(({ about }) => about), [0, null]);
  assert.deepEqual(rows.map(({ error }) => error?.code ?? null), [null, "no-truth"]);
  assert.equal(rows[1].top[0].label, "dog", "it has its scores all the same");
  assert.deepEqual(asked.map(({ explain, best }) => [explain?.target.index, best]), [[0, false], [undefined, undefined]]);
});

test("scores alone", async () => {
  const { asked, look } = engine();
  const rows = await all({ look, ask: null });
  assert.deepEqual(asked, [{}, {}, {}]);
  assert.deepEqual(rows.map(({ maps, about, error }) => [maps.length, about, error]), Array(3).fill([0, null, null]));
});

test("a picture that cannot be read is listed with the reason, and the run goes on", async () => {
  const { asked, look } = engine((file) => {
    if (file.name === "1.png") throw Object.assign(new Error("Expected a picture."), { code: "image-broken", kind: "image" });
  });
  const rows = await all({ look });
  assert.deepEqual(rows.map(({ error }) => error), [null, { code: "image-broken", message: "Expected a picture." }, null]);
  assert.deepEqual(rows[1].top, []);
  assert.equal(asked.length, 3, "it is not asked a second time");
});

test("a picture that cannot be explained keeps its scores", async () => {
  const { look } = engine((_, { explain }) => {
    if (explain) throw Object.assign(new Error("The gradient is not finite."), { code: "not-finite", kind: "model" });
  });
  const [row] = await all({ look, entries: entries(1) });
  assert.deepEqual([row.top[0].label, row.width, row.error.code], ["dog", 20, "not-finite"]);
});

test("a picture of which nothing can be had keeps the last reason", async () => {
  const { look } = engine(() => {
    throw Object.assign(new Error("The engine stopped."), { code: "engine-crashed", kind: "bug" });
  });
  const [row, ...others] = await all({ look });
  assert.deepEqual([row.top, row.error.code, others.length], [[], "engine-crashed", 2]);
});

test("what would fail for every picture ends the run", async () => {
  const { asked, look } = engine(() => {
    throw Object.assign(new Error("No such layer."), { code: "unknown-layer", kind: "request" });
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
  assert.equal(asked.length, 2);
});

test("a run that was cancelled between two pictures asks nothing more", async () => {
  const controller = new AbortController();
  const { asked, look } = engine((file) => {
    if (file.name === "1.png") controller.abort();
  });
  const rows = await all({ look, signal: controller.signal, entries: entries(5) });
  assert.deepEqual([rows.length, asked.length], [2, 2], "the answer that was there already is not thrown away");
});

test("what the browser cannot decode has no answer, whatever the engine made of it", async () => {
  const { look } = engine();
  // As `createImageBitmap` says it.
  const thumbnail = async () => Promise.reject(new DOMException("The source image could not be decoded.", "InvalidStateError"));
  const [row] = await all({ look, entries: entries(1), thumbnail });
  assert.deepEqual([row.thumbnail, row.top, row.maps, row.width], [null, [], [], 0]);
  assert.match(row.error.message, /damaged or cut short/);
});

test("without a thumbnail and a hash there is still a row", async () => {
  const { look } = engine();
  const not = () => Promise.reject(new Error("not in this browser"));
  const [row] = await all({ look, entries: entries(1), thumbnail: not, hash: not });
  assert.deepEqual([row.thumbnail, row.sha256, row.error], [null, null, null]);
});

test("what is kept of a picture is small, whatever the engine gave", async () => {
  const { look } = engine();
  for (const { maps } of await all({ look })) for (const { map } of maps) assert.equal(map.buffer.byteLength, 16);
});

test("four layers are spread over those that are worth a look", () => {
  const layers = (count) => Array.from({ length: count }, (_, at) => ({ id: `l${at}`, suggested: true, reached: true }));
  assert.deepEqual(earlyToLate(layers(7)), ["l0", "l2", "l4", "l6"]);
  assert.deepEqual(earlyToLate(layers(5)), ["l0", "l1", "l3", "l4"]);
  assert.deepEqual(earlyToLate(layers(3)), ["l0", "l1", "l2"]);
  assert.deepEqual(earlyToLate([...layers(2), { id: "hidden", suggested: false, reached: true }, { id: "dead", suggested: true, reached: false }]), ["l0", "l1"]);
});
