import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PRIVACY } from "./privacy.js";

test("each promise names a test that is there", () => {
  for (const { words, proof } of PRIVACY) {
    assert.match(words, /^[A-Z].*\.$/);
    const [file, title] = proof.split("::");
    const program = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
    assert.ok(program.includes(`test("${title}"`), proof);
  }
});
