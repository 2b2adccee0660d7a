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
  const library = new ModelLibrary(store, (files, known) => given.push({ files, known }));
  return { asked, given, seen, store, library };
}

const WEIGHTS = () => new Response("weights", { headers: { "content-length": "7" } });

test("looking at the list asks for the list alone, once", async () => {
  const { asked, store, library } = open({ "catalogue.json": () => Response.json([MODEL]) });
  await library.open();
  await library.open();
  assert.deepEqual(asked, ["catalogue.json"]);
  assert.deepEqual(store.state.library.models, [MODEL]);
  assert.equal(store.state.library.persistent, false);
});

test("a list that cannot be had: said so, and tried again at the next look", async () => {
  const { asked, store, library } = open({});
  await library.open();
  assert.match(store.state.library.listError, /catalogue\.json.*404/);
  await library.open();
  assert.deepEqual(asked, ["catalogue.json", "catalogue.json"]);
});

test("a model is handed over with its preprocessing, and from then on without the network", async () => {
  const { asked, given, seen, store, library } = open({ net: WEIGHTS });
  await library.take(MODEL);
  assert.deepEqual(given[0].files.map(({ name }) => name), ["net.safetensors"]);
  assert.equal(await given[0].files[0].text(), "weights");
  assert.deepEqual(given[0].known, { preprocessing: { width: 8 } });
  assert.deepEqual([seen[0], seen.at(-1)], ["start", "check"]);
  assert.deepEqual(store.state.library.downloads, {});
  await library.take(MODEL);
  assert.equal(given.length, 2);
  assert.deepEqual(asked, ["net"], "the classes are known without asking");
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
