import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { KeptBuild } from "./build.js";

const SCOPE = "https://school.example/lens/";
const hashOf = (text) => createHash("sha256").update(text).digest("hex");

/** Everything that a server has of a build. */
function made(id, { engine = "engine", main = `main ${id}` } = {}) {
  const folder = `web-${id}`;
  const contents = { "index.html": `<script src="${folder}/main.js">`, [`${folder}/main.js`]: main, [`${folder}/engine/engine-cpu.wasm`]: engine };
  const webgpu = { [`${folder}/engine/engine-webgpu.wasm`]: "large" };
  const hashes = (files) => Object.fromEntries(Object.entries(files).map(([path, text]) => [path, hashOf(text)]));
  return { contents: { ...contents, ...webgpu }, build: { id, files: hashes(contents), forWebgpu: hashes(webgpu) } };
}

/** Caches as a browser has them, in the order in which they were made. */
function fakeCaches() {
  const all = new Map();
  const urlOf = (request) => (typeof request === "string" ? request : request.url);
  const cacheOf = (entries) => ({
    match: async (request) => entries.get(urlOf(request))?.clone(),
    put: async (request, response) => void entries.set(urlOf(request), response),
    keys: async () => [...entries.keys()].map((url) => ({ url })),
  });
  return {
    open: async (name) => cacheOf(all.get(name) ?? all.set(name, new Map()).get(name)),
    match: async (request, { cacheName }) => all.get(cacheName)?.get(urlOf(request))?.clone(),
    keys: async () => [...all.keys()],
    delete: async (name) => all.delete(name),
    pathsOf: (id) => [...(all.get(`sightline-build ${SCOPE} ${id}`)?.keys() ?? [])].map((url) => url.slice(SCOPE.length)),
  };
}

/** A browser with a server behind it, and the service workers of several builds. */
function world() {
  const caches = fakeCaches();
  const now = { contents: {}, pages: [], isOnline: true, asked: [] };
  const browser = {
    caches,
    hash: async (bytes) => hashOf(Buffer.from(bytes)),
    pages: async () => now.pages,
    fetch: async (request) => {
      const path = (typeof request === "string" ? request : request.url).slice(SCOPE.length) || "index.html";
      now.asked.push(path);
      if (!now.isOnline) throw new TypeError("no network");
      return path in now.contents ? new Response(now.contents[path], { headers: { "content-type": "x/y" } }) : new Response("", { status: 404 });
    },
  };
  return { now, caches, keeperOf: ({ build }, patience) => new KeptBuild(build, SCOPE, browser, patience) };
}

const page = (id) => ({ id, url: `${SCOPE}?backend=cpu` });
const text = async (response) => (await response).text();

test("a build is kept whole, and given without a network", async () => {
  const { now, caches, keeperOf } = world();
  const a = made("aaa");
  now.contents = a.contents;
  const keeper = keeperOf(a);
  await keeper.install();
  assert.deepEqual(caches.pathsOf("aaa"), ["", "web-aaa/main.js", "web-aaa/engine/engine-cpu.wasm"]);
  now.isOnline = false;
  assert.equal(await text(keeper.index("new")), a.contents["index.html"]);
  assert.equal(await text(keeper.file({ url: `${SCOPE}web-aaa/main.js` })), "main aaa");
});

for (const [what, change] of Object.entries({
  "a file is missing": { "web-aaa/engine/engine-cpu.wasm": undefined },
  "a file is not that of the build": { "web-aaa/engine/engine-cpu.wasm": "another" },
  "the index is that of the next build already": { "index.html": "<script src=web-bbb/main.js>" },
})) {
  test(`nothing of a build is kept if ${what}`, async () => {
    const { now, caches, keeperOf } = world();
    const a = made("aaa");
    now.contents = Object.fromEntries(Object.entries({ ...a.contents, ...change }).filter(([, content]) => content !== undefined));
    await assert.rejects(keeperOf(a).install());
    assert.deepEqual(await caches.keys(), []);
  });
}

test("what did not change is taken from the build before, and what only this device uses goes with it", async () => {
  const { now, caches, keeperOf } = world();
  const [a, b] = [made("aaa"), made("bbb", { engine: "another engine" })];
  now.contents = a.contents;
  await keeperOf(a).install();
  await keeperOf(a).keepForWebgpu();
  now.contents = b.contents;
  now.asked = [];
  await keeperOf(b).install();
  assert.deepEqual(now.asked, ["index.html", "web-bbb/main.js", "web-bbb/engine/engine-cpu.wasm"]);
  assert.ok(caches.pathsOf("bbb").includes("web-bbb/engine/engine-webgpu.wasm"));
  assert.equal(await text(keeperOf(b).file({ url: `${SCOPE}web-bbb/engine/engine-webgpu.wasm` })), "large");
});

test("the newest index is given where no other page is open, else that of the build in use", async () => {
  const { now, keeperOf } = world();
  const [a, b] = [made("aaa"), made("bbb")];
  now.contents = a.contents;
  const keeper = keeperOf(a);
  await keeper.install();
  now.contents = b.contents;
  now.pages = [page("open")];
  assert.equal(await text(keeper.index("new")), a.contents["index.html"]);
  now.pages = [page("new"), { id: "foreign", url: "https://school.example/other/" }];
  assert.equal(await text(keeper.index("new")), b.contents["index.html"]);
});

for (const [what, change] of Object.entries({
  "has no network": (now) => (now.isOnline = false),
  "answers with a page of the network": (now) => (now.contents = { "index.html": "Please sign in" }),
  "fails": (now) => (now.contents = {}),
})) {
  test(`a visit whose server ${what} gets the kept index`, async () => {
    const { now, keeperOf } = world();
    const a = made("aaa");
    now.contents = a.contents;
    const keeper = keeperOf(a);
    await keeper.install();
    change(now);
    assert.equal(await text(keeper.index()), a.contents["index.html"]);
  });
}

test("a server that does not answer is waited for no longer than a moment", async () => {
  const { now, keeperOf } = world();
  const a = made("aaa");
  now.contents = a.contents;
  const keeper = keeperOf(a, 10);
  await keeper.install();
  now.contents = new Proxy({}, { has: () => true, get: () => new ReadableStream() });
  assert.equal(await text(keeper.index()), a.contents["index.html"]);
});

test("a page of an earlier build finds its files as long as it is open; later builds are never forgotten", async () => {
  const { now, caches, keeperOf } = world();
  const [a, b] = [made("aaa"), made("bbb")];
  now.contents = a.contents;
  await keeperOf(a).install();
  now.contents = b.contents;
  await keeperOf(b).install();
  await keeperOf(a).sweep();
  assert.ok(caches.pathsOf("bbb").length > 0);
  now.pages = [page("of a")];
  await keeperOf(b).sweep();
  assert.equal(await text(keeperOf(b).file({ url: `${SCOPE}web-aaa/main.js` })), "main aaa");
  now.pages = [];
  await keeperOf(b).sweep();
  assert.deepEqual(caches.pathsOf("aaa"), []);
});

test("only the page's own files are answered", () => {
  const { keeperOf } = world();
  const kindOf = (path, { method = "GET", mode = "cors" } = {}) => keeperOf(made("aaa")).kindOf({ url: new URL(path, SCOPE).href, method, mode });
  assert.equal(kindOf("?backend=cpu", { mode: "navigate" }), "index");
  assert.equal(kindOf("index.html", { mode: "navigate" }), "index");
  assert.equal(kindOf("blank.html", { mode: "navigate" }), null);
  assert.equal(kindOf("web-aaa/main.js"), "file");
  assert.equal(kindOf("web-bbb/main.js"), "file");
  for (const path of ["models/birds.onnx", "pictures/cat.jpg", "../other/web-aaa/main.js", "https://elsewhere.example/lens/web-aaa/main.js"]) assert.equal(kindOf(path), null, path);
  assert.equal(kindOf("web-aaa/main.js", { method: "POST" }), null);
});
