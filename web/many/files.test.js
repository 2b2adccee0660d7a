import assert from "node:assert/strict";
import { test } from "node:test";
import { isOfMany, sortDropped } from "./files.js";
import { pictureKind } from "../intake/picture-kind.js";

const FORMATS = [{ extensions: ["zip", "json", "bin"] }, { extensions: ["onnx"] }];
const PNG = "\x89PNG\r\n\x1a\n";
const bytes = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const dropped = (path, content = PNG) => ({ path, file: new File([bytes(content)], path.split("/").at(-1)) });
const paths = (list) => list.map(({ path }) => path);

test("pictures are known by their content, whatever their name, and stand in the order of their paths", async () => {
  const { pictures, unused } = await sortDropped([dropped("b/10.png"), dropped("b/9.png"), dropped("a/photo", "\xff\xd8\xff\xe0"), dropped("x.txt", "GIF89a")], FORMATS);
  assert.deepEqual(paths(pictures), ["a/photo", "b/9.png", "b/10.png", "x.txt"]);
  assert.deepEqual(pictures.map(({ id }) => id), [0, 1, 2, 3]);
  assert.deepEqual(unused, []);
});

test("whatever cannot be used is listed with its reason", async () => {
  const files = [dropped("a/1.png"), dropped("a/.DS_Store", "x"), dropped("__MACOSX/a/._1.png"), dropped("a/empty.png", ""), dropped("a/drawing.psd", "8BPS\0\x01"),
    dropped("a/notes.pdf", "%PDF-1.7"), dropped("a/Thumbs.db", "x")];
  const { pictures, unused } = await sortDropped(files, FORMATS);
  assert.deepEqual(paths(pictures), ["a/1.png"]);
  assert.equal(pictures.length + unused.length, files.length, "nothing vanishes");
  const reason = (end) => unused.find(({ path }) => path.endsWith(end))?.reason;
  assert.match(reason("psd"), /Photoshop.*Save it as JPEG/);
  assert.match(reason("empty.png"), /empty/);
  assert.match(reason("notes.pdf"), /Neither a picture/);
  assert.match(reason(".DS_Store"), /hidden/);
  assert.match(reason("._1.png"), /hidden/);
});

test("what begins like a model is one, whatever its name", async () => {
  const { model, unused } = await sortDropped([dropped("a/1.png"), dropped("a/keras_model.h5", "\x89HDF\r\n"), dropped("a/best", "PK\x03\x04")], FORMATS);
  assert.deepEqual(model.map(({ name }) => name), ["keras_model.h5", "best"]);
  assert.deepEqual(unused, []);
});

test("a file that cannot be read is listed", async () => {
  const gone = dropped("gone.png");
  gone.file.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException("gone", "NotFoundError")) });
  assert.match((await sortDropped([gone], FORMATS)).unused[0].reason, /cannot read/);
});

test("a list that names one of the pictures says what they show; another list may belong to the model", async () => {
  const labels = dropped("pets/labels.csv", "1.png,cat\n");
  const { labels: found, words, model, unused } = await sortDropped(
    [dropped("pets/1.png"), labels, dropped("pets/more.csv", "1.png,dog\n"), dropped("classes.txt", "cat\ndog\n"), dropped("net.onnx", "\x08\x07")], FORMATS);
  assert.deepEqual(found, { name: "pets/labels.csv", list: [["1.png", "cat"]] });
  assert.deepEqual(words.map(({ name }) => name), ["classes.txt"]);
  assert.deepEqual(model.map(({ name }) => name), ["net.onnx"]);
  assert.match(unused[0].reason, /second list.*pets\/labels.csv is used/);
});

test("a list of something else beside pictures is no list of classes", async () => {
  const { words, unused } = await sortDropped([dropped("pets/1.png"), dropped("pets/notes.txt", "we took these\nin May\n")], FORMATS);
  assert.deepEqual(words, []);
  assert.match(unused[0].reason, /none of the pictures.*drop it alone/);
});

test("a list alone may be about the pictures that are there", async () => {
  const { pictures } = await sortDropped([dropped("pets/1.png")], FORMATS);
  const later = await sortDropped([dropped("labels.csv", "1.png,cat\n")], FORMATS, pictures);
  assert.deepEqual(later.labels?.list, [["1.png", "cat"]]);
});

test("several pictures or a folder of them are many; while many are looked at, any picture and any list", () => {
  const image = (path) => ({ path, file: new File(["x"], path, { type: "image/png" }) });
  const closed = { isOpen: false, entries: [] };
  const open = { isOpen: true, entries: [image("a.png")] };
  assert.ok(isOfMany([image("a.png"), image("b.png")], closed));
  assert.ok(isOfMany([image("pets/a.png")], closed));
  assert.ok(!isOfMany([image("a.png")], closed));
  assert.ok(!isOfMany([image("a.png"), dropped("net.onnx", "x")], closed), "a picture and its model");
  assert.ok(!isOfMany([dropped("labels.csv", "x")], closed));
  assert.ok(isOfMany([image("a.png")], open));
  assert.ok(isOfMany([dropped("labels.csv", "x")], open));
  assert.ok(!isOfMany([dropped("net.onnx", "x")], open));
});

const KINDS = [
  [PNG, "PNG"], ["\xff\xd8\xff\xdb", "JPEG"], ["GIF87a", "GIF"], ["RIFF\x10\0\0\0WEBPVP8 ", "WebP"], ["BM\x36\0\0\0\0\0\0\0", "BMP"],
  ["\0\0\0\x1cftypavif", "AVIF"], ["\0\0\0\x18ftypmif1", "HEIC"], ["II*\0", "TIFF"], ["<?xml version='1.0'?>\n<svg xmlns", "SVG"], ["\xff\x0a", "JPEG XL"],
  ["BMX is a sport", null], ["RIFF\x10\0\0\0WAVE", null], ["hello", null], ["", null],
];
for (const [start, name] of KINDS) test(`${JSON.stringify(start)} is ${name ?? "no picture"}`, () => assert.equal(pictureKind(bytes(start))?.name ?? null, name));
