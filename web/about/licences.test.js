import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { licencesPage, npmPackages, textsOf, works } from "./licences.mjs";

test("what esbuild bundled is listed with its own text", () => {
  const [one, other, ...more] = npmPackages({ inputs: { "node_modules/lit-html/lit-html.js": {}, "node_modules/lit-html/directive.js": {}, "node_modules/fflate/esm/browser.js": {}, "web/main.js": {} } });
  assert.deepEqual([one.name, one.licence, other.name, other.licence, more], ["fflate", "MIT", "lit-html", "BSD-3-Clause", []]);
  assert.match(one.texts[0], /Arjun Barrett/);
});

test("a package without a text fails by its name, unless its licence is the same for all", () => {
  const empty = mkdtempSync(join(tmpdir(), "licences-"));
  assert.throws(() => textsOf("left-out", "MIT", empty), /left-out \(MIT\).*web\/about\/texts\/left-out\.txt/);
  assert.throws(() => textsOf("left-out", "Apache-2.0 WITH LLVM-exception", empty), /left-out/);
  assert.match(textsOf("left-out", "MIT OR Apache-2.0", empty)[0], /Apache License/);
  writeFileSync(join(empty, "COPYING"), "Do as you like. \n");
  assert.deepEqual(textsOf("found", "MIT", empty), ["Do as you like."]);
});

test("a text stands once in the page, and nothing of it is read as HTML", () => {
  const page = licencesPage([{ heading: "A", packages: [{ name: "one", version: "1.0", licence: "X", texts: ["<b>&"] }, { name: "two", version: "", licence: "Y", texts: ["<b>&", "other"] }] }]);
  assert.equal(page.split("&lt;b&gt;&amp;").length, 2);
  assert.match(page, /<li>two: Y \(<a href="#t1">text 1<\/a>, <a href="#t2">text 2<\/a>\)<\/li>/);
});

test("models and pictures are listed", () => {
  assert.ok(works().every(({ texts }) => texts.every((text) => text.length > 100)));
});
