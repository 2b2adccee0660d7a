import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { ModelLibrary } from "./library.js";
import { createStore } from "../store.js";

const { fetch } = globalThis;
afterEach(() => (globalThis.fetch = fetch));

const FILE = { name: "net.safetensors", url: "https://models.example/net", sha256: null, bytes: null };
const MODEL = { id: "net", name: "Net", files: [FILE], preprocessing: { width: 8 }, labels: "imagenet-1k" };

/** A page without a Cache API, and a network that answers by the end of the address. */
function open(answers) {
  const asked = [];
  globalThis.fetch = async (url) => {
    const path = new URL(url).pathname.split("/").at(-1);
    asked.push(path);
    return answers[path]?.() ?? new Response("", { status: 404 });
  };
  const given = [];
  const seen = [];
  const store = createStore(({ library }) => library.downloads.net && seen.push(library.downloads.net.step));
  const library = new ModelLibrary(store, (files, known) => given.push({ files, known }), (url) => globalThis.fetch(url));
  return { asked, given, seen, store, library };
}

const WEIGHTS = () => new Response("weights", { headers: { "content-length": "7" } });

const RECIPES = [{ id: "a", tool: "A" }];

test("looking at the models asks the page’s own server for the two lists alone, once", async () => {
  const { asked, store, library } = open({ "catalogue.json": () => Response.json([MODEL]), "recipes.json": () => Response.json(RECIPES) });
  await library.open();
  await library.open();
  assert.deepEqual(asked.sort(), ["catalogue.json", "recipes.json"]);
  assert.deepEqual([store.state.library.models, store.state.recipes], [[MODEL], RECIPES]);
  assert.equal(store.state.library.persistent, false);
});

test("a list that cannot be had: said so, and tried again at the next look; the other one is there", async () => {
  const { asked, store, library } = open({ "recipes.json": () => Response.json(RECIPES) });
  await library.open();
  assert.match(store.state.library.listError, /catalogue\.json.*404/);
  assert.deepEqual([store.state.recipes, store.state.recipesError], [RECIPES, null]);
  await library.open();
  assert.deepEqual(asked.sort(), ["catalogue.json", "catalogue.json", "recipes.json"]);
});

test("a model is handed over with its preprocessing and its name in the list, and from then on without the network", async () => {
  const { asked, given, seen, store, library } = open({ net: WEIGHTS });
  await library.take(MODEL);
  assert.deepEqual(given[0].files.map(({ name }) => name), ["net.safetensors"]);
  assert.equal(await given[0].files[0].text(), "weights");
  assert.deepEqual(given[0].known, { preprocessing: { width: 8 }, id: "net" });
  assert.deepEqual([seen[0], seen.at(-1)], ["start", "check"]);
  assert.deepEqual(store.state.library.downloads, {});
  await library.take(MODEL);
  assert.equal(given.length, 2);
  assert.deepEqual(asked, ["net"], "the classes are known without asking");
});

test("a download is pinned once it was tried and trusted: from then on another file is refused, until its fingerprint is forgotten with one press", async () => {
  let content = "weights";
  const { given, store, library } = open({ net: () => new Response(content, { headers: { "content-length": "7" } }) });
  await library.take(MODEL);
  const [{ files }] = given;
  assert.deepEqual([await library.isUntried(files), store.state.library.stored[0].pin], [true, null]);
  await library.trust(files);
  assert.equal(await library.isUntried(files), false);
  const [file] = store.state.library.stored;
  assert.equal(file.pin.bytes, 7);

  await library.remove(file);
  content = "heights";
  await library.take(MODEL);
  const { message, pinned } = store.state.library.errors.net;
  assert.match(message, /first downloaded here on/);
  assert.equal(pinned, FILE.url);
  assert.equal(given.length, 1);
  await library.takeAnew(MODEL);
  assert.equal(await given[1].files[0].text(), "heights");
  assert.deepEqual([store.state.library.errors, store.state.library.stored[0].pin], [{}, null]);
});

test("an error that no fingerprint makes has none to forget", async () => {
  const { store, library } = open({});
  await library.take(MODEL);
  assert.match(store.state.library.errors.net.message, /404/);
  assert.equal(store.state.library.errors.net.pinned, null);
});

test("a storage that says nothing of what it keeps hides no model, and is said to", async () => {
  const known = Object.getOwnPropertyDescriptor(globalThis, "caches");
  const fails = () => Promise.reject(new DOMException("The disk is damaged.", "UnknownError"));
  Object.defineProperty(globalThis, "caches", { configurable: true, value: { open: async () => ({ keys: fails, match: fails, put: fails, delete: fails }) } });
  try {
    const { store, library } = open({ "catalogue.json": () => Response.json([MODEL]), "recipes.json": () => Response.json(RECIPES), net: WEIGHTS });
    await library.open();
    assert.deepEqual([store.state.library.models, store.state.recipes], [[MODEL], RECIPES]);
    assert.match(store.state.library.keepError, /could not say what it keeps: The disk is damaged/);
    await library.take(MODEL);
    assert.match(store.state.library.errors.net.message, /The disk is damaged/);
    assert.deepEqual(store.state.library.downloads, {}, "it does not hang");
  } finally {
    if (known) Object.defineProperty(globalThis, "caches", known);
    else delete globalThis.caches;
  }
});

test("cancelled: no error, and what a second press began goes on", async () => {
  const { given, store, library } = open({ net: WEIGHTS });
  const taking = library.take(MODEL);
  library.cancel("net");
  await taking;
  assert.deepEqual(store.state.library.errors, {});
  assert.equal(store.state.status, "Cancelled.");
  await library.take(MODEL);
  assert.equal(given.length, 1);
});
