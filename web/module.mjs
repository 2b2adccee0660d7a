/**
 * The public module as a package of npm: `node web/module.mjs <dist> <folder>` makes it of the built page, and packs it.
 * Addresses between its files are those of the page, so that what was tested is what is installed.
 */
import { execFileSync } from "node:child_process";
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { VERSION } from "./save/version.js";

const WEB = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(WEB);
/** Of a build's folder. */
export const BUILT = [
  "sightline.js", "engine/worker.js", "engine/engine-cpu.js", "engine/engine-cpu_bg.wasm", "engine/engine-webgpu.js", "engine/engine-webgpu_bg.wasm",
];
/** Of what stays at its address in each build. */
export const DECLARED = ["sightline.d.ts", "engine/border.d.ts", "engine/error.d.ts"];

export const MANIFEST = {
  name: "sightline",
  version: VERSION,
  description: "Which pixels an image classifier used: Grad-CAM and 28 other methods in the browser, on WebGPU or on the CPU.",
  license: "MIT OR Apache-2.0",
  type: "module",
  exports: {
    ".": { types: "./web/sightline.d.ts", default: "./web/sightline.js" },
    "./worker": "./web/engine/worker.js",
    "./package.json": "./package.json",
  },
  types: "./web/sightline.d.ts",
  keywords: ["grad-cam", "saliency", "explainability", "image-classification", "onnx", "teachable-machine", "webgpu", "wasm"],
};

/** @param {string} dist @param {string} folder that the package is made in */
export async function makeModule(dist, folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const build = (await readdir(dist)).find((name) => name.startsWith("web-"));
  if (!build) throw new Error(`${dist} has no build: run \`cargo xtask build\` first.`);
  for (const path of BUILT) await cp(join(dist, build, path), join(folder, "web", path));
  for (const path of DECLARED) await cp(join(dist, "web", path), join(folder, "web", path));
  await cp(join(WEB, "module"), folder, { recursive: true });
  for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) await cp(join(ROOT, licence), join(folder, licence));
  await writeFile(join(folder, "package.json"), `${JSON.stringify(MANIFEST, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [dist, folder] = process.argv.slice(2);
  if (!dist || !folder) throw new Error("Say of what and where to: node web/module.mjs <dist> <folder>");
  await makeModule(dist, folder);
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const packed = execFileSync(npm, ["pack", "--silent", "--pack-destination", dirname(resolve(folder))], { cwd: folder, encoding: "utf8" });
  console.log(`${join(dirname(folder), packed.trim())} is ready for npm install.`);
}
