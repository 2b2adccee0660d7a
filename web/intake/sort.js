/** What dropped or pasted files are: a model, a picture, or both. Pure. */

import { isModelStart } from "./model-start.js";
import { FIRST_BYTES, pictureKind } from "./picture-kind.js";

/** Lists of labels come in formats of their own. */
const LABELS = [".txt", ".csv", ".json", ".yaml", ".yml"];

/** How the names of a model's files end. @param {readonly { extensions: readonly string[] }[]} formats */
export function modelEndings(formats) {
  const endings = formats.flatMap(({ extensions }) => extensions.map((extension) => `.${extension.replace(/^\./, "").toLowerCase()}`));
  return [...new Set([...endings, ...LABELS])];
}

/** Is this one file that belongs to a model rather than being one: a list of labels, or a description? Keras's list of files of weights is neither.
 * @param {readonly { name: string }[]} files */
export function isCompanion(files) {
  const name = files.length === 1 ? (files[0]?.name.toLowerCase() ?? "") : "";
  return !/^model\.json$|\.weights\.json$/.test(name) && LABELS.some((ending) => name.endsWith(ending));
}

/**
 * What a file holds decides, not its name: a picture begins like one. What begins like neither is a picture where its
 * name says so, and else a model's; whoever loads it says what is wrong with it.
 * @param {File[]} files
 * @returns {Promise<{ model: File[], picture: File | null }>}
 */
export async function sortFiles(files) {
  const model = [];
  let picture = null;
  for (const file of files.filter(({ name }) => !name.startsWith("."))) {
    if (await isPicture(file)) picture ??= file;
    else model.push(file);
  }
  return { model, picture };
}

/** @param {File} file */
async function isPicture(file) {
  const named = file.type.startsWith("image/");
  try {
    const start = new Uint8Array(await file.slice(0, FIRST_BYTES).arrayBuffer());
    return pictureKind(start) !== null || (named && !isModelStart(start));
  } catch {
    return named; // unreadable: whoever loads it says so
  }
}
