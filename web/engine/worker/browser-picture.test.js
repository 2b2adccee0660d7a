import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { readable } from "./browser-picture.js";

const AVIF = new Blob(["\0\0\0\x20ftypavif and so on"]);
const PNG = new Blob([Uint8Array.of(0x89, 0x50, 0x4e, 0x47)]);

/** A browser that decodes everything, to 3 x 2 pixels. */
function decodes() {
  globalThis.createImageBitmap = async () => ({ width: 3, height: 2, close() {} });
  globalThis.OffscreenCanvas = class {
    constructor(width, height) {
      this.size = `${width} x ${height}`;
    }
    getContext = () => ({ drawImage() {} });
    convertToBlob = async ({ type }) => new Blob([this.size], { type });
  };
}

afterEach(() => {
  delete globalThis.createImageBitmap;
  delete globalThis.OffscreenCanvas;
});

test("what only the browser decodes becomes a PNG of the same size", async () => {
  decodes();
  const png = await readable(AVIF);
  assert.equal(png.type, "image/png");
  assert.equal(await png.text(), "3 x 2");
});

test("what the engine reads stays as it is", async () => {
  decodes();
  assert.equal(await readable(PNG), PNG);
});

test("what the browser cannot decode stays as it is, and the engine says what it is", async () => {
  globalThis.createImageBitmap = async () => {
    throw new DOMException("no", "InvalidStateError");
  };
  assert.equal(await readable(AVIF), AVIF);
});
