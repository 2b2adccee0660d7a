/**
 * Hostile files of every kind of file that the page opens, made from a seed. Nothing here is taken from elsewhere: sound files of the
 * repository, and small ones written field by field, are cut, changed and made to lie.
 */
import { randomOf } from "./random.js";

/** @import { Family, Hostile, HostileFile } from "./family.js" */

/** Each family is one file of this folder. */
export const NAMES = [
  "zip", "pickle", "pytorch", "safetensors", "onnx", "onnx-graphs", "tfjs", "keras", "settings", "labels", "png", "jpeg", "webp", "gif", "bmp", "names", "pairs", "saved",
];

/** What the tests and docs/security.md are about. */
export const SEED = 20_250_801;

/** @param {string} name @param {number} [seed] @returns {Promise<{ name: string, sound: HostileFile[], hostile: Hostile[] }>} */
export async function familyOf(name, seed = SEED) {
  /** @type {Family} */
  const family = await import(`./${name}.js`);
  return { name, sound: family.sound(randomOf(seed, name)), hostile: family.hostile(randomOf(seed, name)) };
}
