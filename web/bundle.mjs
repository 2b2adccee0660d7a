/**
 * Assembles the page: `node web/bundle.mjs <dist>`. Each entry becomes one file, so that a first visit takes few requests; tests and
 * sources stay out.
 *
 * All of a build lies in one folder that is named by its content, `web-<id>/`, and index.html names that folder: a page can never run
 * with another build's engine or worker, whatever a cache or a server still has (docs/adr/0016-one-folder-per-build-and-our-own-service-worker.md).
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { licences } from "./about/licences.mjs";
import { entryOf } from "./lessons/lesson.js";
import { languages, readLessons } from "./lessons/read.mjs";

const WEB = dirname(fileURLToPath(import.meta.url));
export const ROOT = dirname(WEB);
/** Where `cargo xtask build` puts what it compiles. */
const ENGINES = join(ROOT, "target/engines");
/** Entry points by where they lie in the built page: their own relative addresses must stay true. */
const ENTRIES = {
  main: "main.js", early: "early.js", poster: "poster.js", "sightline-view": "sightline-view.js", sightline: "sightline.js", "engine/worker": "engine/worker.js", "abroad/frame": "abroad/frame.js", page: "styles/main.css",
  lessons: "lessons/part.js", "lessons-style": "lessons/lessons.css",
};
/** Copied as they are. */
const DATA = ["icon.svg", "abroad/frame.html", "demo", "models/catalogue.json", "models/recipes.json"];
/** What comes with the page from models/: the files, and the licences beside them. */
const PHOTOGRAPHS = /\.jpg$|^samples\.json$|^CREDITS\.md$/;
const MODELS = { "efficientnet-lite0": ["model.onnx", "config.json", "LICENSE.txt", "NOTICE.txt"] };
/** Static hosts compress texts alone; three tenths of these files need not come over the line. */
const PACKED = /\.onnx$/;
/** Rounded weights repeat by chance alone: a short repetition costs more than the values that it replaces. */
const PACKING = { level: 9, strategy: constants.Z_FILTERED };
/** Their addresses are the same in each build: nothing of them depends on another file. */
const STILL = ["unloaded.js", "icons", "sightline.d.ts", "sightline-view.d.ts", "engine/border.d.ts", "engine/error.d.ts"];
/** Modules that other pages import: their addresses stay, and they pass on what the build has. */
const PUBLIC = ["sightline.js", "sightline-view.js"];
/** Of what a build has, what no visitor needs without a network. */
const NOT_KEPT = /\.map$|\.d\.ts$/;
/** What only visitors with a graphics card use. */
const FOR_WEBGPU = /\/engine-webgpu/;

/** What esbuild is told. @param {string} web */
export const options = (web) => ({
  entryPoints: Object.fromEntries(Object.entries(ENTRIES).map(([name, path]) => [name, join(WEB, path)])),
  outdir: web,
  bundle: true,
  format: /** @type {const} */ ("esm"),
  target: "es2022",
  minify: true,
  sourcemap: true,
  metafile: true,
  // The licences of what the page is built with go with it.
  legalComments: /** @type {const} */ ("linked"),
  // The engine lies beside the worker and is loaded when the device is known; what starts early loads the rest when it is time.
  external: ["./engine-cpu.js", "./engine-webgpu.js", "./main.js", "./poster.js"],
  logLevel: /** @type {const} */ ("warning"),
});

/** What lies in the folder of a build beside the bundled code. @param {string} web */
export async function copyData(web) {
  for (const path of DATA) await cp(join(WEB, path), join(web, path), { recursive: true });
  await cp(ENGINES, join(web, "engine"), { recursive: true });
  for (const [model, files] of Object.entries(MODELS)) {
    const to = join(web, "models", model);
    await mkdir(to, { recursive: true });
    for (const file of files) {
      const from = join(ROOT, "models", model, file);
      if (PACKED.test(file)) await writeFile(join(to, `${file}.gz`), gzipSync(await readFile(from), PACKING));
      else await cp(from, join(to, file));
    }
  }
  const photographs = join(ROOT, "models/photographs");
  await writeLessons(web);
  for (const file of await readdir(photographs)) {
    if (PHOTOGRAPHS.test(file)) await cp(join(photographs, file), join(web, "models/photographs", file));
  }
}

/** The list of lessons, and each lesson by its language, as plain data. @param {string} web */
export async function writeLessons(web) {
  const to = join(web, "lessons");
  await mkdir(to, { recursive: true });
  const all = Object.fromEntries(languages().map((language) => [language, readLessons(language)]));
  await writeFile(join(to, "lessons.json"), JSON.stringify(Object.fromEntries(Object.entries(all).map(([language, lessons]) => [language, lessons.map(entryOf)]))));
  for (const [language, lessons] of Object.entries(all)) {
    for (const lesson of lessons) {
      await mkdir(join(to, lesson.name), { recursive: true });
      await writeFile(join(to, lesson.name, `lesson.${language}.json`), JSON.stringify(lesson));
    }
  }
}

/** What stays at its address. @param {string} dist */
export async function copyStill(dist) {
  for (const path of STILL) await cp(join(WEB, path), join(dist, "web", path), { recursive: true });
  await cp(join(WEB, "offline/manifest.webmanifest"), join(dist, "manifest.webmanifest"));
}

/** @param {string} dist @param {string} [index] the text of index.html; another one makes another build */
export async function bundle(dist, index = readFileSync(join(ROOT, "index.html"), "utf8")) {
  await clear(dist);
  const web = join(dist, "web-new");
  const { metafile } = await build(options(web));
  await copyData(web);
  await writeFile(join(web, "licences.html"), licences(metafile));
  await copyStill(dist);
  // A build is named by all that it is made of.
  const id = hash(JSON.stringify([...(await hashes(web)), hash(index)])).slice(0, 12);
  await rename(web, join(dist, `web-${id}`));
  await writeFile(join(dist, "index.html"), inBuild(index, id));
  for (const path of PUBLIC) await writeFile(join(dist, "web", path), `export * from "../web-${id}/${path}";\n`);
  await writeServiceWorker(dist, id);
}

/** Nothing is left of an earlier build. @param {string} dist */
async function clear(dist) {
  await mkdir(dist, { recursive: true });
  const made = /^(web(-\w+)?|engine-.*|index\.html|service-worker\.js(\.map)?|manifest\.webmanifest)$/;
  for (const name of await readdir(dist)) if (made.test(name)) await rm(join(dist, name), { recursive: true });
}

/** The page's index with the addresses of a build; what stays at its address stays. @param {string} index @param {string} id */
const inBuild = (index, id) => index.replaceAll(/"web\/([^"]+)"/g, (whole, path) => (STILL.some((still) => path.startsWith(still)) ? whole : `"web-${id}/${path}"`));

/** The hash of each file of a folder, by its path. @param {string} folder @returns {Promise<[path: string, hash: string][]>} */
async function hashes(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const found = paths.map(async (path) => [path.slice(folder.length + 1).replaceAll("\\", "/"), hash(await readFile(path))]);
  return /** @type {[string, string][]} */ (await Promise.all(found)).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** @param {string | Buffer} content */
const hash = (content) => createHash("sha256").update(content).digest("hex");

/** Knows each file of its build. @param {string} dist @param {string} id */
async function writeServiceWorker(dist, id) {
  const kept = (await hashes(dist)).filter(([path]) => !NOT_KEPT.test(path) && !PUBLIC.includes(path.slice("web/".length)));
  const files = Object.fromEntries(kept.filter(([path]) => !FOR_WEBGPU.test(path)));
  const forWebgpu = Object.fromEntries(kept.filter(([path]) => FOR_WEBGPU.test(path)));
  await build({
    ...options(dist),
    entryPoints: { "service-worker": join(WEB, "offline/service-worker.js") },
    // It is no module: not each browser with service workers takes modules as such.
    format: "iife",
    sourcemap: false,
    metafile: false,
    define: { "globalThis.BUILD": JSON.stringify({ id, files, forWebgpu }) },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [dist] = process.argv.slice(2);
  if (!dist) throw new Error("Say where to: node web/bundle.mjs <dist>");
  await bundle(dist);
}
