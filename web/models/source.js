/** Where the files of a model at hand are. */
import { builtin, builtinFiles } from "./builtin.js";

/** @import { Preprocessing } from "../engine/border.d.ts"
 *  @import { Ref } from "../share/shown.js"
 *  @import { State } from "../state.js"
 *  @import { CatalogueModel } from "../downloads/contract.js" */

/** Reads what the page keeps of a model; asks no server. @typedef {(model: CatalogueModel) => Promise<File[]>} Kept */
/** @typedef {{ files: readonly File[], preprocessing: Preprocessing | undefined, ref: Ref }} ModelFiles */

/** @param {Pick<State, "library" | "seenModels">} state @param {string} id @param {Kept} kept @returns {Promise<ModelFiles>} */
export async function modelFiles({ library, seenModels }, id, kept) {
  const own = builtin(id);
  if (own) return { files: await builtinFiles(own), preprocessing: undefined, ref: { id } };
  const seen = seenModels.find((one) => one.id === id);
  if (seen) return { files: seen.files, preprocessing: seen.preprocessing, ref: seen.ref };
  const listed = library.models?.find((one) => one.id === id);
  if (!listed) throw new Error("This model is not at hand any more. Open it again.");
  return { files: await kept(listed), preprocessing: listed.preprocessing, ref: { id } };
}

/** The file of a model that a person knows it by: what names the others, else the weights, which are the largest. @param {readonly File[]} files */
export const mainFile = (files) => bySize(files)[0] ?? null;

/** All of its files by their names, the main one first. @param {readonly File[]} files @returns {string} empty without any */
export function fileNames(files) {
  const [first = "", ...others] = bySize(files).map(({ name }) => name);
  const all = [first, ...others].join(" + ");
  return all.length <= LONGEST ? all : `${first.slice(0, LONGEST - 20)} + ${others.length} more`;
}

/** Of a name in a link. */
const LONGEST = 200;

/** @param {readonly File[]} files */
function bySize(files) {
  const rank = (/** @type {File} */ { name, size }) => (name === "model.json" ? Infinity : size);
  return [...files].sort((one, other) => rank(other) - rank(one));
}
