/** Which maps a grid has: a request for each cell, in which order they are made, and what is kept of an earlier grid. Pure. */

/** @import { Catalogue, Display, ExplainRequest, Explanation, Method } from "../engine/border.d.ts"
 *  @import { Picture } from "../pictures/state.js"
 *  @import { Chosen, ShownHeatmap } from "../question/state.js"
 *  @import { Axis } from "./axis.js" */

/** Whose raw values the colours stand for: those of each map, of each row, or of all. @typedef {"own" | "row" | "all"} Scale */
/** What a person chose. `ticks` are the ids on each axis, none where nobody chose any; `best`: of each picture its own strongest class;
 * `difference`: what each map has more or less than the first of its row; `search` finds a class to tick.
 * @typedef {{ rows: Axis, columns: Axis, ticks: Readonly<Partial<Record<Axis, readonly string[]>>>, best: boolean, scale: Scale,
 *   difference: boolean, search: string }} Comparing */
/** `key` is all that it depends on; `layer` is null for a method that does not depend on one; `best`: the class is that with the highest
 * score. `left` is a cell that nobody has asked for, or whose making was ended; `error` says why it was refused.
 * @typedef {{ key: string, method: string, layer: string | null, picture: string, best: boolean, request: ExplainRequest,
 *   state: "waiting" | "running" | "done" | "refused" | "left",
 *   explanation: Explanation | null, heatmap: ShownHeatmap | null, error: string | null }} Cell */
/** @typedef {{ axis: Axis, ids: readonly string[] }} Line */
/** `places` has the place in `cells` for each row and column: a map that two columns share is there once. `chosen` is what a person
 * wanted to know when it began, `asked` the request for it, about the picture `of`; `pictures` are drawn small.
 * @typedef {{ rows: Line, columns: Line, places: readonly (readonly number[])[], cells: readonly Cell[], chosen: Readonly<Chosen>,
 *   asked: ExplainRequest, of: string, best: boolean, pictures: Readonly<Record<string, Picture>> }} Comparison */

/** @param {Pick<Comparing, "rows" | "columns">} grid @param {Axis} axis */
export const hasAxis = ({ rows, columns }, axis) => rows === axis || columns === axis;

/** Other axes; what stands on the one goes off the other. @param {Pick<Comparing, "rows" | "columns">} grid @param {"rows" | "columns"} side @param {Axis} axis */
export function turned({ rows, columns }, side, axis) {
  const [here, there] = side === "rows" ? [rows, columns] : [columns, rows];
  const other = axis === there ? here : there;
  return side === "rows" ? { rows: axis, columns: other } : { rows: other, columns: axis };
}

/**
 * One cell for each row and column; a method that does not depend on layers has one for all of them.
 * @param {{ rows: Line, columns: Line, best: boolean, catalogue: Pick<Catalogue, "methods">, chosen: Readonly<Chosen>, asked: ExplainRequest, of: string }} wanted
 *   `asked` is what the page would ask now: its target holds for all, its settings for its own method
 * @returns {Comparison}
 */
export function planned({ rows, columns, best, catalogue, chosen, asked, of }) {
  /** @type {Cell[]} */
  const cells = [];
  /** @type {Map<string, number>} */
  const known = new Map();
  const fixed = { method: chosen.method, layer: chosen.layers.at(-1) ?? chosen.layer, class: String(chosen.index), picture: of };
  const isElsewhere = rows.axis === "picture" || columns.axis === "picture";
  const places = rows.ids.map((row) => columns.ids.map((column) => {
    const point = { ...fixed, [rows.axis]: row, [columns.axis]: column };
    const method = catalogue.methods.find(({ id }) => id === point.method);
    const layer = method?.usesLayer ? point.layer : null;
    const request = requestOf(point, layer, method, asked, isElsewhere);
    const key = JSON.stringify([point.picture, best, request]);
    const place = known.get(key) ?? cells.length;
    if (place === cells.length) {
      known.set(key, place);
      const state = method?.cheap ? /** @type {const} */ ("waiting") : /** @type {const} */ ("left");
      cells.push({ key, method: point.method, layer, picture: point.picture, best, request, state, explanation: null, heatmap: null, error: null });
    }
    return place;
  }));
  return { rows, columns, places, cells, chosen, asked, of, best, pictures: {} };
}

/** @param {{ method: string, class: string }} point @param {string | null} layer @param {Method | undefined} method @param {ExplainRequest} asked
 * @param {boolean} isElsewhere pixels of one picture mean nothing on another one @returns {ExplainRequest} */
function requestOf(point, layer, method, { method: present, target: { region, ...known }, options = {} }, isElsewhere) {
  const index = Number(point.class);
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
  return { ...plan, pictures: earlier?.pictures ?? {}, cells: plan.cells.map((cell) => known.get(cell.key) ?? cell) };
}

/** Does a grid still answer what is asked, apart from what its axes say? @param {Comparison} comparison @param {Readonly<Chosen>} chosen @param {string} of the picture
 * @param {Pick<Comparing, "rows" | "columns">} axes those that it would have now @param {boolean} best */
export function isAbout({ chosen: before, of: earlier, best: wasBest }, chosen, of, axes, best) {
  const fixed = (/** @type {Readonly<Chosen>} */ one, /** @type {string} */ picture) => JSON.stringify([
    one.kind, one.than, one.negated, best,
    hasAxis(axes, "method") ? null : [one.method, one.options],
    hasAxis(axes, "layer") ? null : [one.layer, one.layers],
    hasAxis(axes, "class") || best ? null : one.index,
    hasAxis(axes, "picture") ? null : [picture, one.region],
  ]);
  return wasBest === best && fixed(before, earlier) === fixed(chosen, of);
}

/** The cells that are made next, in one go: those that wait, first what is there at once; of one question all layers together, since they
 * take one backward pass. @param {Comparison} comparison @param {Pick<Catalogue, "methods">} catalogue
 * @param {ReadonlySet<string>} alone keys of cells that are not made together with others @returns {Cell[]} empty if none waits */
export function nextCells({ cells }, { methods }, alone) {
  const cheap = new Set(methods.filter((method) => method.cheap).map(({ id }) => id));
  const waiting = cells.filter(({ state }) => state === "waiting");
  const next = waiting.find(({ method }) => cheap.has(method)) ?? waiting[0];
  if (!next) return [];
  if (!cheap.has(next.method) || next.layer === null || alone.has(next.key)) return [next];
  return waiting.filter((cell) => cell === next || (cell.layer !== null && !alone.has(cell.key) && butLayer(cell) === butLayer(next)));
}

/** @param {Cell} cell */
const butLayer = ({ picture, best, request: { layer: _, ...request } }) => JSON.stringify([picture, best, request]);

/** What was under way or waited when it ended is not there. @param {Comparison} comparison @returns {Comparison} */
export function ended(comparison) {
  const isOpen = (/** @type {Cell} */ { state }) => state === "waiting" || state === "running";
  return { ...comparison, cells: comparison.cells.map((cell) => (isOpen(cell) ? { ...cell, state: /** @type {const} */ ("left") } : cell)) };
}

/** The cells that have a heatmap that is made otherwise than the page shows its own. @param {Comparison} comparison @param {Display} display */
export const outdated = ({ cells }, display) => cells.filter(({ heatmap }) => heatmap && JSON.stringify(heatmap.display) !== JSON.stringify(display));
