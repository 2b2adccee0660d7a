/** The answers under other settings of the input, as long as somebody looks at them. */
import { alternativesOf } from "./guess.js";

/** @import { Preprocessing } from "../engine/border.d.ts"
 *  @import { Sightline } from "../sightline.js"
 *  @import { Store } from "../store.js"
 *  @import { GuessPlace } from "./state.js" */

export class GuessFlow {
  #lens;
  #store;
  #take;

  /** @param {Sightline} lens @param {Store} store @param {(input: Preprocessing) => Promise<void>} take puts settings in force */
  constructor(lens, store, take) {
    this.#lens = lens;
    this.#store = store;
    this.#take = take;
  }

  /** A person looks from now on, or no longer. @param {GuessPlace | null} place */
  async open(place) {
    this.#store.dispatch({ type: "guess-opened", place });
    await this.follow();
  }

  /** Another picture, or other settings: the answers come once those of the page are there. */
  async follow() {
    const { model, picture, input, scores, guessOpen, alternatives } = this.#store.state;
    if (guessOpen === null || alternatives || !scores || !picture || alternativesOf(this.#store.state).length === 0) return;
    const found = await this.#lens.alternatives().catch(() => null);
    const now = this.#store.state;
    if (found && now.model === model && now.picture === picture && now.input === input) this.#store.dispatch({ type: "alternatives-found", alternatives: found });
  }

  /** One of them is in force from now on. @param {Preprocessing} input */
  take(input) {
    return this.#take(input);
  }
}
