/**
 * Assembles the page: `node web/bundle.mjs <folder>` writes web/ of the built page into the folder. Trunk calls it without
 * one and names its own.
 * Each entry becomes one file, so that a first visit takes few requests; tests and sources stay out.
 */
import { cp, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const WEB = dirname(fileURLToPath(import.meta.url));
/** Entry points by where they lie in the built page: their own relative addresses must stay true. */
const ENTRIES = { main: "main.js", sightline: "sightline.js", "engine/worker": "engine/worker.js", "file-protocol": "file-protocol.js", page: "styles/main.css" };
/** Copied as they are. */
const DATA = ["icon.svg", "demo", "models/catalogue.json", "sightline.d.ts", "engine/border.d.ts", "engine/error.d.ts"];

const folder = process.argv[2] ?? process.env["TRUNK_STAGING_DIR"];
if (!folder) throw new Error("Say where to: node web/bundle.mjs <folder>");
const target = join(folder, "web");
await mkdir(target, { recursive: true });
await build({
  entryPoints: Object.fromEntries(Object.entries(ENTRIES).map(([name, path]) => [name, join(WEB, path)])),
  outdir: target,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: true,
  // The licences of what the page is built with go with it.
  legalComments: "linked",
  // The engine is built beside the page and loaded when the device is known.
  external: ["*/engine-cpu.js", "*/engine-webgpu.js"],
  logLevel: "warning",
});
for (const path of DATA) await cp(join(WEB, path), join(target, path), { recursive: true });
