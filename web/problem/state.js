/** What went wrong, one thing at a time: the newest. It goes at the next success. */

/** @import { Changes } from "../state.js" */

/** What the work was about. @typedef {"model" | "input" | "picture" | "explanation" | "comparison" | "judgement" | "channels" | "hide" | "link" | "save" | "many"} Place */
/** `work` is the number of the last work that had begun by then: a later one that succeeds takes the message away.
 * @typedef {{ place: Place, message: string, work: number }} Problem */
/** @typedef {{ problem: Problem | null }} ProblemState */
/** @typedef {{ type: "refused", place: Place, message: string, work: number }
 *   | { type: "succeeded", work: number }
 *   | { type: "problem-dismissed" }} ProblemEvent */

/** @type {ProblemState} */
export const initial = { problem: null };

/** @type {Changes} */
export const changes = {
  // What was under way beside it and goes well does not make it good.
  refused: (state, { place, message, work }) => ({ problem: { place, message, work: Math.max(work, ...state.work.map(({ id }) => id)) } }),
  succeeded: ({ problem }, { work }) => ({ problem: problem && work > problem.work ? null : problem }),
  "problem-dismissed": () => ({ problem: null }),
  // Of the model before, even if it was to stay until it is read.
  "model-loaded": ({ problem }) => ({ problem: problem?.place === "model" ? null : problem }),
  "camera-began": ({ problem }) => ({ problem: problem?.place === "picture" ? null : problem }),
  // What was refused is not asked for any more.
  "input-untyped": ({ problem }) => ({ problem: problem?.place === "input" ? null : problem }),
};
