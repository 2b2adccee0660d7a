import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, test } from "node:test";
import { fetchSamples } from "../pictures/samples.js";
import { createStore } from "../store.js";
import { CLEAR, firstUse } from "./first-use.js";

const { fetch } = globalThis;
afterEach(() => (globalThis.fetch = fetch));

const ROOT = new URL("../../", import.meta.url);
const PHOTOGRAPHS = JSON.parse(readFileSync(new URL("models/photographs/samples.json", ROOT), "utf8")).samples;
const NAMES = readFileSync(new URL("crates/formats/labels/imagenet-1k.txt", ROOT), "utf8").trim().split("\n").filter((line) => !line.startsWith("#"));
const LISTED = { id: "net", name: "Net", labels: "imagenet-1k" };
const model = (classes) => ({ task: "single-label", classes });
const IMAGENET = model(NAMES);

/** Scores of which one is the highest. */
const scores = (best, names = NAMES) => names.map((label, index) => ({ index, label, logit: index === best ? 5 : 0, probability: null }));
const truthOf = (id) => PHOTOGRAPHS.find((one) => one.id === id).things[0].class;

/** Loads a model of the list; `answers` is what it says to each photograph by its name. */
async function use(loaded, answers, { listed = LISTED, id = "net", isUntried = true, isPictured = true } = {}) {
  globalThis.fetch = async (address) => {
    const { pathname } = new URL(address);
    if (pathname.includes("photographs/") && pathname.endsWith(".jpg")) return new Response(pathname.split("/").at(-1).replace(".jpg", ""));
    return Response.json(pathname.includes("photographs") ? { samples: PHOTOGRAPHS } : []);
  };
  const asked = [];
  const trusted = [];
  const store = createStore(() => {});
  store.dispatch({ type: "library-changed", change: { models: [listed] } });
  if (isPictured) store.dispatch({ type: "samples-found", samples: await fetchSamples() });
  const lens = {
    look: async (blob) => {
      const photograph = await blob.text();
      asked.push(photograph);
      return { scores: answers(photograph) };
    },
  };
  const library = { isUntried: async () => isUntried, trust: async (files) => trusted.push(...files) };
  await firstUse({ lens, store, library })({ files: ["the file"], model: loaded, id });
  return { asked, trusted, said: store.state.problem?.message ?? null, stays: store.state.problem?.work === Infinity };
}

test("the photographs are of one thing, and a network that is known names it for sure", () => {
  for (const id of CLEAR) {
    const { group, collage, things, answer } = PHOTOGRAPHS.find((one) => one.id === id);
    assert.deepEqual([group, collage, things.length, things[0].class], ["right", false, 1, answer.top[0].class], id);
    assert.ok(answer.top[0].probability > 0.9, id);
  }
});

test("as many classes as its list, and right about a photograph: trusted, and nothing is said", async () => {
  const { asked, trusted, said } = await use(IMAGENET, (photograph) => scores(truthOf(photograph)));
  assert.deepEqual([asked, trusted, said], [[CLEAR[0]], ["the file"], null]);
});

test("one error is no reason for distrust", async () => {
  const { asked, trusted, said } = await use(IMAGENET, (photograph) => scores(photograph === CLEAR[0] ? 968 : truthOf(photograph)));
  assert.deepEqual([asked, trusted, said], [CLEAR.slice(0, 2), ["the file"], null]);
});

test("wrong about each photograph: no fingerprint, said with what it answered, and that the model can be used", async () => {
  const { asked, trusted, said, stays } = await use(IMAGENET, (photograph) => scores(truthOf(photograph) + 1));
  assert.deepEqual([asked, trusted, stays], [CLEAR, [], true]);
  assert.match(said, /^`Net` can be used, but was wrong about each of 3 clear photographs \(“cup” for “espresso”, .*fingerprint is not remembered\.$/);
});

const OTHER_COUNTS = [
  { what: "ten classes", classes: NAMES.slice(0, 10), says: /^`Net` knows 10 classes where its list has 1000: / },
  { what: "one class more", classes: ["background", ...NAMES], says: /knows 1001 classes where its list has 1000: / },
  { what: "a list for pixels", listed: { ...LISTED, labels: "coco-21" }, classes: NAMES.slice(0, 20), says: /knows 20 classes where its list has 21: / },
];
for (const { what, classes, listed, says } of OTHER_COUNTS) {
  test(`another number of classes: not asked, not trusted, and said so (${what})`, async () => {
    const { asked, trusted, said } = await use(model(classes), () => scores(0, classes), { listed });
    assert.deepEqual([asked, trusted], [[], []]);
    assert.match(said, says);
    assert.match(said, /do not trust its answers; its fingerprint is not remembered\.$/);
  });
}

const NO_ANSWERS = [
  { what: "all the same", answer: () => scores(null), says: /gave every class the same score for a photograph/ },
  { what: "not finite", answer: () => { throw Object.assign(new Error("NaN"), { code: "not-finite" }); }, says: /gave no numbers for a photograph/ },
];
for (const { what, answer, says } of NO_ANSWERS) {
  for (const labels of ["imagenet-1k", null]) {
    test(`scores that are ${what}: not trusted, and said so (classes: ${labels})`, async () => {
      const { trusted, said } = await use(IMAGENET, answer, { listed: { ...LISTED, labels } });
      assert.deepEqual(trusted, []);
      assert.match(said, says);
    });
  }
}

test("of classes that no photograph is marked with, any answer that tells them apart will do", async () => {
  const { asked, trusted, said } = await use(model(["a", "b"]), () => scores(1, ["a", "b"]), { listed: { ...LISTED, labels: null } });
  assert.deepEqual([asked.length, trusted, said], [1, ["the file"], null]);
});

test("a network of one number is not asked to tell classes apart", async () => {
  const { trusted } = await use({ task: "regression", classes: ["age"] }, () => scores(0, ["age"]), { listed: { ...LISTED, labels: null } });
  assert.deepEqual(trusted, ["the file"]);
});

const NOT_NOW = [
  { what: "a model of no list", options: { id: null } },
  { what: "a model that has its fingerprint", options: { isUntried: false } },
  { what: "no photograph at hand", options: { isPictured: false } },
  { what: "an engine that ends meanwhile", answer: () => { throw Object.assign(new Error("gone"), { code: "worker-lost" }); } },
];
for (const { what, answer = () => scores(0), options } of NOT_NOW) {
  test(`nothing is pinned and nothing is said: ${what}`, async () => {
    const { trusted, said } = await use(IMAGENET, answer, options);
    assert.deepEqual([trusted, said], [[], null]);
  });
}
