import assert from "node:assert/strict";
import { test } from "node:test";
import { readLabels } from "./labels-file.js";

const EXPECTED = [["1.jpg", "cat"], ["2.jpg", "tiger cat, tabby"]];
const CASES = [
  ["commas, without a header", "labels.csv", '1.jpg,cat\n2.jpg,"tiger cat, tabby"\n'],
  ["a header, other columns, another order", "labels.csv", 'number,Label,file_name\r\n1,cat,1.jpg\r\n2,"tiger cat, tabby",2.jpg'],
  ["semicolons, and the mark that some programs put first", "labels.csv", "\uFEFFimage;class\n1.jpg;cat\n2.jpg;tiger cat, tabby"],
  ["tabs", "labels.txt", "1.jpg\tcat\n2.jpg\ttiger cat, tabby\n\n"],
  ["a JSON object", "labels.json", JSON.stringify({ "1.jpg": "cat", "2.jpg": "tiger cat, tabby" })],
  ["a JSON list", "labels.json", JSON.stringify([{ path: "1.jpg", truth: "cat", size: 3 }, { path: "2.jpg", truth: "tiger cat, tabby" }])],
  ["a JSON list of pairs", "labels.json", JSON.stringify(EXPECTED)],
  ["a JSON list inside an object", "labels.json", JSON.stringify({ images: [{ image_id: "1.jpg", label: "cat" }, { image_id: "2.jpg", label: "tiger cat, tabby" }] })],
];
for (const [why, name, text] of CASES) test(why, () => assert.deepEqual(readLabels(name, text), EXPECTED));

test("spaces: the name of a picture ends with its ending", () => {
  assert.deepEqual(readLabels("l.txt", "my cat 1.jpg tiger cat\n0007 281\nalone\n"), [["my cat 1.jpg", "tiger cat"], ["0007", "281"]]);
});

test("numbers of classes are words here", () => {
  assert.deepEqual(readLabels("l.json", '{"a.png": 7}'), [["a.png", "7"]]);
});

test("what is no such list is empty", () => {
  for (const text of ["", "{", "null", "[1, 2]", '{"layers": {"a": {}}}']) assert.deepEqual(readLabels("x.json", text), [], text);
  assert.deepEqual(readLabels("classes.txt", "cat\ndog\n"), []);
});
