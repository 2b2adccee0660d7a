/** An explanation being judged: one request, and its numbers once all are there. */
import { canJudge, judgeRequest } from "./judge.js";

/** @import { Sightline } from "../sightline.js"
 *  @import { Store } from "../store.js"
 *  @import { Work } from "../work/work.js" */

export class JudgeFlow {
  #lens;
  #store;
  #work;

  /** @param {Sightline} lens @param {Store} store @param {Work} work */
  constructor(lens, store, work) {
    this.#lens = lens;
    this.#store = store;
    this.#work = work;
  }

  /** The explanation that is shown, by the ticked metrics. What was judged before stays until this is answered. */
  async start() {
    const { state, dispatch } = this.#store;
    const { explanation, judging, catalogue } = state;
    if (!explanation || !catalogue || !canJudge(state)) return;
    this.cancel(); // the newest one counts
    const request = judgeRequest(explanation, judging, catalogue.metrics);
    await this.#work.run({ label: "Judging", place: "judgement" }, async (running) => {
      const judged = await this.#lens.judge(request, running);
      if (this.#store.state.explanation !== explanation) return; // nobody waits for it any more
      dispatch({ type: "judged", judgement: { explanation, object: judging.object, judged } });
      dispatch({ type: "told", status: "The explanation is judged." });
    });
  }

  cancel() {
    this.#work.cancel(({ place }) => place === "judgement");
  }
}
