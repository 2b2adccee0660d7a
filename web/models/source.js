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
