import { timeLeft } from "./time-left.js";

/** @import { Progress } from "../sightline.js"
 *  @import { Place } from "../problem/state.js"
 *  @import { Store } from "../store.js"
 *  @import { Coming } from "./state.js" */

/** @typedef {{ label: string, place: Place, coming?: Coming }} Task */
/** @typedef {{ signal: AbortSignal, onProgress: (progress: Progress) => void }} Running */

/** What the engine's steps are called on the page. @type {Record<string, string>} */
const STEPS = { fetch: "Fetching", read: "Reading", prepare: "Preparing the model", explain: "Explaining", judge: "Judging" };

/** Runs the page's tasks: each is shown while it lasts, can be cancelled, and leaves its error at its place. */
export class Work {
  #store;
  /** @type {Map<AbortController, { place: Place, isLong: boolean }>} */ #running = new Map();
  #lastId = 0;

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
  }

  /**
   * @param {Task} task
   * @param {(running: Running) => Promise<void>} act
   * @returns {Promise<void>} never rejects
   */
  async run({ label, place, coming }, act) {
    const id = (this.#lastId += 1);
    const controller = new AbortController();
    const { dispatch } = this.#store;
    const known = { place, isLong: false };
    let began = performance.now();
    /** @param {Progress} progress */
    const onProgress = ({ step, done, total, unit, memory = null }) => {
      if (done === 0) began = performance.now(); // what it waited for others says nothing of its own pace
      known.isLong = unit === "steps" && done > 0;
      const left = unit === "steps" ? timeLeft({ done, total, elapsed: performance.now() - began }) : null;
      dispatch({ type: "work-changed", id, change: { done, total, unit, memory, left, label: STEPS[step] ?? label } });
    };
    this.#running.set(controller, known);
    dispatch({ type: "work-began", work: { id, label, place, done: 0, total: null, unit: "steps", memory: null, left: null, cancellable: true, coming: coming ?? null } });
    try {
      await act({ signal: controller.signal, onProgress });
      dispatch({ type: "succeeded", work: id });
    } catch (error) {
      if (controller.signal.aborted) dispatch({ type: "told", status: "Cancelled." });
      // Superseded: a newer question is being answered, there is nothing to tell.
      else if (!isSuperseded(error)) dispatch({ type: "refused", place, work: id, message: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#running.delete(controller);
      dispatch({ type: "work-ended", id });
    }
  }

  /** `isLong`: it has many steps, and said so. @param {(task: { place: Place, isLong: boolean }) => boolean} which */
  cancel(which) {
    for (const [controller, known] of this.#running) if (which(known)) controller.abort(new DOMException("Cancelled.", "AbortError"));
  }
}

/** Work that is watched and cancelled in a panel of its own. @param {Place} place */
export const hasOwnBar = (place) => ["comparison", "judgement", "channels", "many"].includes(place);

/** @param {unknown} error */
export const isSuperseded = (error) => error instanceof Error && "code" in error && error.code === "superseded";
