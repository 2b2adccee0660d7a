import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { fetchModel, weightFiles } from "./address.js";

const { fetch } = globalThis;
afterEach(() => (globalThis.fetch = fetch));

/** The network answers each address with a Response, or with nothing that a page may see. */
function network(answers) {
  globalThis.fetch = async (url) => {
    const answer = answers[new URL(url).pathname];
    if (answer) return answer;
    throw new TypeError("Failed to fetch");
  };
}

const broken = () => new ReadableStream({
  start: (controller) => controller.enqueue(new Uint8Array(3)),
  pull: (controller) => controller.error(new TypeError("network error")),
});

const CASES = [
  { why: "the connection breaks", answer: new Response(broken()), code: "model-interrupted" },
  { why: "a web page", answer: new Response("<!doctype html>", { headers: { "content-type": "text/html" } }), code: "model-not-weights" },
  { why: "not there", answer: new Response("", { status: 404 }), code: "model-refused" },
  { why: "no CORS, or no server", answer: undefined, code: "model-unreachable" },
];

for (const { why, answer, code } of CASES) {
  test(`a model's address, and ${why}`, async () => {
    network({ "/net.zip": answer });
    await assert.rejects(fetchModel("https://models.example/net.zip"), { code, kind: "model", message: /./ });
  });
}

test("a server that answers with a web page where the labels would be: loaded without them", async () => {
  const page = new Response("<!doctype html>", { headers: { "content-type": "text/html" } });
  network({ "/net/model.json": new Response('{"weightsManifest":[{"paths":["a.bin"]}]}'), "/net/a.bin": new Response("123"), "/net/metadata.json": page });
  const files = await fetchModel("https://models.example/net/");
  assert.deepEqual(files.map(({ name, blob }) => [name, blob.size]), [["model.json", 41], ["a.bin", 3]]);
});

test("weights are files of the folder of their model.json, and at most 200", async () => {
  const topology = new URL("https://models.example/nets/a/model.json?token=1");
  const named = (...paths) => weightFiles(JSON.stringify({ weightsManifest: [{ paths }] }), topology);
  assert.deepEqual(named("w.bin", "deep/w 2.bin").map(({ name, address }) => [name, address.href]), [
    ["w.bin", "https://models.example/nets/a/w.bin"], ["deep/w 2.bin", "https://models.example/nets/a/deep/w%202.bin"],
  ]);
  for (const path of ["../b/w.bin", "/w.bin", "https://other.example/w.bin", "//other.example/nets/a/w.bin", "data:,x", "\\\\other.example\\w", "%2e%2e/w", "http://["]) {
    assert.throws(() => named("w.bin", path), { code: "model-address", message: /outside of its folder/ }, path);
  }
  assert.equal(named(...Array(200).fill("w.bin")).length, 200);
  assert.throws(() => named(...Array(201).fill("w.bin")), { code: "model-address", message: /201 files/ });
  assert.throws(() => named("x".repeat(5000), `/${"x".repeat(5000)}`), ({ message }) => message.length <= 300);
  assert.deepEqual(weightFiles('{"weightsManifest": {"paths": 7}}', topology), []);
});

test("no credentials and no referrer go with it", async () => {
  const asked = [];
  globalThis.fetch = async (_, init) => (asked.push(init), new Response("{}"));
  await fetchModel("https://models.example/net/");
  assert.deepEqual(asked.map(({ credentials, referrerPolicy }) => [credentials, referrerPolicy]), Array(2).fill(["omit", "no-referrer"]));
});

test("the first failure ends all that is under way", async () => {
  const signals = {};
  const send = async (address, { signal }) => {
    const name = new URL(address).pathname.split("/").at(-1);
    signals[name] = signal;
    if (name === "model.json") return new Response('{"weightsManifest":[{"paths":["a.bin", "b.bin"]}]}');
    if (name === "a.bin") return new Response("", { status: 404 });
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  await assert.rejects(fetchModel("https://models.example/net/", { send }), { code: "model-refused" });
  assert.deepEqual([signals["b.bin"].aborted, signals["metadata.json"].aborted], [true, true]);
});

test("what is cancelled rejects with the signal's reason", async () => {
  const controller = new AbortController();
  const send = (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const fetching = fetchModel("https://models.example/net.zip", { send, signal: controller.signal });
  controller.abort(new Error("Cancelled."));
  await assert.rejects(fetching, { message: "Cancelled." });
});

test("a model.json of more than 8 MB is not read to its end", async () => {
  network({ "/net/model.json": new Response(" ".repeat(8_000_001)) });
  await assert.rejects(fetchModel("https://models.example/net/"), { code: "model-address", message: /more than 8 MB/ });
});
