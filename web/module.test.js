import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { options } from "./bundle.mjs";
import { BUILT, DECLARED, makeModule, MANIFEST } from "./module.mjs";

test("the package has what its exports, its example and its addresses name", async () => {
  const folder = mkdtempSync(join(tmpdir(), "module-"));
  const [dist, made] = [join(folder, "dist"), join(folder, "sightline")];
  const web = join(dist, "web-0123");
  for (const path of [...BUILT.map((path) => join(web, path)), ...DECLARED.map((path) => join(dist, "web", path))]) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "");
  }
  await build({ ...options(web), logLevel: "silent" });
  await makeModule(dist, made);
  const has = (path, from = ".") => assert.ok(existsSync(join(made, from, path)), `${path}, named in ${from}`);
  const named = Object.values(MANIFEST.exports).flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry)));
  for (const path of [...named, MANIFEST.types, "README.md", "LICENSE-MIT", "LICENSE-APACHE"]) has(path);
  const { imports } = JSON.parse(/<script type="importmap">(.*)<\/script>/.exec(readFileSync(join(made, "example/index.html"), "utf8"))[1]);
  has(imports.sightline, "example");
  // As bundlers look for them.
  const [, worker] = /new Worker\(new URL\("([^"]+)",import\.meta\.url\),\{type:"module"/.exec(readFileSync(join(made, "web/sightline.js"), "utf8"));
  has(worker, "web");
  const engines = [...readFileSync(join(made, "web/engine/worker.js"), "utf8").matchAll(/import\("([^"]+)"\)/g)].map(([, path]) => path);
  assert.equal(engines.length, 2);
  for (const path of engines) has(path, "web/engine");
});
