/** Files that come with the page: packed on the line, and as they were for the engine. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { builtinFiles } from "./builtin.js";

const MODEL = Uint8Array.of(8, 7, 6, 5);
const own = globalThis.fetch;
afterEach(() => (globalThis.fetch = own));

/** @param {string} id @param {Uint8Array} sent for the packed file */
async function files(id, sent) {
  globalThis.fetch = async (url) => new Response(String(url).endsWith(".gz") ? sent : "{}");
  return builtinFiles({ id, name: "Net", files: ["models/net/model.onnx.gz", "models/net/config.json"] });
}

for (const [how, sent] of [["as it lies there", gzipSync(MODEL)], ["unpacked by the server", MODEL]]) {
  test(`a packed file, ${how}: the engine gets what was packed, by the model's name`, async () => {
    const [model, config] = await files(how, sent);
    assert.deepEqual([model.name, config.name], ["Net.onnx", "config.json"]);
    assert.deepEqual(new Uint8Array(await model.arrayBuffer()), MODEL);
    assert.equal(await config.text(), "{}");
  });
}
