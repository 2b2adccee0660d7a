/** What is being done. */

/** @import { Place } from "../problem/state.js"
 *  @import { Changes } from "../state.js" */

/** What is loaded, by its name. @typedef {{ what: "model" | "picture", name: string }} Coming */
/** `memory`: bytes that the model will take, once that is known; `left`: milliseconds that it will probably still take.
 * @typedef {{ id: number, label: string, place: Place, done: number, total: number | null, unit: "bytes" | "steps",
 *   memory: number | null, left: number | null, cancellable: boolean, coming: Coming | null }} Work */
/** @typedef {{ work: readonly Work[] }} WorkState */
/** @typedef {{ type: "work-began", work: Work }
 *   | { type: "work-changed", id: number, change: Partial<Work> }
 *   | { type: "work-ended", id: number }} WorkEvent */

/** @type {WorkState} */
export const initial = { work: [] };

/** @type {Changes} */
export const changes = {
  "work-began": (state, { work }) => ({ work: [...state.work, work] }),
  "work-changed": (state, { id, change }) => ({ work: state.work.map((work) => (work.id === id ? { ...work, ...change } : work)) }),
  "work-ended": (state, { id }) => ({ work: state.work.filter((work) => work.id !== id) }),
};
