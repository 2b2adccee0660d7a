/** Small maps in idle time: never while something else is asked, and one at a time. */
import { isSuperseded } from "../work/work.js";
import { nextGlance } from "./glance.js";

/** @import { Explanation } from "../engine/border.d.ts"
 *  @import { Sightline } from "../sightline.js"
 *  @import { Store } from "../store.js" */

/** Milliseconds without anything to do before a small map is made. */
const REST = 250;

export class GlanceFlow {
  #lens;
  #store;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #isRunning = false;
  /** Requests that were refused, by their keys: they are not asked again. @type {Set<string>} */ #refused = new Set();

  /** @param {Sightline} lens @param {Store} store */
  constructor(lens, store) {
    this.#lens = lens;
    this.#store = store;
  }

  /** Something changed: what is missing comes once the page rests. */
  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#next(), REST);
  }

  async #next() {
    const { state } = this.#store;
    if (state.work.length > 0 || state.camera?.isOn) return this.soon(); // a grid may be at work for long
    if (this.#isRunning || !state.explanation || state.partial) return;
    const wanted = nextGlance(state);
    if (!wanted || wanted.keys.every((key) => this.#refused.has(key))) return;
    const { model, picture, input } = state;
    this.#isRunning = true;
    try {
      const { explanations } = await this.#lens.look(null, wanted.request, { idle: true });
      const now = this.#store.state;
      if (now.model !== model || now.picture !== picture || now.input !== input) return;
      this.#store.dispatch({ type: "glanced", glances: Object.fromEntries(explanations.map((/** @type {Explanation} */ one, /** @type {number} */ at) => [wanted.keys[at] ?? "", one])) });
    } catch (error) {
      // Not every method explains every layer: such a place stays empty, and says so when it is chosen.
      if (!isSuperseded(error)) for (const key of wanted.keys) this.#refused.add(key);
    } finally {
      this.#isRunning = false;
      this.soon();
    }
  }
}
