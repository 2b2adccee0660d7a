import assert from "node:assert/strict";
import { test } from "node:test";
import { classFinder, NO_TRUTHS, pictureFinder, truthsOf } from "./truth.js";

const CLASSES = ["cat", "Tiger cat", "tench, Tinca tinca", "crane", "crane", "golden retriever", "maillot", "maillot, tank suit", "7"];
const entries = (...paths) => paths.map((path, id) => ({ id, path, file: null }));
const truths = (known) => truthsOf({ list: null, classes: CLASSES, byHand: {}, ...known });

const NAMES = [
  { name: "cat", how: "same", index: 0 },
  { name: "CAT", how: "spelling", index: 0 },
  { name: "tiger_cat", how: "spelling", index: 1 },
  { name: "Golden-Retriever", how: "spelling", index: 5 },
  { name: "tench", how: "synonym", index: 2 },
  { name: "tinca_tinca", how: "synonym", index: 2 },
  { name: "tank suit", how: "synonym", index: 7 },
  { name: "cats", how: "none", index: null },
  { name: "", how: "none", index: null },
  { name: "3", how: "number", index: 3 },
  { name: "7", how: "same", index: 8 },
  { name: "9", how: "none", index: null },
];
for (const { name, how, index } of NAMES) {
  test(`"${name}" is found: ${how}`, () => assert.deepEqual(classFinder(CLASSES, { numbers: true })(name), { index, how, candidates: [] }));
}

test("a name that two classes have is not guessed", () => {
  assert.deepEqual(classFinder(CLASSES, { numbers: true })("crane"), { index: null, how: "several", candidates: [3, 4] });
  assert.deepEqual(classFinder(["Cat", "CAT"], { numbers: true })("cat"), { index: null, how: "several", candidates: [0, 1] });
});

test("the number of a folder is no class: it may count anything", () => {
  assert.equal(classFinder(CLASSES, { numbers: false })("3").index, null);
});

test("the folder that a picture lies in is its truth; what fits no class is listed with its pictures", () => {
  const { source, of, matches, missing } = truths({ entries: entries("pets/cat/1.jpg", "pets/cat/2.jpg", "pets/tiger_cat/1.jpg", "pets/hamster/1.jpg", "loose.jpg") });
  assert.equal(source, "folders");
  assert.deepEqual([...of], [[0, { name: "cat", index: 0 }], [1, { name: "cat", index: 0 }], [2, { name: "tiger_cat", index: 1 }], [3, { name: "hamster", index: null }]]);
  assert.deepEqual(matches.map(({ name, how, pictures }) => [name, how, pictures]), [["cat", "same", 2], ["hamster", "none", 1], ["tiger_cat", "spelling", 1]]);
  assert.deepEqual(missing, ["loose.jpg"]);
});

test("pictures without folders and without a list have no truth", () => {
  assert.equal(truths({ entries: entries("1.jpg", "2.jpg") }), NO_TRUTHS);
});

test("a person says which class a folder is, or that it is none", () => {
  const { of, matches } = truths({ entries: entries("kitties/1.jpg", "cat/1.jpg"), byHand: { kitties: 0, cat: null } });
  assert.deepEqual([of.get(0)?.index, of.get(1)?.index], [0, null]);
  assert.deepEqual(matches.map(({ how }) => how), ["hand", "hand"]);
});

test("a folder named like something of every object is not said by hand", () => {
  assert.equal(truths({ entries: entries("constructor/1.jpg") }).matches[0].how, "none");
});

test("a list counts instead of folders, and its names of pictures may be shorter than the paths", () => {
  const list = [["1.jpg", "tiger cat"], ["cat/2", "cat"], ["else.jpg", "cat"]];
  const { source, of, unused, missing } = truths({ entries: entries("a/1.jpg", "a/cat/2.jpg", "a/3.jpg"), list });
  assert.equal(source, "list");
  assert.deepEqual([...of].map(([id, { index }]) => [id, index]), [[0, 1], [1, 0]]);
  assert.deepEqual(unused, ["else.jpg"]);
  assert.deepEqual(missing, ["a/3.jpg"]);
});

test("a name that fits two pictures, and a picture with two classes, are listed and not guessed", () => {
  const list = [["1.jpg", "cat"], ["b/2.jpg", "cat"], ["b/2.jpg", "crane"], ["b/3.jpg", "cat"], ["b/3.jpg", "cat"]];
  const { of, unclear } = truths({ entries: entries("a/1.jpg", "b/1.jpg", "b/2.jpg", "b/3.jpg"), list });
  assert.deepEqual([...of.keys()], [3]);
  assert.deepEqual(unclear, ["1.jpg", "b/2.jpg"]);
});

test("pictures are found by the end of their path", () => {
  const find = pictureFinder(entries("pets/cat/1.jpg", "pets/dog/1.jpg", "pets/dog/x.y.png"));
  assert.deepEqual(find("pets/cat/1.jpg"), [0]);
  assert.deepEqual(find("./cat\\1.jpg"), [0]);
  assert.deepEqual(find("/data/all/pets/dog/1.jpg"), [1]);
  assert.deepEqual(find("x.y"), [2]);
  assert.deepEqual(find("1"), [0, 1]);
  assert.deepEqual(find("at/1.jpg"), [], "only whole parts of a path count");
  assert.deepEqual(find("fox/1.jpg"), [], "a picture of another folder is another picture");
  assert.deepEqual(find("2.jpg"), []);
});
