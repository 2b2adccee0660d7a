/** Which maps a grid has: a request for each cell, in which order they are made, and what is kept of an earlier grid. Pure. */

import { isOnePass, isQuick } from "../methods/pace.js";

/** @import { Catalogue, Display, ExplainRequest, Explanation, Method, Model } from "../engine/border.d.ts"
 *  @import { Pace, Paced } from "../methods/pace.js"
 *  @import { Picture } from "../pictures/state.js"
 *  @import { Chosen, ShownHeatmap } from "../question/state.js"
 *  @import { Axis } from "./axis.js" */

/** Whose raw values the colours stand for: those of each map, of each row, or of all. @typedef {"own" | "row" | "all"} Scale */
/** What a person chose. `ticks` are the ids on each axis, none where nobody chose any; `best`: of each picture or model its own strongest class,
 * null where nobody said; `difference`: what each map has more or less than the first of its row; `search` finds a class to tick.
 * @typedef {{ rows: Axis, columns: Axis, ticks: Readonly<Partial<Record<Axis, readonly string[]>>>, best: boolean | null, scale: Scale,
 *   difference: boolean, search: string }} Comparing */
/** `key` is all that it depends on; `model` is empty for the one that is shown, where models stand on no axis; `layer` is null for a method
 * that does not depend on one; `best`: the class is that with the highest score. `request` names classes and layers of the model that the
 * comparison began with. `left` is a cell that nobody has asked for, or whose making was ended; `error` says why it was refused.
 * @typedef {{ key: string, model: string, method: string, layer: string | null, picture: string, best: boolean, request: ExplainRequest,
 *   state: "waiting" | "running" | "done" | "refused" | "left",
 *   explanation: Explanation | null, heatmap: ShownHeatmap | null, error: string | null }} Cell */
/** @typedef {{ axis: Axis, ids: readonly string[] }} Line */
/** `places` has the place in `cells` for each row and column: a map that two columns share is there once. `chosen` is what a person
 * wanted to know when it began, `asked` the request for it, about the picture `of` and the model `home`; `pictures` are drawn small;
 * `models` are those that were loaded for it; `visiting` is the one that is asked now in the place of the shown one.
 * @typedef {{ rows: Line, columns: Line, places: readonly (readonly number[])[], cells: readonly Cell[], chosen: Readonly<Chosen>,
 *   asked: ExplainRequest, of: string, home: Model | null, best: boolean, pictures: Readonly<Record<string, Picture>>,
 *   models: Readonly<Record<string, Model>>, visiting: string | null }} Comparison */

/** Stands on the axis of classes for whatever class each model finds strongest. */
export const TOP = "top";
/** Stands on the axis of layers for the default layer of each model. No layer has an empty name. */
export const DEFAULT_LAYER = "";

/** @param {Pick<Comparing, "rows" | "columns">} grid @param {Axis} axis */
export const hasAxis = ({ rows, columns }, axis) => rows === axis || columns === axis;

/** Other axes; what stands on the one goes off the other. @param {Pick<Comparing, "rows" | "columns">} grid @param {"rows" | "columns"} side @param {Axis} axis */
export function turned({ rows, columns }, side, axis) {
  const [here, there] = side === "rows" ? [rows, columns] : [columns, rows];
  const other = axis === there ? here : there;
  return side === "rows" ? { rows: axis, columns: other } : { rows: other, columns: axis };
}

/** The layer that a grid is about where layers stand on no axis. @param {Readonly<Chosen>} chosen @param {Model | null} model whose layer it is,
 * where models stand on an axis */
function layerWanted({ layer, layers }, model) {
  const wanted = layers.at(-1) ?? layer;
  return model && wanted === model.defaultLayer ? DEFAULT_LAYER : wanted;
}

/** @typedef {{ rows: Line, columns: Line, best: boolean, catalogue: Pick<Catalogue, "methods">, pace?: Pace, chosen: Readonly<Chosen>, asked: ExplainRequest, of: string,
 *   home?: Model | null, present?: { id: string, input: string | null } }} Wanted */
/**
 * One cell for each row and column; a method that does not depend on layers has one for all of them.
 * @param {Wanted} wanted `asked` is what the page would ask now of the model `home`: its target holds for all, its settings for its own
 *   method; `input` are settings that a person gave the model that is `present`, null without any
 * @returns {Comparison}
 */
export function planned({ rows, columns, best, catalogue, pace = {}, chosen, asked, of, home = null, present = { id: "", input: null } }) {
  /** @type {Cell[]} */
  const cells = [];
  /** @type {Map<string, number>} */
  const known = new Map();
  const axes = { rows: rows.axis, columns: columns.axis };
  const ofModels = hasAxis(axes, "model");
  const fixed = { method: chosen.method, layer: layerWanted(chosen, ofModels ? home : null), class: String(chosen.index), picture: of, model: "" };
  const isElsewhere = hasAxis(axes, "picture");
  const places = rows.ids.map((row) => columns.ids.map((column) => {
    const point = { ...fixed, [rows.axis]: row, [columns.axis]: column };
    const method = catalogue.methods.find(({ id }) => id === point.method);
    const layer = method?.usesLayer ? point.layer : null;
    const request = requestOf(point, layer, method, asked, isElsewhere);
    const isBest = best || point.class === TOP;
    const key = JSON.stringify([point.picture, isBest, request, point.model, point.model === present.id ? present.input : null]);
    const place = known.get(key) ?? cells.length;
    if (place === cells.length) {
      known.set(key, place);
      // What a method takes on another model is not known.
      const isSoon = isQuick({ ...catalogue, pace: point.model === "" || point.model === present.id ? pace : {} }, request);
      const state = isSoon ? /** @type {const} */ ("waiting") : /** @type {const} */ ("left");
      cells.push({ key, model: point.model, method: point.method, layer, picture: point.picture, best: isBest, request, state, explanation: null, heatmap: null, error: null });
    }
    return place;
  }));
  return { rows, columns, places, cells, chosen, asked, of, home, best, pictures: {}, models: {}, visiting: null };
}

/** @param {{ method: string, class: string }} point @param {string | null} layer @param {Method | undefined} method @param {ExplainRequest} asked
 * @param {boolean} isElsewhere pixels of one picture mean nothing on another one @returns {ExplainRequest} */
function requestOf(point, layer, method, { method: present, target: { region, ...known }, options = {} }, isElsewhere) {
  const index = point.class === TOP ? known.index : Number(point.class);
  // Compared with itself there is no difference: the class that was asked about stands in.
  const target = known.kind === "difference" && known.than === index ? { ...known, index, than: known.index } : { ...known, index };
  const isKnown = (/** @type {string} */ id) => method?.options.some((option) => option.id === id);
  const given = Object.entries(options).filter(([id]) => point.method === present && isKnown(id));
  return {
    method: point.method, ...(layer !== null && { layer }), target: { ...target, ...(region && !isElsewhere && { region }) }, options: Object.fromEntries(given),
  };
}

/** A new plan with what an earlier one has found; what was slow and under way goes on. @param {Comparison} plan @param {Comparison | null} earlier @returns {Comparison} */
export function withKnown(plan, earlier) {
  const known = new Map((earlier?.cells ?? []).filter(({ state }) => state !== "left").map((cell) => [cell.key, cell]));
  const { pictures = {}, models = {}, visiting = null } = earlier ?? {};
  return { ...plan, pictures, models, visiting, cells: plan.cells.map((cell) => known.get(cell.key) ?? cell) };
}

/** Does a grid still answer what is asked, apart from what its axes say? Of several models it does so by the names of classes and layers.
 * @param {Comparison} comparison @param {{ chosen: Readonly<Chosen>, of: string, home: Model | null }} now the question, about this picture and this model
 * @param {Pick<Comparing, "rows" | "columns">} axes those that it would have now @param {boolean} best */
export function isAbout(comparison, now, axes, best) {
  const ofModels = hasAxis(axes, "model");
  const fixed = (/** @type {Pick<Comparison, "chosen" | "of" | "home">} */ { chosen: one, of, home }) => {
    const name = (/** @type {number | null} */ index) => (ofModels && index !== null ? home?.classes[index] : null) ?? index;
    return JSON.stringify([
      one.kind, one.kind === "difference" ? name(one.than) : null, one.negated, best,
      hasAxis(axes, "method") ? null : [one.method, one.options],
      hasAxis(axes, "layer") ? null : ofModels ? layerWanted(one, home) : [one.layer, one.layers],
      hasAxis(axes, "class") || best ? null : name(one.index),
      hasAxis(axes, "picture") ? null : [of, one.region],
    ]);
  };
  return comparison.best === best && fixed(comparison) === fixed(now);
}

/** The cells that are made next, in one go: those that wait, first what is there at once; of one question all layers together, since they
 * take one backward pass. All cells of a model come one after the other, so that each is loaded once: first those of the one that is
 * shown, which is there already. @param {Comparison} comparison @param {Paced} paced
 * @param {ReadonlySet<string>} alone keys of cells that are not made together with others @param {string} [present] the model that is shown
 * @returns {Cell[]} empty if none waits */
export function nextCells({ cells, visiting }, paced, alone, present = "") {
  const onePass = (/** @type {Cell} */ { request }) => paced.methods.some((method) => method.id === request.method && isOnePass(method, request.options));
  const all = cells.filter(({ state }) => state === "waiting");
  const isPresent = (/** @type {Cell} */ { model }) => model === "" || model === present;
  // What came in late for the shown one waits until that is loaded again anyway.
  const host = all.find(({ model }) => model === visiting) ?? all.find((cell) => isPresent(cell) === (visiting === null)) ?? all[0];
  const waiting = all.filter(({ model }) => model === host?.model);
  const next = waiting.find(onePass) ?? waiting.find(({ request }) => isQuick(paced, request)) ?? waiting[0];
  if (!next) return [];
  if (!onePass(next) || next.layer === null || alone.has(next.key)) return [next];
  return waiting.filter((cell) => cell === next || (cell.layer !== null && !alone.has(cell.key) && butLayer(cell) === butLayer(next)));
}

/** @param {Cell} cell */
const butLayer = ({ picture, best, request: { layer: _, ...request } }) => JSON.stringify([picture, best, request]);

/** The picture that a cell is drawn on: each model sees a part of its own. @param {Pick<Cell, "model" | "picture">} cell */
export const pictureKey = ({ model, picture }) => (model ? `${model} ${picture}` : picture);

/** What was under way or waited when it ended is not there. @param {Comparison} comparison @returns {Comparison} */
export function ended(comparison) {
  const isOpen = (/** @type {Cell} */ { state }) => state === "waiting" || state === "running";
  return { ...comparison, cells: comparison.cells.map((cell) => (isOpen(cell) ? { ...cell, state: /** @type {const} */ ("left") } : cell)) };
}

/** How the heatmap of a cell is made: as the page makes its own, of the size of its model's input. @param {Pick<Comparison, "models">} comparison
 * @param {Pick<Cell, "model">} cell @param {Display} display @returns {Display} */
export function displayOf({ models }, { model }, display) {
  const input = models[model]?.input;
  return input ? { ...display, width: input.width, height: input.height } : display;
}

/** The cells that have a heatmap that is made otherwise than the page shows its own. @param {Comparison} comparison @param {Display} display */
export const outdated = (comparison, display) =>
  comparison.cells.filter((cell) => cell.heatmap && JSON.stringify(cell.heatmap.display) !== JSON.stringify(displayOf(comparison, cell, display)));
