import assert from "node:assert/strict";
import { test } from "node:test";
import { placed, transferredFiles } from "./transfer.js";

const file = (name) => new File(["x"], name);
const fileEntry = (name, folder = "") => ({ isFile: true, isDirectory: false, fullPath: `${folder}/${name}`, file: (resolve) => resolve(file(name)) });
/** Gives its entries in portions of two, as browsers give them in portions of a hundred. */
const folderEntry = (...entries) => ({
  isFile: false,
  isDirectory: true,
  createReader: () => ({ readEntries: (resolve) => resolve(entries.splice(0, 2)) }),
});
const transfer = (entries, files = []) => ({ files, items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })) });

test("the files of a folder come with the folders that they lie in", async () => {
  const inner = folderEntry(...["1.jpg", "2.jpg", "3.jpg"].map((name) => fileEntry(name, "/pets/cat")));
  const found = await transferredFiles(transfer([folderEntry(inner, fileEntry("labels.csv", "/pets")), fileEntry("loose.jpg")]));
  assert.deepEqual(found.map(({ path }) => path), ["pets/cat/1.jpg", "pets/cat/2.jpg", "pets/cat/3.jpg", "pets/labels.csv", "loose.jpg"]);
  assert.deepEqual(found.map((one) => one.file.name), ["1.jpg", "2.jpg", "3.jpg", "labels.csv", "loose.jpg"]);
});

test("files without a folder are taken as they are", async () => {
  const files = [file("a.png"), file("b.png")];
  assert.deepEqual((await transferredFiles(transfer([null, null], files))).map(({ file: one }) => one), files);
});

test("a folder that was chosen gives its files their paths", () => {
  assert.equal(placed(Object.assign(file("1.jpg"), { webkitRelativePath: "pets/cat/1.jpg" })).path, "pets/cat/1.jpg");
  assert.equal(placed(file("1.jpg")).path, "1.jpg");
});
