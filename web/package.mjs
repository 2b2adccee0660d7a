/**
 * `node web/package.mjs <folder>`: makes `sightline-<version>.zip`, for a class without a network: the page, two folders for a teacher's own
 * models and pictures, and what starts it on Windows, macOS and Linux (docs/adr/0017-a-zip-that-starts-with-what-each-system-has.md).
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync, zipSync } from "fflate";
import { bundle, ROOT } from "./bundle.mjs";
import { VERSION } from "./save/version.js";

/** @typedef {import("fflate").Zippable} Zippable */

const PARTS = fileURLToPath(new URL("package/", import.meta.url));
const EMPTY = '{"models":[],"pictures":[]}';
/** What a room of laptops fetches over one radio: sent compressed by the servers. WebGPU is for the laptop itself alone. */
const COMPRESSED = /^web-\w+\/(.*\.(js|css)|engine\/engine-cpu_bg\.wasm)$/;
/** No date of its own: the same page is the same zip. */
const DATE = new Date(2026, 0, 1);

/** The page asks for a room's list only where there is one. @param {string} index */
const withRoom = (index) => index.replace("<title>", '<meta name="room" content="room.json" />\n    <title>');

/** Everything in the zip, by its path. @param {string} work a folder for the page @returns {Promise<Record<string, { bytes: Uint8Array, isProgram?: boolean }>>} */
async function contents(work) {
  await bundle(work, withRoom(await readFile(join(ROOT, "index.html"), "utf8")));
  /** @type {Record<string, { bytes: Uint8Array, isProgram?: boolean }>} */
  const files = {};
  for (const [path, bytes] of await readAll(work)) {
    if (path.endsWith(".map")) continue;
    files[path] = { bytes };
    if (COMPRESSED.test(path)) files[`${path}.gz`] = { bytes: gzipSync(bytes, { level: 9, mtime: DATE }) };
  }
  const part = (/** @type {string} */ name) => readFile(join(PARTS, name));
  const start = { bytes: await part("start.sh"), isProgram: true };
  const room = await part("room.sh");
  return {
    ...files,
    "room.json": { bytes: bytesOf(EMPTY) },
    "READ ME.txt": { bytes: forWindows(await part("READ ME.txt")) },
    "start.bat": { bytes: forWindows(await part("start.bat")) }, "room.bat": { bytes: forWindows(await part("room.bat")) },
    "start.sh": start, "room.sh": { bytes: room, isProgram: true },
    // The Finder starts files with this ending.
    "start.command": start, "room.command": { bytes: bytesOf(room.toString().replace("start.sh", "start.command")), isProgram: true },
    "server/serve.pl": { bytes: await part("serve.pl"), isProgram: true },
    "server/serve.ps1": { bytes: forWindows(await part("serve.ps1")) }, "server/serve.cs": { bytes: forWindows(await part("serve.cs")) },
    "models/put models here.txt": { bytes: bytesOf("Models that you put here come first in the page's list. A model of several files gets a folder of its own.\r\n") },
    "pictures/put pictures here.txt": { bytes: bytesOf("Pictures that you put here come first in the page's list.\r\n") },
  };
}

/** @param {string} folder @returns {Promise<[path: string, bytes: Uint8Array][]>} */
async function readAll(folder) {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Promise.all(paths.map(async (path) => /** @type {[string, Uint8Array]} */ ([path.slice(folder.length + 1).replaceAll("\\", "/"), await readFile(path)])));
}

/** @param {string} text */
const bytesOf = (text) => new TextEncoder().encode(text);

/** @param {Buffer} text */
const forWindows = (text) => bytesOf(text.toString().replaceAll(/\r?\n/g, "\r\n"));

/** Writes the zip and returns its path. @param {string} folder */
export async function packageTo(folder) {
  const work = join(folder, "package");
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  const name = `sightline-${VERSION}`;
  /** @type {Zippable} */
  const zip = {};
  for (const [path, { bytes, isProgram }] of Object.entries(await contents(work))) {
    const isPacked = /\.(gz|jpg|png)$/.test(path);
    zip[`${name}/${path}`] = [bytes, { level: isPacked ? 0 : 6, mtime: DATE, os: 3, attrs: (isProgram ? 0o100755 : 0o100644) << 16 }];
  }
  await rm(work, { recursive: true });
  const path = join(folder, `${name}.zip`);
  await writeFile(path, zipSync(zip));
  return path;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error("Say where to: node web/package.mjs <folder>");
  console.log(await packageTo(folder));
}
