/** Many maps side by side. */
import { onRenewal } from "../question/renewal.js";
import { ended, hasAxis } from "./plan.js";

/** @import { Model } from "../engine/border.d.ts"
 *  @import { Picture } from "../pictures/state.js"
 *  @import { Ref } from "../share/shown.js"
 *  @import { Changes } from "../state.js"
 *  @import { Axis } from "./axis.js"
 *  @import { Cell, Comparing, Comparison } from "./plan.js" */

/** A picture of a person's own, in the order in which they were opened; `ref` is how a link names it, null where that is not known.
 * @typedef {{ number: number, name: string, blob: Blob, ref: Ref | null }} Opened */
/** `comparing` is what a person chose, `comparison` was made of it; `opened` are the latest pictures of their own. `isGrid`: the grid is what
 * a person looks at, also while they share it.
 * @typedef {{ comparing: Readonly<Comparing>, comparison: Comparison | null, opened: readonly Opened[], isGrid: boolean }} GridState */
/** `model` is what was loaded for the grid under this `id`, null while it is being loaded.
 * @typedef {{ type: "comparing", change: Partial<Comparing> }
 *   | { type: "comparison-planned", comparison: Comparison }
 *   | { type: "cells-changed", keys: readonly string[], change: Partial<Cell> }
 *   | { type: "grid-picture-drawn", id: string, picture: Picture }
 *   | { type: "grid-visits", id: string | null, model: Model | null }
 *   | { type: "comparison-ended" }} GridEvent */

/** Each keeps the file of a picture in memory. */
const OPENED = 6;

/** @type {GridState} */
export const initial = {
  comparing: Object.freeze({ rows: "method", columns: "layer", ticks: {}, best: null, scale: "own", difference: false, search: "" }),
  comparison: null,
  opened: [],
  isGrid: false,
};

/** @type {Changes} */
export const changes = {
  ...onRenewal({ comparison: null }),
  // Layers and classes are those of the model. Maps of several models stay true whichever of them is shown.
  "model-loaded": ({ comparing, comparison }) => ({
    comparison: ofSeveral(comparison, "model", "class", "layer"),
    comparing: { ...comparing, search: "", ticks: pick(comparing.ticks, "method", "picture", "model") },
  }),
  "model-changed": ({ comparing }) => ({ comparison: null, comparing: { ...comparing, ticks: pick(comparing.ticks, "method", "layer", "picture", "model") } }),
  // What a person sets is of the shown model alone.
  "input-changed": ({ comparison }) => ({ comparison: ofSeveral(comparison, "model") }),
  "picture-set": ({ comparison, opened }, { picture }) => ({
    comparison: ofSeveral(comparison, "picture"),
    opened: picture.sample === null ? withOpened(opened, picture) : opened,
  }),
  "picture-named": ({ opened, picture }, { ref }) => ({ opened: opened.map((one) => (one.blob === picture?.blob ? { ...one, ref } : one)) }),
  "sheet-opened": ({ isGrid, sheet: before }, { sheet }) => ({ isGrid: sheet === "grid" ? before !== "grid" : isGrid && (sheet === "share" || sheet === "save") }),
  "sheet-closed": () => ({ isGrid: false }),
  "many-opened": () => ({ isGrid: false }),
  "many-dropped": () => ({ isGrid: false }),
  comparing: (state, { change }) => ({ comparing: { ...state.comparing, ...change } }),
  "comparison-planned": (_, { comparison }) => ({ comparison }),
  "cells-changed": ({ comparison }, { keys, change }) => ({
    comparison: comparison && { ...comparison, cells: comparison.cells.map((cell) => (keys.includes(cell.key) ? { ...cell, ...change } : cell)) },
  }),
  "grid-picture-drawn": ({ comparison }, { id, picture }) => ({
    comparison: comparison && { ...comparison, pictures: { ...comparison.pictures, [id]: picture } },
  }),
  "grid-visits": ({ comparison }, { id, model }) => ({
    comparison: comparison && { ...comparison, visiting: id, models: id !== null && model ? { ...comparison.models, [id]: model } : comparison.models },
  }),
  "comparison-ended": ({ comparison }) => ({ comparison: comparison && ended(comparison) }),
};

/** A grid of several of something goes on when another one of them is shown. @param {Comparison | null} comparison @param {Axis} axis
 * @param {...Axis} butNot on which it is about the one that was shown */
function ofSeveral(comparison, axis, ...butNot) {
  const axes = comparison && { rows: comparison.rows.axis, columns: comparison.columns.axis };
  return axes && hasAxis(axes, axis) && !butNot.some((other) => hasAxis(axes, other)) ? ended(comparison) : null;
}

/** @param {Comparing["ticks"]} ticks @param {...Axis} axes @returns {Comparing["ticks"]} */
const pick = (ticks, ...axes) => Object.fromEntries(axes.flatMap((axis) => (ticks[axis] ? [[axis, ticks[axis]]] : [])));

/** @param {readonly Opened[]} opened @param {Picture} picture */
function withOpened(opened, { blob, name }) {
  if (opened.some((one) => one.blob === blob)) return opened;
  return [...opened, { number: (opened.at(-1)?.number ?? 0) + 1, name, blob, ref: null }].slice(-OPENED);
}
