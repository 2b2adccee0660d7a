/** What the model answers while parts of the picture are hidden. The newest question counts; there is one at a time. */

/** @import { Rect } from "../engine/border.d.ts"
 *  @import { Sightline } from "../sightline.js"
 *  @import { Store } from "../store.js"
 *  @import { Work } from "../work/work.js" */

export class HideFlow {
  #lens;
  #store;
  #work;
  #isRunning = false;
  /** @type {readonly Rect[] | null} */ #next = null;

  /** @param {Sightline} lens @param {Store} store @param {Work} work */
  constructor(lens, store, work) {
    this.#lens = lens;
    this.#store = store;
    this.#work = work;
  }

  /** These parts are hidden from now on. @param {readonly Rect[]} hidden */
  async hide(hidden) {
    this.#store.dispatch({ type: "hidden", hidden });
    if (hidden.length > 0) await this.attempt(hidden);
  }

  /** What if these were hidden? @param {readonly Rect[]} hidden */
  async attempt(hidden) {
    this.#next = hidden;
    if (this.#isRunning) return;
    this.#isRunning = true;
    await this.#work.run({ label: "Looking at what is left", place: "hide" }, async () => {
      while (this.#next) {
        const wanted = this.#next;
        this.#next = null;
        const { picture } = this.#store.state;
        const { scores } = await this.#lens.look(null, { hidden: [...wanted] });
        if (this.#store.state.picture === picture) this.#store.dispatch({ type: "hidden-scored", scores });
      }
    });
    this.#isRunning = false;
  }
}
