import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { decodePicture } from "./paint.js";

const { createImageBitmap, document } = globalThis;
beforeEach(() => {
  globalThis.createImageBitmap = async () => ({ width: 4, height: 2, close() {} });
  globalThis.document = { createElement: () => ({ getContext: () => ({ fillRect() {}, drawImage() {} }) }) };
});
afterEach(() => Object.assign(globalThis, { createImageBitmap, document }));

test("a picture that has other sides for the browser than for the engine is not shown", async () => {
  const drawn = await decodePicture(new Blob(["x"]), { width: 4, height: 2 });
  assert.equal(drawn.width, 2 * drawn.height);
  for (const size of [{ width: 2, height: 4 }, { width: 4, height: 3 }]) await assert.rejects(decodePicture(new Blob(["x"]), size), /4 x 2 instead of/);
});
