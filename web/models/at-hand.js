/** The models that the page can ask without asking a server: those that come with it, those that it keeps, and those that were opened
 * here. Pure. */
import { BUILTIN } from "./builtin.js";
import { standing } from "./standing.js";

/** @import { Ref } from "../share/shown.js"
 *  @import { State } from "../state.js"
 *  @import { SeenModel } from "./state.js" */

/** `labels` is the list that its classes are from, `classes` are their names; null where that is not known.
 * @typedef {{ id: string, name: string, note: string, group: string, labels: string | null, classes: readonly string[] | null }} ModelAtHand */

/** What a model is called among those at hand. @param {Ref} ref */
export const modelId = (ref) => ("id" in ref ? ref.id : ref.sha256);

/** The one that is shown. @param {Pick<State, "modelRef">} state @returns {string} empty without one */
export const presentModel = ({ modelRef }) => (modelRef ? modelId(modelRef) : "");

/** Those of the list whose files the page keeps, as far as somebody has looked. @param {State["library"]} library */
export const keptModels = (library) => (library.models ?? []).filter((model) => standing(model, library) === "kept");

/** @param {Pick<State, "library" | "seenModels">} state @returns {ModelAtHand[]} each once */
export function modelsAtHand({ library, seenModels }) {
  const classesOf = (/** @type {string} */ id) => seenModels.find((seen) => seen.id === id)?.classes ?? null;
  const builtin = BUILTIN.map(({ id, name, knows, labels }) => ({ id, name, note: `It knows ${knows}.`, group: "Built in", labels, classes: classesOf(id) }));
  const kept = keptModels(library).map(({ id, name, trained, labels }) => ({ id, name, note: trained, group: "Downloaded", labels, classes: classesOf(id) }));
  const listed = [...builtin, ...kept];
  const opened = seenModels.filter(({ id }) => !listed.some((one) => one.id === id))
    .map(({ id, name, classes }) => ({ id, name, note: "", group: "Opened here", labels: null, classes }));
  return [...listed, ...opened];
}

/** Has a model a class of this name, as far as the page knows without loading it? @param {ModelAtHand} model @param {string} name
 * @param {ModelAtHand | undefined} other one that has it */
export function knowsClass({ classes, labels }, name, other) {
  if (classes) return classes.includes(name);
  return labels !== null && labels === other?.labels;
}

/** Those that were seen, each once and where it stood first; of more than the `most` the oldest are forgotten, but not the new one.
 * @param {readonly SeenModel[]} seen @param {SeenModel} model @param {number} most @returns {SeenModel[]} */
export function withSeen(seen, model, most) {
  const all = seen.some(({ id }) => id === model.id) ? seen.map((one) => (one.id === model.id ? model : one)) : [...seen, model];
  const others = all.filter((one) => one !== model).slice(-(most - 1));
  return all.filter((one) => one === model || others.includes(one));
}
