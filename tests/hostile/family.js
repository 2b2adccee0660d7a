/** What the families of hostile files are made of. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** @import { Random } from "./random.js" */

/** `length`: of the whole file where it is longer than its bytes; the rest are zeros, which take no room on a disk.
 * @typedef {{ name: string, bytes: Buffer, length?: number }} HostileFile */
/** Files that are dropped together. `title` says what is hostile about them. `must`: "refused", or "either" where they may also be
 * opened; "same": if they are opened, they mean what the sound ones of their family mean.
 * @typedef {{ title: string, must: "refused" | "either" | "same", files: HostileFile[] }} Hostile */
/** `sound`: what the hostile ones are made of, which is opened. @typedef {{ sound: (random: Random) => HostileFile[], hostile: (random: Random) => Hostile[] }} Family */

/** @param {string} name @param {Uint8Array | string} bytes texts in UTF-8 @param {number} [length] @returns {HostileFile} */
export const file = (name, bytes, length) => ({ name, bytes: Buffer.from(/** @type {string} */ (bytes)), ...(length !== undefined && { length }) });

/** @param {"refused" | "either" | "same"} must */
const named = (must) => (/** @type {string} */ title, /** @type {HostileFile[]} */ ...files) => ({ title, must, files });

export const refused = named("refused");
export const either = named("either");
export const same = named("same");

/** A file of the repository. @param {string} path */
export const repository = (path) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

/** The network that comes with the page: a model of six shapes. */
export const shapes = () => ({ "model.json": repository("web/demo/model.json"), "weights.bin": repository("web/demo/weights.bin"), "metadata.json": repository("web/demo/metadata.json") });

/** @param {Record<string, Uint8Array | string>} files by their names */
export const filesOf = (files) => Object.entries(files).map(([name, bytes]) => file(name, bytes));
