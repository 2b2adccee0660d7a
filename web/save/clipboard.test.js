import assert from "node:assert/strict";
import { test } from "node:test";
import { copyImage, copyText } from "./clipboard.js";

const PNG = new Blob(["png"], { type: "image/png" });

/** A browser that keeps what was written. @param {{ promises?: boolean, refuses?: string, selects?: boolean }} [how] */
function browser({ promises = true, refuses, selects = true } = {}) {
  /** @type {any[]} */
  const written = [];
  class ClipboardItem {
    constructor(/** @type {Record<string, any>} */ parts) {
      if (!promises && parts["image/png"] instanceof Promise) throw new TypeError("no promises");
      this.parts = parts;
    }
  }
  const write = async (/** @type {any} */ value) => {
    if (refuses) throw new Error(refuses);
    written.push(Array.isArray(value) ? await value[0].parts["image/png"] : value);
  };
  const area = { style: {}, select() {}, remove: () => written.push("removed") };
  const document = { activeElement: null, createElement: () => area, body: { append() {} }, execCommand: () => (written.push(area.value), selects) };
  return { written, parts: /** @type {any} */ ({ clipboard: { write, writeText: write }, ClipboardItem, document }) };
}

test("a picture is given as a promise at once, so that Safari lets it be copied", async () => {
  const { written, parts } = browser();
  /** @type {(blob: Blob) => void} */
  let finish = () => {};
  let given = false;
  const { write } = parts.clipboard;
  parts.clipboard.write = (/** @type {any} */ items) => ((given = true), write(items));
  const copied = copyImage(() => new Promise((resolve) => (finish = resolve)), parts);
  assert.ok(given, "before the picture is drawn");
  finish(PNG);
  await copied;
  assert.deepEqual(written, [PNG]);
});

test("a browser that takes no promise gets the picture, which is drawn once", async () => {
  const { written, parts } = browser({ promises: false });
  let drawn = 0;
  await copyImage(async () => ((drawn += 1), PNG), parts);
  assert.deepEqual([written, drawn], [[PNG], 1]);
});

test("where pictures cannot be copied, it says to save it", async () => {
  const { parts } = browser();
  for (const lacking of [{ clipboard: undefined }, { ClipboardItem: undefined }, { clipboard: { writeText() {} } }]) {
    await assert.rejects(copyImage(async () => PNG, { ...parts, ...lacking }), { code: "clipboard-missing", message: /Save the picture/ });
  }
});

test("a refusal says why, and a picture that cannot be drawn is its own reason", async () => {
  const { parts } = browser({ refuses: "Write permission denied." });
  await assert.rejects(copyImage(async () => PNG, parts), { code: "clipboard-refused", message: /Write permission denied/ });
  await assert.rejects(copyImage(() => Promise.reject(new RangeError("too large")), parts), RangeError);
});

test("a text is copied, by a selection if the clipboard refuses or is not there", async () => {
  const { written, parts } = browser();
  await copyText("#1;m=a", parts);
  assert.deepEqual(written, ["#1;m=a"]);
  const without = browser();
  await copyText("link", { ...without.parts, clipboard: undefined });
  assert.deepEqual(without.written, ["link", "removed"]);
  const refusing = browser({ refuses: "no" });
  await copyText("link", refusing.parts);
  assert.deepEqual(refusing.written, ["link", "removed"]);
});

test("a text that can be copied in no way says so", async () => {
  const { parts } = browser({ refuses: "denied", selects: false });
  await assert.rejects(copyText("link", parts), { code: "clipboard-refused", message: /denied/ });
  await assert.rejects(copyText("link", { ...parts, document: undefined }), { code: "clipboard-refused" });
});
