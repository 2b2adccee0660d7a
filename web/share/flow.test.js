import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../store.js";
import { LinkFlow } from "./flow.js";
import { FIXED } from "./history.js";
import { encode } from "./link.js";
import { isMeant } from "./shown.js";
import { defaultsOf } from "./state-link.js";

const INPUT = { width: 2, height: 2, fit: "crop", resize: null, interpolation: "bilinear", resizer: "pillow", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" };
const MODEL = {
  input: INPUT, inputFrom: { settings: [], alternatives: [] }, outputs: ["y"], output: "y", network: { chosen: "usual", choices: ["usual", "other"], guessed: true }, weights: null,
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

/** A page on which a model and a sample load when they are asked for; the address is not touched. Of the models that it keeps it knows once it has looked.
 * @param {{ kept?: string[], keeper?: object, explain?: () => Promise<void> }} [options] */
function open({ kept = [], keeper = FIXED, explain = () => Promise.resolve() } = {}) {
  const asked = [];
  const known = ["own"];
  const store = createStore(() => {});
  const link = new LinkFlow({
    store,
    flow: { readAs: async (reading, input) => asked.push(["read", reading, input]), explain: (change) => explain(asked.push(["explain", change])), loadModel: async (url) => asked.push(["model", url]), hiding: { hide: async (rects) => asked.push(["hide", rects]) } },
    own: {
      model: ({ id }) => known.includes(id) && asked.push(["model", id]) > 0,
      picture: ({ id }) => id === "sample" && asked.push(["picture", id]) > 0,
      lesson: (lesson) => lesson && asked.push(["lesson", lesson]),
      kept: async () => {
        asked.push(["kept"]);
        known.push(...kept);
      },
    },
    defaults: DEFAULTS,
    keeper,
  });
  store.dispatch({ type: "started", backend: "cpu", reason: "", catalogue: CATALOGUE });
  const loaded = (modelRef, pictureRef) => {
    store.dispatch({ type: "model-loaded", model: MODEL, input: INPUT });
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

test("the address does not follow the answers before the link's own: a half-opened link is not one", async () => {
  const written = [];
  let answer;
  const question = new Promise((resolve) => (answer = resolve));
  const { link, store, loaded } = open({ keeper: { ...FIXED, show: (shown) => written.push(shown.target.index) }, explain: () => question });
  const explained = (index) => {
    store.dispatch({ type: "chosen", change: { index, layer: "first", layers: ["first"] } });
    store.dispatch({ type: "explained", explanation: { width: 1, height: 1, values: [0] } });
    link.changed();
  };
  link.open(encode(SHOWN, DEFAULTS));
  loaded({ id: "own" }, { id: "sample" });
  explained(2);
  assert.deepEqual(written, []);
  explained(1);
  answer();
  await question;
  await null;
  assert.deepEqual(new Set(written), new Set([1]));
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

test("a downloaded model that the page keeps is loaded, another one is asked for once the page has looked", async () => {
  for (const kept of [["resnet18"], []]) {
    const { link, store, asked, loaded } = open({ kept });
    link.open(encode({ ...SHOWN, model: { id: "resnet18" } }, DEFAULTS));
    link.changed();
    assert.equal(store.state.asked, null);
    await null;
    await null;
    const isKept = kept.length > 0;
    assert.deepEqual(asked, [["picture", "sample"], ["kept"], ...(isKept ? [["model", "resnet18"]] : [])]);
    assert.equal(store.state.asked?.missing, isKept ? undefined : "model");
    loaded({ id: "resnet18" }, { id: "sample" });
    assert.equal(store.state.asked, null);
    assert.equal(asked.at(-1)[0], "explain");
  }
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
  const opened = (axes, ticks = {}) => encode({ ...SHOWN, grid: { scale: "row", best: null, difference: true, ...axes }, ticks: { ...SHOWN.ticks, ...ticks } }, DEFAULTS);
  link.open(opened({ rows: "class", columns: "layer" }, { class: [0, 2], layer: ["first"] }));
  loaded({ id: "own" }, { id: "sample" });
  await null;
  const { sheet, comparing } = store.state;
  assert.deepEqual([sheet, comparing.rows, comparing.columns, comparing.scale, comparing.difference], ["grid", "class", "layer", "row", true]);
  assert.deepEqual(comparing.ticks, { class: ["0", "2"], layer: ["first"] });
  assert.equal(asked.at(-1)[0], "explain");
  const other = open();
  other.link.open(opened({ rows: "model", columns: "layer" }, { model: [{ id: "shapes" }, { id: "gone" }] }));
  other.loaded({ id: "own" }, { id: "sample" });
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(other.asked.slice(-2).map(([what]) => what), ["kept", "explain"], "what the page keeps is known before");
  assert.match(other.store.state.problem.message, /leaves out `gone`, which is not in this browser/);
  assert.deepEqual([other.store.state.sheet, other.store.state.comparing.ticks.model], ["grid", ["shapes"]]);
});

test("a model is read as the link says, once, before the question is asked", async () => {
  const { link, store, asked, loaded } = open();
  const reading = { ...DEFAULTS.reading, network: "other" };
  const input = { ...INPUT, range: [0, 255] };
  link.open(encode({ ...SHOWN, reading, input }, DEFAULTS));
  loaded({ id: "own" }, { id: "sample" });
  link.changed();
  assert.deepEqual(asked.slice(2), [["read", reading, input]]);
  const model = { ...MODEL, network: { ...MODEL.network, chosen: "other", guessed: false } };
  store.dispatch({ type: "model-changed", model });
  store.dispatch({ type: "input-changed", input, crop: null, model });
  await new Promise((done) => setTimeout(done));
  store.dispatch({ type: "classified", scores: [], keepClass: false });
  link.changed();
  assert.deepEqual(asked.slice(3).map(([what]) => what), ["explain"]);
  link.open(encode({ ...SHOWN, reading }, DEFAULTS));
  assert.deepEqual(asked.at(-1), ["read", reading, null], "Back to the model's own input");
});

test("a link whose reading is refused asks no question: what is shown is said to be another answer", async () => {
  const { link, asked, loaded } = open();
  link.open(encode({ ...SHOWN, reading: { ...DEFAULTS.reading, network: "unheard of" } }, DEFAULTS));
  loaded({ id: "own" }, { id: "sample" });
  await new Promise((done) => setTimeout(done));
  link.changed();
  assert.deepEqual(asked.slice(2).map(([what]) => what), ["read"]);
});

test("what a link says beside the map is there as well: the wipe, the threshold, the object and the metrics", () => {
  const { link, store, loaded } = open();
  store.dispatch({ type: "started", backend: "cpu", reason: "", catalogue: { ...CATALOGUE, metrics: [{ id: "one", needs: "map" }, { id: "two", needs: "object" }] } });
  const object = { x: 1, y: 2, width: 3, height: 4 };
  link.open(encode({ ...SHOWN, view: { ...SHOWN.view, look: "wipe", wipe: 0.25 }, threshold: 0.3, judge: { object, metrics: ["two"] } }, DEFAULTS));
  loaded({ id: "own" }, { id: "sample" });
  const { display, threshold, judging } = store.state;
  assert.deepEqual([display.look, display.wipe, threshold, judging], ["wipe", 0.25, 0.3, { metrics: ["two"], object, isMarking: false }]);
});
