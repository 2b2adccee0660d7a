/** Many maps side by side. */
import { onRenewal } from "../question/renewal.js";
import { ended, hasAxis } from "./plan.js";

/** @import { Picture } from "../pictures/state.js"
 *  @import { Changes } from "../state.js"
 *  @import { Cell, Comparing, Comparison } from "./plan.js" */

/** A picture of a person's own, in the order in which they were opened. @typedef {{ number: number, name: string, blob: Blob }} Opened */
/** `comparing` is what a person chose, `comparison` was made of it; `opened` are the latest pictures of their own. `isGrid`: the grid is what
 * a person looks at, also while they share it.
 * @typedef {{ comparing: Readonly<Comparing>, comparison: Comparison | null, opened: readonly Opened[], isGrid: boolean }} GridState */
/** @typedef {{ type: "comparing", change: Partial<Comparing> }
 *   | { type: "comparison-planned", comparison: Comparison }
 *   | { type: "cells-changed", keys: readonly string[], change: Partial<Cell> }
 *   | { type: "grid-picture-drawn", id: string, picture: Picture }
 *   | { type: "comparison-ended" }} GridEvent */

/** Each keeps the file of a picture in memory. */
const OPENED = 6;

/** @type {GridState} */
export const initial = {
  comparing: Object.freeze({ rows: "method", columns: "layer", ticks: {}, best: true, scale: "own", difference: false, search: "" }),
  comparison: null,
  opened: [],
  isGrid: false,
};

/** @type {Changes} */
export const changes = {
  ...onRenewal({ comparison: null }),
  // Layers and classes are those of the model.
  "model-loaded": ({ comparing }) => ({ comparison: null, comparing: { ...comparing, search: "", ticks: pick(comparing.ticks, "method", "picture") } }),
  "model-changed": ({ comparing }) => ({ comparison: null, comparing: { ...comparing, ticks: pick(comparing.ticks, "method", "layer", "picture") } }),
  // Maps of several pictures stay true whichever of them is shown.
  "picture-set": ({ comparison, opened }, { picture }) => ({
    comparison: comparison && hasAxis({ rows: comparison.rows.axis, columns: comparison.columns.axis }, "picture") ? ended(comparison) : null,
    opened: picture.sample === null ? withOpened(opened, picture) : opened,
  }),
  "sheet-opened": ({ isGrid, sheet: before }, { sheet }) => ({ isGrid: sheet === "grid" ? before !== "grid" : isGrid && (sheet === "share" || sheet === "save") }),
  "sheet-closed": () => ({ isGrid: false }),
  comparing: (state, { change }) => ({ comparing: { ...state.comparing, ...change } }),
  "comparison-planned": (_, { comparison }) => ({ comparison }),
  "cells-changed": ({ comparison }, { keys, change }) => ({
    comparison: comparison && { ...comparison, cells: comparison.cells.map((cell) => (keys.includes(cell.key) ? { ...cell, ...change } : cell)) },
  }),
  "grid-picture-drawn": ({ comparison }, { id, picture }) => ({
    comparison: comparison && { ...comparison, pictures: { ...comparison.pictures, [id]: picture } },
  }),
  "comparison-ended": ({ comparison }) => ({ comparison: comparison && ended(comparison) }),
};

/** @param {Comparing["ticks"]} ticks @param {...import("./axis.js").Axis} axes @returns {Comparing["ticks"]} */
const pick = (ticks, ...axes) => Object.fromEntries(axes.flatMap((axis) => (ticks[axis] ? [[axis, ticks[axis]]] : [])));

/** @param {readonly Opened[]} opened @param {Picture} picture */
function withOpened(opened, { blob, name }) {
  if (opened.some((one) => one.blob === blob)) return opened;
  return [...opened, { number: (opened.at(-1)?.number ?? 0) + 1, name, blob }].slice(-OPENED);
}
