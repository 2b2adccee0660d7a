/** A comparison on its way: one request after the other, each cell filled as its map comes. */
import { order, planned } from "./compare.js";
import { explainRequest } from "../question/request.js";
import { heatmapDisplay } from "../stage/display.js";

/** @import { Cell, Comparison } from "./compare.js"
 *  @import { Sightline } from "../sightline.js"
 *  @import { Store } from "../store.js"
 *  @import { Running, Work } from "../work/work.js" */

export class CompareFlow {
  #lens;
  #store;
  #work;
  #count = 0;

  /** @param {Sightline} lens @param {Store} store @param {Work} work */
  constructor(lens, store, work) {
    this.#lens = lens;
    this.#store = store;
    this.#work = work;
  }

  /** The ticked methods at the ticked layers, about what is chosen now. */
  async start() {
    const { state, dispatch } = this.#store;
    const { catalogue, comparing, chosen, scores } = state;
    if (!catalogue || !scores) return;
    this.#count += 1;
    const [asked, display] = [explainRequest(state), heatmapDisplay(state)];
    const comparison = planned({ id: this.#count, comparing, catalogue, chosen, asked, display });
    const isCurrent = () => this.#store.state.comparison?.id === comparison.id;
    dispatch({ type: "comparison-began", comparison });
    await this.#work.run({ label: "Comparing", place: "comparison" }, async (running) => {
      await this.#fill(comparison, order(comparison.cells, catalogue), running, isCurrent)
        .finally(() => isCurrent() && dispatch({ type: "comparison-ended" }));
      if (isCurrent()) dispatch({ type: "told", status: "Comparison done." });
    });
  }

  /** @param {Comparison} comparison @param {number[]} places @param {Running} running @param {() => boolean} isCurrent */
  async #fill({ cells, display }, places, running, isCurrent) {
    const change = (/** @type {number | undefined} */ at, /** @type {Partial<Cell>} */ known) => {
      if (at !== undefined && isCurrent()) this.#store.dispatch({ type: "cell-changed", at, change: known });
    };
    const waiting = [...places];
    const requests = places.flatMap((at) => cells[at]?.request ?? []);
    change(waiting[0], { state: "running" });
    for await (const { explanation, error } of this.#lens.explainMany(requests, running)) {
      const at = waiting.shift();
      if (!isCurrent()) return;
      if (explanation) change(at, { state: "done", explanation, heatmap: { ...(await this.#lens.heatmap(explanation, display)), display } });
      else change(at, { state: "refused", error: error?.message ?? "" });
      change(waiting[0], { state: "running" });
    }
  }

  cancel() {
    this.#work.cancel(({ place }) => place === "comparison");
  }
}
