/** The channels of the layer that is explained, a page at a time, as long as somebody looks at them. */
import { isQuick, paced } from "../methods/pace.js";
import { canList, channelsRequest, isFresh, methodOf, noLayerWords } from "./channels.js";

/** @import { Explanation } from "../engine/border.d.ts"
 *  @import { Listing } from "./channels.js"
 *  @import { Sightline } from "../sightline.js"
 *  @import { Store } from "../store.js"
 *  @import { Running, Work } from "../work/work.js" */

export class ChannelsFlow {
  #lens;
  #store;
  #work;
  /** What was asked for last is answered before anybody would miss it. */
  #isQuick = true;

  /** @param {Sightline} lens @param {Store} store @param {Work} work */
  constructor(lens, store, work) {
    this.#lens = lens;
    this.#store = store;
    this.#work = work;
  }

  /** A person looks at them from now on, or no longer. @param {boolean} isOpen */
  async open(isOpen) {
    this.#store.dispatch({ type: "channels-opened", isOpen });
    if (!isOpen) this.leave();
    else if (!isFresh(this.#store.state)) await this.show(0);
  }

  /** Those of the explanation that is shown, from one place on. What was listed before stays until this is answered.
   * @param {number} start */
  async show(start) {
    const { state } = this.#store;
    if (state.explanation && canList(state)) await this.#list(state.explanation, start);
  }

  /** Another explanation is shown: its channels come by themselves where that costs nothing. */
  async follow() {
    const { explanation, catalogue, channelsOpen } = this.#store.state;
    if (!explanation || !channelsOpen || isFresh(this.#store.state)) return;
    const method = methodOf(explanation, catalogue);
    if (isQuick(paced(this.#store.state), explanation) || method?.usesLayer === false) await this.#list(explanation, 0);
  }

  /** @param {Explanation} explanation @param {number} start */
  async #list(explanation, start) {
    const { state, dispatch } = this.#store;
    const method = methodOf(explanation, state.catalogue);
    const none = (/** @type {string} */ refusal) => ({ explanation, start: 0, found: null, refusal });
    if (!method?.usesLayer) {
      return dispatch({ type: "channels-listed", listing: none(noLayerWords(method)) });
    }
    const isWanted = () => this.#store.state.explanation === explanation;
    this.#isQuick = isQuick(paced(state), explanation);
    await this.#work.run({ label: "Reading the channels", place: "channels" }, async (running) => {
      const listing = await this.#ask(explanation, start, running).catch((/** @type {Error & { code?: string }} */ error) => {
        if (error.code === "no-channels") return none(error.message);
        if (isWanted() || running.signal.aborted) throw error;
        return null;
      });
      if (listing && isWanted()) dispatch({ type: "channels-listed", listing });
    });
  }

  /** @param {Explanation} explanation @param {number} start @param {Running} running @returns {Promise<Listing>} */
  async #ask(explanation, start, running) {
    const found = await this.#lens.channels(channelsRequest(explanation, start), running);
    return { explanation, start, found, refusal: "" };
  }

  /** Whatever comes next would have to wait for it. Ending it may take a new worker: not worth it for what is there at once. */
  leave() {
    if (!this.#isQuick) this.cancel();
  }

  cancel() {
    this.#work.cancel(({ place }) => place === "channels");
  }
}
