import assert from "node:assert/strict";
import { test } from "node:test";
import { ModelStore } from "./models.js";
import { memoryShelf, openShelf } from "./shelf.js";
import { Speed } from "./speed.js";

const CONTENT = { "https://a.example/net.json": "{}", "https://a.example/net.bin": "0123456789" };
const send = async (url) => new Response(CONTENT[url], { headers: { "content-length": String(CONTENT[url].length) } });
const MODEL = { name: "Net", files: Object.keys(CONTENT).map((url) => ({ name: url.split("/").at(-1), url, sha256: null, bytes: null })) };

async function open() {
  const shelf = memoryShelf();
  const store = new ModelStore(shelf, send);
  const progress = [];
  await store.download(MODEL, { onProgress: (now) => progress.push(now) });
  return { shelf, store, progress };
}

test("all files of a model, with their names; the total is known when every length is", async () => {
  const { store, progress } = await open();
  const files = await store.read(MODEL);
  assert.deepEqual(files.map(({ name }) => name), ["net.json", "net.bin"]);
  assert.deepEqual(await Promise.all(files.map((file) => file.text())), ["{}", "0123456789"]);
  assert.equal(progress[0].total, null);
  assert.deepEqual(progress.at(-1), { done: 12, total: 12 });
});

test("a part that is no longer what was downloaded is noticed before use, and deleted", async () => {
  for (const damage of [(shelf, key) => shelf.write(key, new Blob(["0123456780"])), (shelf, key) => shelf.remove(key)]) {
    const { shelf, store } = await open();
    const key = (await shelf.keys()).find((name) => name.startsWith("part/") && name.includes("net.bin"));
    await damage(shelf, key);
    await assert.rejects(store.read(MODEL), { code: "model-damaged", message: /`net.bin`.*download it again/ });
    await assert.rejects(store.read(MODEL), { code: "model-absent" });
    await store.download(MODEL);
    assert.equal(await (await store.read(MODEL))[1].text(), "0123456789");
  }
});

test("a fingerprint is of the very files that were read and tried, and of each of them", async () => {
  const { store } = await open();
  const files = await store.read(MODEL);
  assert.deepEqual((await store.list()).map(({ pin }) => pin), [null, null]);
  assert.equal(await store.isUntried(files), true);
  await store.trust([new File(["another"], "net.bin"), files[1]]);
  assert.equal(await store.isUntried(files), true, "one of two");
  await store.trust(files);
  assert.equal(await store.isUntried(files), false);
  assert.deepEqual((await store.list()).map(({ name, pin }) => [name, pin.name, pin.bytes]), [["net.bin", "net.bin", 10], ["net.json", "net.json", 2]]);
  assert.equal(await store.isUntried([new File(["{}"], "net.json")]), false, "a person's own file has no fingerprint to get");
});

test("deleting: first the file, then its fingerprint; or everything", async () => {
  const { shelf, store } = await open();
  await store.trust(await store.read(MODEL));
  const [file] = await store.list();
  assert.deepEqual([file.name, file.bytes, file.complete], ["net.bin", 10, true]);
  await store.remove(file);
  const [left] = await store.list();
  assert.deepEqual([left.name, left.bytes, left.pin?.bytes], ["net.bin", 0, 10]);
  await store.forget(left.pin.url);
  assert.deepEqual((await store.list()).map(({ name }) => name), ["net.json"]);
  await store.removeAll();
  assert.deepEqual(await shelf.keys(), []);
});

test("a browser that refuses to keep anything: in memory, and it says so", async () => {
  const refusing = { open: () => Promise.reject(new DOMException("The operation is insecure.", "SecurityError")) };
  const blocked = () => {
    throw new DOMException("Access is denied for this document.", "SecurityError"); // in a frame of another page
  };
  for (const find of [() => undefined, () => refusing, blocked]) {
    const shelf = await openShelf(find);
    assert.equal(shelf.persistent, false);
    await shelf.write("a", new Blob(["1"]));
    assert.equal(await (await shelf.read("a")).text(), "1");
  }
});

test("the Cache API keeps blobs under their names", async () => {
  const entries = new Map();
  const cache = {
    match: async (url) => entries.get(url)?.clone(),
    put: async (url, response) => void entries.set(url, response),
    delete: async (url) => entries.delete(url),
    keys: async () => [...entries.keys()].map((url) => ({ url })),
  };
  const shelf = await openShelf(() => ({ open: async () => cache }));
  assert.equal(shelf.persistent, true);
  const key = `part/${encodeURIComponent("https://a.example/x?y=1")}/0`;
  await shelf.write(key, new Blob(["1"]));
  assert.deepEqual(await shelf.keys(), [key]);
  assert.equal(await (await shelf.read(key)).text(), "1");
  await shelf.remove(key);
  assert.equal(await shelf.read(key), null);
});

test("the speed is that of the last seconds", () => {
  const speed = new Speed();
  assert.equal(speed.add(0, 0), null);
  assert.equal(speed.add(1000, 100), null, "too soon to tell");
  assert.equal(speed.add(2000, 1000), 2000);
  // 10 s later only the entry before the window and what came since count: 3000 bytes in 5 s.
  speed.add(2000, 6000);
  assert.equal(speed.add(5000, 11_000), 600);
});
