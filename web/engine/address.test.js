import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { fetchModel } from "./model-files.js";

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
    await assert.rejects(fetchModel("https://models.example/net.zip", () => {}), { code, kind: "model", message: /./ });
  });
}

test("a server that answers with a web page where the labels would be: loaded without them", async () => {
  const page = new Response("<!doctype html>", { headers: { "content-type": "text/html" } });
  network({ "/net/model.json": new Response('{"weightsManifest":[{"paths":["a.bin"]}]}'), "/net/a.bin": new Response("123"), "/net/metadata.json": page });
  const files = await fetchModel("https://models.example/net/", () => {});
  assert.deepEqual(files.map(({ name, blob }) => [name, blob.size]), [["model.json", 41], ["a.bin", 3]]);
});
