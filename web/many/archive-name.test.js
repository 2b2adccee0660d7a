import assert from "node:assert/strict";
import { test } from "node:test";
import { archiveName, plainWord } from "./archive-name.js";

const CASES = [
  ["a path stays", "maps/cat/1.jpg.npy", "maps/cat/1.jpg.npy"],
  ["no way out of the folder", "../../etc/passwd", "etc/passwd"],
  ["not from the root", "/etc/./passwd", "etc/passwd"],
  ["no signs that Windows refuses", 'a:b\\c?".png', "a_b_c__.png"],
  ["no names of devices", "cat/NUL.png", "cat/_NUL.png"],
  ["no dots or spaces at the end", "cat. /1.png", "cat/1.png"],
  ["letters of all languages", "кошки/ネコ 1.png", "кошки/ネコ 1.png"],
  ["something at least", "//..//", "unnamed"],
];
for (const [why, path, expected] of CASES) test(why, () => assert.equal(archiveName(path, new Set()), expected));

test("names differ by more than capitals, and keep their ending", () => {
  const taken = new Set();
  assert.deepEqual(["a/1.png", "A/1.PNG", "a/1.png", "a.b/x", "a.b/x"].map((path) => archiveName(path, taken)), ["a/1.png", "A/1 (2).PNG", "a/1 (3).png", "a.b/x", "a.b/x (2)"]);
});

test("words for columns", () => {
  assert.equal(plainWord("layer4.1/conv2", "map"), "layer4_1_conv2");
  assert.equal(plainWord("..", "map"), "map");
});
