/**
 * Assembles the page: `node web/bundle.mjs <dist>` writes web/ of the built page. Each entry becomes one file, so that a first
 * visit takes few requests; tests and sources stay out.
 */
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { languages, readLessons } from "./lessons/read.mjs";
import { entryOf } from "./lessons/lesson.js";

const WEB = dirname(fileURLToPath(import.meta.url));
export const ROOT = dirname(WEB);
/** Entry points by where they lie in the built page: their own relative addresses must stay true. */
const ENTRIES = { main: "main.js", early: "early.js", poster: "poster.js", "sightline-view": "sightline-view.js", sightline: "sightline.js", "engine/worker": "engine/worker.js", "file-protocol": "file-protocol.js", page: "styles/main.css",
  lessons: "lessons/part.js", "lessons-style": "lessons/lessons.css" };
/** Copied as they are. */
const DATA = ["icon.svg", "demo", "models/catalogue.json", "models/recipes.json", "sightline.d.ts", "sightline-view.d.ts", "engine/border.d.ts", "engine/error.d.ts"];
/** What comes with the page from models/: the files, and the licences beside them. */
const PHOTOGRAPHS = /\.jpg$|^samples\.json$|^CREDITS\.md$/;
const MODELS = { "efficientnet-lite0": ["model.onnx", "config.json", "LICENSE.txt", "NOTICE.txt"] };
/** Static hosts compress texts alone; a tenth of these files need not come over the line. */
const PACKED = /\.onnx$/;

/** What esbuild is told. @param {string} dist */
export const options = (dist) => ({
  entryPoints: Object.fromEntries(Object.entries(ENTRIES).map(([name, path]) => [name, join(WEB, path)])),
  outdir: join(dist, "web"),
  bundle: true,
  format: /** @type {const} */ ("esm"),
  target: "es2022",
  minify: true,
  sourcemap: true,
  // The licences of what the page is built with go with it.
  legalComments: /** @type {const} */ ("linked"),
  // The engine lies beside the page and is loaded when the device is known; what starts early loads the rest when it is time.
  external: ["*/engine-cpu.js", "*/engine-webgpu.js", "./main.js", "./poster.js"],
  logLevel: /** @type {const} */ ("warning"),
});

/** @param {string} dist */
export async function copyData(dist) {
  for (const path of DATA) await cp(join(WEB, path), join(dist, "web", path), { recursive: true });
  for (const [model, files] of Object.entries(MODELS)) {
    const to = join(dist, "web/models", model);
    await mkdir(to, { recursive: true });
    for (const file of files) {
      const from = join(ROOT, "models", model, file);
      if (PACKED.test(file)) await writeFile(join(to, `${file}.gz`), gzipSync(await readFile(from), { level: 9 }));
      else await cp(from, join(to, file));
    }
  }
  const photographs = join(ROOT, "models/photographs");
  await writeLessons(dist);
  for (const file of await readdir(photographs)) {
    if (PHOTOGRAPHS.test(file)) await cp(join(photographs, file), join(dist, "web/models/photographs", file));
  }
}

/** The list of lessons, and each lesson by its language, as plain data. @param {string} dist */
export async function writeLessons(dist) {
  const to = join(dist, "web/lessons");
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [dist] = process.argv.slice(2);
  if (!dist) throw new Error("Say where to: node web/bundle.mjs <dist>");
  await rm(join(dist, "web"), { recursive: true, force: true });
  await build(options(dist));
  await copyData(dist);
}
