import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { fakeWorker, useWorker } from "../engine/fake-worker.test.js";
import { REQUEST } from "../engine/protocol.js";
import { ANSWERS, FAMILIES, method, openPage } from "../fake-page.test.js";

/** The first of two classes is the best. */
const engine = { ...ANSWERS, [REQUEST.setPicture]: () => ({ width: 4, height: 2, crop: null }) };
useWorker(fakeWorker((request) => engine[request.type]?.(request), { catalogue: { families: FAMILIES, methods: [method("good")] } }));

const { createImageBitmap, document } = globalThis;
beforeEach(() => {
  globalThis.createImageBitmap = async () => ({ width: 4, height: 2, close() {} });
  globalThis.document = { createElement: () => ({ getContext: () => ({ fillRect() {}, drawImage() {} }) }) };
});
afterEach(() => Object.assign(globalThis, { createImageBitmap, document }));

test("a picture of the wall is opened with the class that its map explains, another one with its best class", async () => {
  const { flow, store, until, errors } = await openPage([]);
  const opened = async (options) => {
    await flow.setPicture(new Blob(["x"]), "x.png", options);
    await until(({ work, explanation }) => work.length === 0 && explanation !== null);
    return store.state.explanation.target.index;
  };
  assert.equal(await opened({ about: 1 }), 1);
  assert.equal(await opened({ about: null }), 0);
  assert.equal(await opened(), 0);
  assert.deepEqual(errors(), []);
});
