import assert from "node:assert/strict";
import { test } from "node:test";
import { isModelStart } from "./model-start.js";

const bytes = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const MODELS = {
  "a zip archive": "PK\x03\x04\x14\0", "a Keras file": "\x89HDF\r\n\x1a\n", "a pickle": "\x80\x04\x95\x10", "old PyTorch": "\x80\x02\x8a\nl\xfc\x9cF",
  safetensors: '\x90\x01\0\0\0\0\0\0{"__meta', ONNX: "\x08\x08\x12\x07pytorch", SavedModel: "\x08\x01\x12\xcd\x95\x02", "TensorFlow Lite": "\x1c\0\0\0TFL3\x14\0",
};
for (const [what, start] of Object.entries(MODELS)) test(`${what} begins like a model`, () => assert.ok(isModelStart(bytes(start))));

const OTHERS = { "a PNG": "\x89PNG\r\n\x1a\n", "a JPEG": "\xff\xd8\xff\xe0", "a text": "cat\ndog\n", JSON: '{"a": [1, 2, 3, 4]}', "a PDF": "%PDF-1.7", nothing: "", weights: "\0\0\x80\x3f\0\0\x80\xbf" };
for (const [what, start] of Object.entries(OTHERS)) test(`${what} does not`, () => assert.ok(!isModelStart(bytes(start))));
