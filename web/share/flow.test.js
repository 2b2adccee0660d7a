import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../store.js";
import { LinkFlow, isMeant } from "./flow.js";
import { encode } from "./link.js";
import { defaultsOf } from "./state-link.js";

const MODEL = {
  name: "m", sha256: "a".repeat(64), task: "single-label", classes: ["cat", "dog", "cat"], defaultLayer: "last",
  layers: [{ id: "first", reached: true, suggested: true }, { id: "last", reached: true, suggested: true }],
};
const CATALOGUE = {
  families: [], methods: [{ id: "grad-cam", options: [] }, { id: "hires-cam", options: [] }], metrics: [], merges: [{ id: "mean" }],
  colourMaps: [{ id: "inferno", diverging: false }], normalisations: [{ id: "min-max" }], resamplings: [{ id: "bilinear" }, { id: "nearest" }],
};
const DEFAULTS = defaultsOf({ model: "own", picture: "sample" });
const SHOWN = { ...DEFAULTS, target: { ...DEFAULTS.target, index: 1 }, layers: ["first"], method: "hires-cam" };
const OF_A_FILE = { ...SHOWN, picture: { sha256: "b".repeat(64), name: "mine.jpg" } };

/** A page on which a model and a sample load when they are asked for; the address is not touched. */
function open() {
  globalThis.window = { history: { replaceState() {}, pushState() {}, state: null }, location: { hash: "" } };
  const asked = [];
  const store = createStore(() => {});
  const link = new LinkFlow({
    store,
    flow: { explain: async (change) => asked.push(["explain", change]), loadModel: async (url) => asked.push(["model", url]), hiding: { hide: async (rects) => asked.push(["hide", rects]) } },
    own: {
      model: ({ id }) => id === "own" && asked.push(["model", id]) > 0,
      picture: ({ id }) => id === "sample" && asked.push(["picture", id]) > 0,
      lesson: (lesson) => lesson && asked.push(["lesson", lesson]),
      kept: async () => void asked.push(["kept"]),
    },
    defaults: DEFAULTS,
  });
  store.dispatch({ type: "started", backend: "cpu", reason: "", catalogue: CATALOGUE });
  const loaded = (modelRef, pictureRef) => {
    store.dispatch({ type: "model-loaded", model: MODEL, input: {} });
    store.dispatch({ type: "model-named", ref: modelRef });
    store.dispatch({ type: "picture-set", picture: { crop: null } });
    store.dispatch({ type: "picture-named", ref: pictureRef });
    store.dispatch({ type: "classified", scores: [], keepClass: false });
    link.changed();
  };
  return { store, link, asked, loaded };
}

test("an empty address brings the first model and picture, and asks nothing else", () => {
  const { link, asked, loaded } = open();
  link.open("");
  assert.deepEqual(asked, [["model", "own"], ["picture", "sample"]]);
  loaded({ id: "own" }, { id: "sample" });
  assert.equal(asked.length, 2);
});

test("a link loads what comes with the page once, then asks its question", () => {
  const { link, asked, loaded } = open();
  link.open(encode(SHOWN, DEFAULTS));
  link.changed();
  assert.equal(asked.length, 2);
  loaded({ id: "own" }, { id: "sample" });
  const [, , [what, change]] = asked;
  assert.equal(what, "explain");
  assert.deepEqual([change.index, change.layer, change.method], [1, "first", "hires-cam"]);
});

test("a file of one's own is asked for, another one is not taken for it", () => {
  const { link, store, asked, loaded } = open();
  link.open(encode(OF_A_FILE, DEFAULTS));
  assert.equal(store.state.asked.missing, "picture");
  loaded({ id: "own" }, { sha256: "c".repeat(64), name: "mine.jpg" });
  assert.equal(store.state.asked.missing, "picture", "the same name, another content");
  assert.match(store.state.problem.message, /not the `mine\.jpg` .*SHA-256 cccccccc… instead of bbbbbbbb…/);
  loaded({ id: "own" }, { sha256: "b".repeat(64), name: "renamed.jpg" });
  assert.deepEqual([store.state.asked, store.state.problem], [null, null]);
  assert.equal(asked.at(-1)[0], "explain");
});

test("a model at an address is not asked for before a press", () => {
  const { link, store, asked } = open();
  const ref = { url: "https://models.example/m.onnx", sha256: "a".repeat(64) };
  link.open(encode({ ...SHOWN, model: ref }, DEFAULTS));
  assert.ok(!asked.some(([, what]) => String(what).startsWith("https")));
  link.fetch(store.state.asked);
  assert.deepEqual(asked.at(-1), ["model", ref.url]);
});

test("what the model does not have is said, and its first answer stays", () => {
  for (const [change, words] of [[{ layers: ["gone"] }, /layer `gone`/], [{ method: "gone" }, /method `gone`/], [{ target: { ...SHOWN.target, index: "cat" } }, /2 classes/]]) {
    const { link, store, asked, loaded } = open();
    link.open(encode({ ...SHOWN, ...change }, DEFAULTS));
    loaded({ id: "own" }, { id: "sample" });
    assert.match(store.state.problem.message, words);
    assert.ok(!asked.some(([what]) => what === "explain"));
  }
});

test("a cut link says so and the page begins as usual", () => {
  const { link, store, asked } = open();
  link.open(encode(SHOWN, DEFAULTS).slice(0, -3));
  assert.match(store.state.problem.message, /link/i);
  assert.deepEqual(asked, [["model", "own"], ["picture", "sample"]]);
});

test("files are the same by their content, models of the page by their name", () => {
  const sha256 = "d".repeat(64);
  assert.ok(isMeant({ sha256, name: "a" }, { sha256, url: "https://a.example/b" }));
  assert.ok(isMeant({ id: "own" }, { id: "own" }));
  assert.ok(!isMeant({ id: "own" }, { id: "other" }));
  assert.ok(!isMeant({ id: "own" }, { sha256, name: "own" }));
  assert.ok(!isMeant(null, { id: "own" }));
});

test("a grid is opened with its axes before its question is asked; models that are not at hand are left out, and named", async () => {
  const { link, store, asked, loaded } = open();
  link.open(encode({ ...SHOWN, grid: { rows: "class", columns: "layer", scale: "row", models: [] } }, DEFAULTS));
  loaded({ id: "own" }, { id: "sample" });
  await null;
  const { sheet, comparing } = store.state;
  assert.deepEqual([sheet, comparing.rows, comparing.columns, comparing.scale], ["grid", "class", "layer", "row"]);
  assert.equal(asked.at(-1)[0], "explain");
  const other = open();
  other.link.open(encode({ ...SHOWN, grid: { rows: "model", columns: "layer", scale: "own", models: [{ id: "shapes" }, { id: "gone" }] } }, DEFAULTS));
  other.loaded({ id: "own" }, { id: "sample" });
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(other.asked.slice(-2).map(([what]) => what), ["kept", "explain"], "what the page keeps is known before");
  assert.match(other.store.state.problem.message, /leaves out `gone`, which is not in this browser/);
  assert.deepEqual([other.store.state.sheet, other.store.state.comparing.ticks.model], ["grid", ["shapes"]]);
});
