import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

test("sightline.d.ts declares what sightline.js exports", () => {
  const folder = mkdtempSync(join(tmpdir(), "declarations-"));
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, "-p", join(ROOT, "tsconfig.declarations.json"), "--outDir", folder]);
  for (const file of ["sightline.d.ts", "sightline-view.d.ts", "engine/error.d.ts"]) {
    const [emitted, committed] = [readFileSync(join(folder, file), "utf8"), join(ROOT, "web", file)];
    if (process.env.BLESS) writeFileSync(committed, emitted);
    assert.equal(readFileSync(committed, "utf8"), emitted, `web/${file} is out of date: run BLESS=1 node --test web/declarations.test.js`);
  }
});
