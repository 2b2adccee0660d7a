/** Which of many dropped files are pictures, a list of what they show, a model, or nothing that can be used, and why. */
import { isModelStart } from "../intake/model-start.js";
import { FIRST_BYTES, pictureKind, READ } from "../intake/picture-kind.js";
import { modelEndings } from "../intake/sort.js";
import { readLabels } from "./labels-file.js";
import { pictureFinder } from "./truth.js";

/** `path`: with its folders, as it was dropped, parts between slashes. @typedef {{ file: File, path: string }} Dropped */
/** A picture; `file` is a handle, its content is read when it is looked at. @typedef {Dropped & { id: number }} Entry */
/** `reason`: a sentence. @typedef {{ path: string, reason: string }} Unused */
/** @typedef {readonly (readonly [string, string])[]} LabelList names of pictures with names of classes */
/**
 * @typedef {object} Sorted
 * @property {Entry[]} pictures by path; ids count from 0
 * @property {{ name: string, list: LabelList } | null} labels what the pictures show, from one file
 * @property {File[]} model files of a model
 * @property {File[]} words lists and descriptions beside a model, or alone, that name none of the pictures: perhaps its classes
 * @property {Unused[]} unused
 */

/** What the operating system leaves in folders. */
const HIDDEN = /(^|\/)(\.[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(\/|$)/i;
const LIST = /\.(txt|csv|tsv|json)$/i;
/** A list of a million pictures is smaller. */
const LONGEST_LIST = 64e6;
/** So many files are read at a time. */
const AT_ONCE = 32;

/**
 * Judges files by their content, and where that does not tell by their name.
 * @param {readonly Dropped[]} dropped
 * @param {readonly { extensions: readonly string[] }[]} formats of models, from the catalogue
 * @param {readonly Entry[]} [present] pictures that are there already: a list may be about them
 * @returns {Promise<Sorted>}
 */
export async function sortDropped(dropped, formats, present = []) {
  const endings = modelEndings(formats);
  const judged = await inTurn(dropped, (one) => judge(one, endings));
  const of = (/** @type {Verdict["as"]} */ as) => judged.filter((verdict) => verdict.as === as);
  const order = of("picture").sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true }));
  const pictures = order.map(({ file, path }, id) => ({ id, file, path }));
  const unused = of("unused").map(({ path, reason }) => ({ path, reason }));
  const find = pictureFinder(pictures.length > 0 ? pictures : present);
  /** @type {Sorted["labels"]} */
  let labels = null;
  const words = [];
  for (const { file, path, list } of of("list")) {
    const isAboutThese = list.some(([name]) => find(name).length > 0);
    if (!isAboutThese) words.push({ file, path });
    else if (!labels) labels = { name: path, list };
    else unused.push({ path, reason: `A second list of what the pictures show; ${labels.name} is used.` });
  }
  const model = of("model").map(({ file }) => file);
  // Beside pictures alone it would be a guess that a list of something else has the names of the model's classes.
  if (pictures.length > 0 && model.length === 0) for (const { path } of words) unused.push({ path, reason: "It names none of the pictures. If it has the names of the model's classes, drop it alone." });
  const isOfModel = pictures.length === 0 || model.length > 0;
  return { pictures, labels, model, words: isOfModel ? words.map(({ file }) => file) : [], unused };
}

/** Are these files for many pictures rather than for one? Several pictures are, a folder with one, and, while many are looked at,
 * any picture and a list that may be about them. @param {readonly Dropped[]} dropped
 * @param {{ isOpen: boolean, entries: readonly Entry[] }} many */
export function isOfMany(dropped, { isOpen, entries }) {
  const pictures = dropped.filter(({ file, path }) => file.type.startsWith("image/") && !HIDDEN.test(path));
  if (pictures.length > 1 || pictures.some(({ path }) => path.includes("/"))) return true;
  return isOpen && (pictures.length > 0 || (entries.length > 0 && dropped.some(({ path }) => LIST.test(path))));
}

/** @typedef {Dropped & { as: "picture" | "list" | "model" | "unused", reason: string, list: LabelList }} Verdict */

/** @param {Dropped} dropped @param {readonly string[]} endings @returns {Promise<Verdict>} */
async function judge({ file, path }, endings) {
  const as = (/** @type {Verdict["as"]} */ as, reason = "", /** @type {LabelList} */ list = []) => ({ file, path, as, reason, list });
  if (HIDDEN.test(path)) return as("unused", "A hidden file of the operating system.");
  if (file.size === 0) return as("unused", "The file is empty.");
  try {
    const start = new Uint8Array(await file.slice(0, FIRST_BYTES).arrayBuffer());
    const kind = pictureKind(start);
    if (kind) return kind.by ? as("picture") : as("unused", `${kind.name} pictures cannot be read. Save it as JPEG or PNG.`);
    if (isModelStart(start)) return as("model");
    if (LIST.test(path) && file.size <= LONGEST_LIST) return as("list", "", readLabels(path, await file.text()));
  } catch {
    return as("unused", "The browser cannot read this file. It may have been moved or changed; drop it again.");
  }
  if (endings.some((ending) => path.toLowerCase().endsWith(ending))) return as("model");
  return as("unused", `Neither a picture (${READ} can be read) nor a part of a model.`);
}

/** @template T, R @param {readonly T[]} list @param {(one: T) => Promise<R>} act @returns {Promise<R[]>} */
async function inTurn(list, act) {
  const done = [];
  for (let at = 0; at < list.length; at += AT_ONCE) done.push(...(await Promise.all(list.slice(at, at + AT_ONCE).map(act))));
  return done;
}
