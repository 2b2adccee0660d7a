/** The model, how pictures become its input, and the models that can be had. */
import { withSeen } from "./at-hand.js";

/** @import { Model, Preprocessing } from "../engine/border.d.ts"
 *  @import { Changes } from "../state.js"
 *  @import { Ref } from "../share/shown.js"
 *  @import { CatalogueModel, StoredFile } from "../downloads/contract.js"
 *  @import { Linked } from "./linked.js"
 *  @import { Recipe } from "./recipes.js" */

/** What is being done with a model of the list; `speed` is in bytes per second, null while unknown.
 * @typedef {{ step: "start" | "fetch" | "check", done: number, total: number | null, speed: number | null }} Download */
/** Why a download failed; `pinned` is the address whose fingerprint refused it, null for any other reason.
 * @typedef {{ message: string, pinned: string | null }} Refusal */
/** The pretrained models and what is kept of them. `models` is null until somebody looks; `persistent` says whether
 * what is kept survives the page, `guarded` whether the browser promised not to clear it by itself; `used` and
 * `quota` are bytes. Downloads and errors are by the model's id.
 * @typedef {{ models: readonly CatalogueModel[] | null, listError: string | null, keepError: string | null, stored: readonly StoredFile[],
 *   persistent: boolean, guarded: boolean, used: number | null, quota: number | null,
 *   downloads: Readonly<Record<string, Download>>, errors: Readonly<Record<string, Refusal>> }} Library */
/** A model that was loaded here: how it is found again, and as what. `preprocessing` is what whoever lists it knows and its files do not say.
 * @typedef {{ id: string, ref: Ref, name: string, files: readonly File[], preprocessing: Preprocessing | undefined,
 *   classes: readonly string[] }} SeenModel */
/** `ownInput` and `ownTask` are what the model came with. `seenModels` are the latest ones. `linked` is a model that the page's address names; of the `recipes`, null until
 * somebody looks, those of one `tool` are shown, null for the first; `typedAddress` is what a person types.
 * @typedef {{ model: Model | null, input: Preprocessing | null, ownInput: Preprocessing | null, ownTask: string | null, seenModels: readonly SeenModel[], library: Readonly<Library>, linked: Linked | null,
 *   recipes: readonly Recipe[] | null, recipesError: string | null, tool: string | null, typedAddress: string }} ModelsState */
/** @typedef {{ type: "model-loaded", model: Model, input: Preprocessing }
 *   | { type: "model-changed", model: Model, ownInput?: Preprocessing, ownTask?: string }
 *   | { type: "model-seen", seen: SeenModel }
 *   | { type: "model-linked", linked: Linked | null }
 *   | { type: "recipes-fetched", recipes: readonly Recipe[] | null, error: string | null }
 *   | { type: "tool-chosen", tool: string }
 *   | { type: "address-typed", address: string }
 *   | { type: "library-changed", change: Partial<Library> }
 *   | { type: "download-changed", id: string, download: Download | null }
 *   | { type: "download-refused", id: string, refusal: Refusal | null }} ModelsEvent */

/** Each keeps its files, those from an address in memory. */
const SEEN = 4;

/** @type {ModelsState} */
export const initial = {
  model: null,
  input: null,
  ownInput: null,
  ownTask: null,
  seenModels: [],
  linked: null,
  recipes: null,
  recipesError: null,
  tool: null,
  typedAddress: "",
  library: Object.freeze({
    models: null, listError: null, keepError: null, stored: [], persistent: true, guarded: false, used: null, quota: null, downloads: {}, errors: {},
  }),
};

/** @type {Changes} */
export const changes = {
  "model-loaded": (_, { model, input }) => ({ model, input, ownInput: input, ownTask: model.task }),
  "model-changed": (state, { model, ownInput = state.ownInput, ownTask = state.ownTask }) => ({ model, ownInput, ownTask }),
  "input-changed": (_, { input, model }) => ({ model, input }),
  "model-seen": ({ seenModels }, { seen }) => ({ seenModels: withSeen(seenModels, seen, SEEN) }),
  "model-linked": (_, { linked }) => ({ linked }),
  "recipes-fetched": (_, { recipes, error }) => ({ recipes, recipesError: error }),
  "tool-chosen": (_, { tool }) => ({ tool }),
  "address-typed": (_, { address }) => ({ typedAddress: address }),
  "library-changed": ({ library }, { change }) => ({ library: { ...library, ...change } }),
  "download-changed": ({ library }, { id, download }) => ({ library: { ...library, downloads: withEntry(library.downloads, id, download) } }),
  "download-refused": ({ library }, { id, refusal }) => ({ library: { ...library, errors: withEntry(library.errors, id, refusal) } }),
};

/** @template T @param {Readonly<Record<string, T>>} record @param {string} id @param {T | null} value null removes the entry
 * @returns {Record<string, T>} */
function withEntry(record, id, value) {
  const { [id]: _, ...others } = record;
  return value === null ? others : { ...others, [id]: value };
}
