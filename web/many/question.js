/** What is asked of every picture: what the page asks of its own. Pure. */
import { explainRequest } from "../question/request.js";
import { cut } from "../words.js";
import { earlyToLate } from "./run.js";

/** @import { Catalogue, Model } from "../engine/border.d.ts"
 *  @import { State } from "../state.js"
 *  @import { Ask } from "./run.js"
 *  @import { Many } from "./state.js" */

/** @typedef {Pick<Ask, "method" | "options" | "kind" | "negated"> & { layer: string }} Question */

/** The class to compare with is of the page's picture: of others the class alone is explained. @param {Pick<State, "catalogue" | "chosen" | "model" | "scores">} state @returns {Question} */
export function pageQuestion(state) {
  const { layer = "", method, options = {}, target: { kind, negated = false } } = explainRequest(state);
  return { method, options, kind: kind === "difference" ? "class" : kind, negated, layer };
}

/** @param {{ many: Pick<Many, "about" | "fourLayers">, catalogue: Pick<Catalogue, "methods"> | null }} known @param {Pick<Model, "layers">} model
 * @param {Question} question @returns {Ask} */
export function askOf({ many, catalogue }, model, { layer, ...question }) {
  const usesLayer = catalogue?.methods.find(({ id }) => id === question.method)?.usesLayer ?? true;
  const layers = !usesLayer ? [] : many.fourLayers ? earlyToLate(model.layers) : [layer];
  return { ...question, layers, about: many.about };
}

/** @param {Ask} a @param {Ask} b */
export const isSameAsk = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** As the model's file calls it. @param {string} layer its id @param {Pick<Model, "layers"> | null} model */
export const layerName = (layer, model) => cut(model?.layers.find(({ id }) => id === layer)?.name ?? layer);

/** "Grad-CAM at conv6". @param {Ask} ask @param {{ catalogue: Pick<Catalogue, "methods"> | null, model: Pick<Model, "layers"> | null }} known */
export function askWords({ method, layers }, { catalogue, model }) {
  const label = catalogue?.methods.find(({ id }) => id === method)?.label ?? method;
  if (layers.length === 0) return label;
  const [only = ""] = layers;
  return `${label} at ${layers.length > 1 ? `${layers.length} layers` : layerName(only, model)}`;
}
