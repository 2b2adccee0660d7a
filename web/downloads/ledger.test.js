import assert from "node:assert/strict";
import { test } from "node:test";
import { Ledger } from "./ledger.js";
import { ModelStore } from "./models.js";
import { sha256 } from "./sha256.js";
import { memoryShelf } from "./shelf.js";

const GOOD = ["https://models.example/a.bin", "https://models.example/b.bin"];
const BAD = "https://models.example/bad.bin";
const HASH = "0f".repeat(32);
const DATE = "2026-01-02T03:04:05.000Z";
const bytes = new TextEncoder().encode("weights");

const pinOf = (url) => ({ url, name: url.split("/").at(-1), bytes: 7, sha256: HASH, date: DATE });
const manifestOf = (url) => ({ url, name: url.split("/").at(-1), version: '"1"', total: 7, parts: [{ bytes: 7, sha256: HASH }], sha256: HASH, date: DATE });
const at = (folder, url = BAD) => `${folder}/${encodeURIComponent(url)}`;

/** Two whole files with their fingerprints. */
async function open() {
  const shelf = memoryShelf();
  const ledger = new Ledger(shelf);
  for (const url of GOOD) {
    const hash = await sha256(bytes.buffer);
    await ledger.complete(await ledger.addPart({ ...manifestOf(url), parts: [], sha256: null }, bytes, hash), hash, DATE);
    await ledger.remember({ ...pinOf(url), sha256: hash });
  }
  return { shelf, ledger, store: new ModelStore(shelf) };
}

const listedModel = (url) => ({ files: [{ name: url.split("/").at(-1), url, sha256: null, bytes: null }] });

/** What a record may hold that is none. */
const CONTENTS = {
  "no JSON": "{",
  nothing: "",
  null: "null",
  "a number": "7",
  "a list": "[]",
  "a text": '"manifest"',
  "no fields": "{}",
  "a field too few": ({ date, ...rest }) => rest,
  "a field of another page": (record) => ({ ...record, licence: "MIT" }),
  "a name that is a number": (record) => ({ ...record, name: 7 }),
  "no name": (record) => ({ ...record, name: null }),
  "a hash that is none": (record) => ({ ...record, sha256: "abc" }),
  "a date that is a number": (record) => ({ ...record, date: 7 }),
  "the record of another address": (record) => ({ ...record, url: GOOD[0] }),
  "a number instead of its parts": (record) => ({ ...record, parts: 7, bytes: -1 }),
  "parts that are numbers": (record) => ({ ...record, parts: [7], bytes: "7" }),
};

/** Where a broken record may stand. @returns its key and its content */
const PLACES = Object.entries(CONTENTS).flatMap(([what, content]) => [["manifest", manifestOf(BAD)], ["pin", pinOf(BAD)]].map(([folder, record]) => ({
  what: `${folder}: ${what}`, key: at(folder), content: typeof content === "string" ? content : JSON.stringify(content(record)),
})));
const KEYS = ["manifest/%E0%A4%A", "pin/%", "manifest/", "manifest/no%20address", "pin/https://models.example/bad.bin", "manifest/https%3a%2f%2fmodels.example%2fbad.bin"];
const BROKEN = [...PLACES, ...KEYS.map((key) => ({ what: `the key ${key}`, key, content: JSON.stringify(pinOf(BAD)) }))];

for (const { what, key, content } of BROKEN) {
  test(`a broken record never hides the others, is listed and can be deleted: ${what}`, async () => {
    const { shelf, store } = await open();
    const others = await store.list();
    assert.deepEqual(others.map(({ url, complete, pin, broken }) => [url, complete, pin?.url, broken]), GOOD.map((url) => [url, true, url, []]));
    await shelf.write(key, new Blob([content]));
    const list = await store.list();
    assert.deepEqual(list.filter(({ broken }) => broken.length === 0), others);
    const [bad, ...more] = list.filter(({ broken }) => broken.length > 0);
    assert.deepEqual(more, []);
    assert.deepEqual([bad.broken, bad.complete, bad.bytes, bad.pin], [[key], false, 0, null]);
    assert.match(bad.name, /\S/);
    for (const url of GOOD) assert.equal(await (await store.read(listedModel(url)))[0].text(), "weights");
    await assert.rejects(store.read(listedModel(BAD)), { code: "model-absent" });
    await store.remove(bad);
    assert.deepEqual(await store.list(), others);
    assert.equal((await shelf.keys()).length, 3 * GOOD.length, "nothing of it is left");
  });
}

/** A storage that fails at each key that has `part` in it. */
const failing = (shelf, part, acts) => {
  const refuse = (key) => key.includes(part) && Promise.reject(new DOMException("The disk is damaged.", "UnknownError"));
  return { ...shelf, ...Object.fromEntries(acts.map((act) => [act, (key, ...rest) => refuse(key) || shelf[act](key, ...rest)])) };
};

for (const folder of ["manifest", "pin", "part"]) {
  test(`a storage that throws at one ${folder} gives the others, and deletes them`, async () => {
    const { shelf } = await open();
    const [broken, whole] = GOOD;
    const key = at(folder, broken);
    const store = new ModelStore(failing(shelf, key, ["read", "remove"]));
    const list = await store.list();
    assert.deepEqual(list.map(({ name }) => name), ["a.bin", "b.bin"]);
    assert.deepEqual(list.map((file) => file.broken), [folder === "part" ? [] : [key], []]);
    assert.equal(await (await store.read(listedModel(whole)))[0].text(), "weights");
    if (folder === "part") await assert.rejects(store.read(listedModel(broken)), { code: "storage-failed", message: /could not read.*`a\.bin`: The disk is damaged/ });
    await assert.rejects(store.removeAll(), { message: "The disk is damaged." });
    assert.deepEqual((await shelf.keys()).map((left) => left.startsWith(key)), [true], "all but that one");
  });
}

test("a file whose fingerprint cannot be read is used all the same, and gets another one once it is tried", async () => {
  const { shelf, store } = await open();
  const [url] = GOOD;
  await shelf.write(at("pin", url), new Blob(["{"]));
  const [file] = await store.list();
  assert.deepEqual([file.complete, file.bytes, file.pin, file.broken], [true, 7, null, [at("pin", url)]]);
  const files = await store.read(listedModel(url));
  assert.equal(await store.isUntried(files), true);
  await store.trust(files);
  assert.deepEqual((await store.list()).map(({ pin, broken }) => [pin?.bytes, broken]), [[7, []], [7, []]]);
});

test("a file of which what is noted is broken keeps its fingerprint when it is deleted, and its parts go", async () => {
  const { shelf, store } = await open();
  const [url] = GOOD;
  await shelf.write(at("manifest", url), new Blob(["[]"]));
  const [file] = await store.list();
  assert.deepEqual([file.name, file.bytes, file.pin.url, file.broken], ["a.bin", 0, url, [at("manifest", url)]]);
  await store.remove(file);
  assert.deepEqual((await shelf.keys()).filter((key) => key.includes("a.bin")), [at("pin", url)]);
});

test("“Delete everything” takes what no list has, too", async () => {
  const { shelf, store } = await open();
  for (const key of ["part/%E0%A4%A/0", "something/else"]) await shelf.write(key, new Blob(["x"]));
  await store.removeAll();
  assert.deepEqual(await shelf.keys(), []);
});
