import assert from "node:assert/strict";
import { test } from "node:test";
import { unzipSync } from "fflate";
import { fakeNpy } from "./fake-npy.test.js";
import { CLASSES } from "./fake-row.test.js";
import { ManyFlow } from "./flow.js";
import { shownCounts, shownLines, shownTruths } from "./shown.js";
import { changes, initial } from "./state.js";

const MODEL = {
  name: "Lite0", sha256: "ab", parameters: 4_652_008, task: "single-label", classes: CLASSES,
  layers: ["l1", "l2", "l3", "l4", "l5"].map((id) => ({ id, suggested: true, reached: true })),
};
const CATALOGUE = { formats: [{ extensions: ["onnx"] }], methods: [{ id: "grad-cam", label: "Grad-CAM", usesLayer: true }, { id: "gradient", label: "Gradient", usesLayer: false }] };
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
const picture = (path) => ({ path, file: new File([PNG], path.split("/").at(-1)) });

/** A page with a fake engine: the first class is predicted, unless the name of the picture begins with another class's.
 * @param {{ wait?: (name: string) => Promise<void> | void, method?: string, cores?: number }} [options] */
function page({ wait = () => {}, method = "grad-cam", cores = 1 } = {}) {
  const store = {
    state: { ...initial, model: MODEL, catalogue: CATALOGUE },
    dispatch(event) {
      store.state = { ...store.state, ...changes[event.type](store.state, event) };
    },
  };
  const asked = [];
  const saved = [];
  const errors = [];
  const twins = { asked: 0, started: 0, closed: 0 };
  const twin = async () => {
    twins.started += 1;
    return { look: (...question) => ((twins.asked += 1), look(...question)), close: () => (twins.closed += 1) };
  };
  const look = async (file, { explain, best }, { signal }) => {
    asked.push(explain);
    await wait(file.name);
    signal.throwIfAborted();
    if (file.name.startsWith("broken")) throw Object.assign(new Error("Broken."), { code: "image-broken", kind: "image" });
    const index = Math.max(0, CLASSES.findIndex((name) => file.name.startsWith(name)));
    const scores = CLASSES.map((label, at) => ({ index: at, label, logit: at === index ? 5 : 0, probability: at === index ? 0.7 : 0.1 }));
    const explanation = (layer) => ({ layer, target: { kind: "class", index: best ? index : explain.target.index }, width: 2, height: 2, map: Float32Array.from([0, 1, 2, 3]), min: 0, max: 3, form: "raw", note: null });
    return { width: 10, height: 10, crop: null, scores, explanations: explain ? (explain.layers ?? [""]).map(explanation) : [] };
  };
  const task = async (_, act) => act(new AbortController().signal).catch((error) => errors.push(error.message));
  const flow = new ManyFlow({
    store, look, twin, machine: () => ({ cores, memory: 8 }), task, question: () => ({ method, options: {}, kind: "class", negated: false, layer: "l5" }), modelName: () => "Lite0", colourMap: () => ({ table: new Uint8Array(768) }),
    npy: fakeNpy, save: (blob, name) => saved.push({ blob, name }), hash: async () => "hash", thumbnail: async () => new Blob(["small"]),
  });
  return { flow, store, asked, saved, errors, twins, many: () => store.state.many };
}
const settled = async (many) => {
  while (many().running) await new Promise((resolve) => setTimeout(resolve, 1));
};
const DROPPED = ["pets/cat/cat1.png", "pets/cat/dog2.png", "pets/dog/dog3.png", "pets/hamster/cat4.png", "pets/dog/broken5.png"].map(picture);

test("a dropped folder is looked at at once, and its folders say what is true", async () => {
  const { flow, store, many } = page();
  const rest = await flow.drop([...DROPPED, { path: "pets/notes.pdf", file: new File(["%PDF"], "notes.pdf") }, { path: "net.onnx", file: new File(["net"], "net.onnx") }]);
  assert.deepEqual(rest.model.map(({ name }) => name), ["net.onnx"]);
  await settled(many);
  assert.ok(many().isOpen);
  assert.deepEqual(many().rows.map(({ path }) => path), ["pets/cat/cat1.png", "pets/cat/dog2.png", "pets/dog/broken5.png", "pets/dog/dog3.png", "pets/hamster/cat4.png"]);
  assert.deepEqual(shownCounts(many(), MODEL), { all: 5, judged: 3, right: 2, wrong: 1, outside: 4, refused: 1 });
  assert.deepEqual(many().unused.map(({ path }) => path), ["pets/notes.pdf"]);
  assert.deepEqual(shownTruths(many(), MODEL).matches.map(({ name, how }) => [name, how]), [["cat", "same"], ["dog", "same"], ["hamster", "none"]]);
  assert.ok(many().rows[0].url.startsWith("blob:"));
  assert.equal(store.state.many.running, null);
});

test("twins share many pictures, the rows are the same, and at the end the twins are gone", async () => {
  const pictures = Array.from({ length: 40 }, (_, at) => picture(`${["cat", "dog", "broken"][at % 3]}${at}.png`));
  const rows = async (cores) => {
    const { flow, many, twins, errors } = page({ cores, wait: () => new Promise((resolve) => setTimeout(resolve)) });
    await flow.drop(pictures);
    await settled(many);
    assert.deepEqual(errors, []);
    return { twins, rows: many().rows.map(({ url, thumbnail, file, ...row }) => row) };
  };
  const [alone, shared] = [await rows(1), await rows(3)];
  assert.equal(alone.rows.length, 40);
  assert.deepEqual(shared.rows, alone.rows);
  assert.equal(alone.twins.started, 0);
  assert.deepEqual([shared.twins.started, shared.twins.closed], [2, 2]);
  assert.ok(shared.twins.asked > 20);
});

test("it asks what the page asks, of the class that is predicted", async () => {
  const { flow, asked, many } = page();
  await flow.drop([picture("cat.png"), picture("dog.png")]);
  await settled(many);
  assert.deepEqual(asked[0], { method: "grad-cam", layers: ["l5"], target: { kind: "class", index: 0 }, options: {} });
  assert.deepEqual(many().rows.map(({ about }) => about), [0, 1]);
});

test("four layers: another question, and all rows anew", async () => {
  const { flow, asked, many } = page();
  await flow.drop([picture("cat.png"), picture("dog.png")]);
  await settled(many);
  await flow.ask({ fourLayers: true });
  assert.deepEqual(asked.at(-1).layers, ["l1", "l2", "l4", "l5"]);
  assert.deepEqual(many().rows.map(({ maps }) => maps.length), [4, 4]);
});

test("a method without layers is asked without", async () => {
  const { flow, asked, many } = page({ method: "gradient" });
  await flow.drop([picture("cat.png"), picture("dog.png")]);
  await settled(many);
  assert.ok(!("layers" in asked[0]));
});

test("cancelled in the middle, it goes on where it stopped", async () => {
  const { flow, asked, many } = page({ wait: (name) => void (name === "dog2.png" && asked.length === 2 && flow.cancel()) });
  await flow.drop(DROPPED);
  await settled(many);
  assert.deepEqual([many().rows.length, many().isStopped], [1, true]);
  await flow.run({ goOn: true });
  assert.deepEqual([many().rows.length, many().isStopped], [5, false]);
  assert.deepEqual(many().rows.map(({ id }) => id), [0, 1, 2, 3, 4]);
});

test("a newer run takes the place of the one at hand", async () => {
  const { flow, many } = page({ wait: () => new Promise((resolve) => setTimeout(resolve, 2)) });
  await flow.drop(DROPPED);
  await flow.ask({ about: 1 });
  await settled(many);
  assert.equal(many().rows.length, 5);
  assert.ok(many().rows.every(({ about }) => about === 1 || about === null));
});

test("a list that comes later says what is true, and a person has the last word", async () => {
  const { flow, many } = page();
  await flow.drop([picture("cat1.png"), picture("dog2.png")]);
  await settled(many);
  assert.equal(shownCounts(many(), MODEL).judged, 0);
  await flow.drop([{ path: "labels.csv", file: new File(["cat1.png,cat\ndog2.png,pup\n"], "labels.csv") }]);
  assert.deepEqual([many().rows.length, shownCounts(many(), MODEL).judged], [2, 1]);
  flow.name("pup", 1);
  assert.deepEqual([shownCounts(many(), MODEL).judged, shownCounts(many(), MODEL).right], [2, 2]);
  flow.name("pup", undefined);
  assert.equal(shownCounts(many(), MODEL).judged, 1);
});

test("what is wanted first stops it, and it goes on by itself afterwards", async () => {
  const { flow, asked, many } = page({ wait: (name) => void (name === "dog2.png" && asked.length === 2 && flow.pause()) });
  await flow.drop(DROPPED);
  await settled(many);
  assert.equal(many().rows.length, 1);
  flow.renew();
  await settled(many);
  assert.equal(many().rows.length, 5);
  flow.renew();
  assert.equal(many().running, null, "nothing is missing");
});

test("what a person stopped does not go on by itself", async () => {
  const { flow, asked, many } = page({ wait: (name) => void (name === "dog2.png" && asked.length === 2 && flow.cancel()) });
  await flow.drop(DROPPED);
  await settled(many);
  flow.pause();
  flow.renew();
  assert.deepEqual([many().rows.length, many().running], [1, null]);
});

test("pictures that came before the model are looked at when it is there", async () => {
  const { flow, store, many } = page();
  store.state = { ...store.state, model: null };
  await flow.drop(DROPPED);
  assert.deepEqual([many().entries.length, many().running], [5, null]);
  store.state = { ...store.state, model: MODEL };
  flow.renew();
  await settled(many);
  assert.equal(many().rows.length, 5);
});

test("what is exported are the rows that are shown, in their order", async () => {
  const { flow, store, saved, many } = page();
  await flow.drop(DROPPED);
  await settled(many);
  store.dispatch({ type: "many-showing", change: { filter: { which: "wrong" } } });
  assert.deepEqual(shownLines(many(), MODEL).map(({ row }) => row.path), ["pets/cat/dog2.png"]);
  await flow.export("csv");
  assert.equal(saved[0].name, "many-pictures.csv");
  assert.deepEqual((await saved[0].blob.text()).trim().split("\n").slice(1).map((line) => line.split(",")[0]), ["pets/cat/dog2.png"]);
  await flow.export("fiftyone");
  const files = unzipSync(new Uint8Array(await saved[1].blob.arrayBuffer()));
  assert.equal(JSON.parse(new TextDecoder().decode(files["samples.json"])).samples[0].filepath, "pets/cat/dog2.png");
  assert.equal(many().exporting, null);
});

test("another model forgets what was found, and keeps the pictures", async () => {
  const { flow, store, many } = page();
  await flow.drop(DROPPED);
  await settled(many);
  flow.renew();
  assert.equal(many().rows.length, 5, "nothing was lost");
  store.dispatch({ type: "model-loaded" });
  assert.deepEqual([many().rows.length, many().entries.length, many().asked], [0, 5, null]);
  flow.renew();
  await settled(many);
  assert.equal(many().rows.length, 5);
});
