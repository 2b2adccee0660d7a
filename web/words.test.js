import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cut, cutNames } from "./words.js";

/** Mostly longer than a label, and with letters of two units. */
const NAME = fc.string({ unit: "grapheme", minLength: 0, maxLength: 600 }).map((name) => name.repeat(3));

test("any name has at most 200 characters in a label, its beginning and its end, and no half of one", () => {
  fc.assert(fc.property(NAME, (name) => {
    const short = cut(name);
    assert.ok(short.length <= 200);
    if (name.length <= 200) return assert.equal(short, name);
    const [start, end] = [short.slice(0, short.indexOf("…", 148)), short.slice(short.indexOf("…", 148) + 1)];
    assert.ok(name.startsWith(start) && name.endsWith(end) && start.length > 140 && end.length > 45);
    assert.equal(short.isWellFormed?.() ?? true, true);
    assert.equal(cut(short), short);
  }));
});

test("the end of a file's name stays, and a letter of two units is not cut in half", () => {
  assert.equal(cut(`${"a".repeat(300)}.safetensors`), `${"a".repeat(149)}…${"a".repeat(38)}.safetensors`);
  assert.equal(cut(`${"a".repeat(148)}${"🦊".repeat(100)}`), `${"a".repeat(148)}…${"🦊".repeat(25)}`);
  assert.equal(cut(`${"🦊".repeat(100)}b`), `${"🦊".repeat(74)}…${"🦊".repeat(24)}b`);
});

test("in a message every name is cut: between marks, with spaces in it or not, and an address", () => {
  const [word, words] = ["a".repeat(999), "a ".repeat(999).trim()];
  assert.equal(cutNames(`Expected \`${words}\`, got “${words}” (“${words}”) from https://${word}.`),
    `Expected \`${cut(words)}\`, got “${cut(words)}” (“${cut(words)}”) from ${cut(`https://${word}.`)}`);
  const long = "A sentence of many short words is no name. ".repeat(20);
  for (const text of [long, "", "`a` and “b”", "an open ` and an open “ mark"]) assert.equal(cutNames(text), text);
  assert.equal(cutNames(`an open \` ${word}`), `an open \` ${cut(word)}`);
});
