import assert from "node:assert/strict";
import { test } from "node:test";
import { HASH } from "./shown-cases.test.js";
import { otherWords } from "./verify.js";

const OTHER = "532eaabd".padEnd(64, "0");

test("it is said which file was expected, and which one came", () => {
  const file = otherWords(OTHER, { sha256: HASH, name: "cat.jpg" });
  for (const words of ["`cat.jpg`", "SHA-256 532eaabd… instead of 9f86d081…"]) assert.ok(file.includes(words), words);
  const address = otherWords(OTHER, { sha256: HASH, url: "https://pictures.example/a.jpg" });
  assert.ok(address.includes("At pictures.example lies another file now"));
});

test("a long name or host does not make it long", () => {
  for (const ref of [{ sha256: HASH, name: "x".repeat(500) }, { sha256: HASH, url: `https://${"a.".repeat(100)}example.org/a.jpg` }]) assert.ok(otherWords(OTHER, ref).length <= 300);
});
