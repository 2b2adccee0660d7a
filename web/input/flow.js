/** The settings of the input, as a person changes them: what the model can have is in force at once, the rest is refused beside its field. */
import { EngineError } from "../engine/error.js";
import { besides, differing, shown, textRefusal, usable, wanted } from "./form.js";
import { sizeWords } from "./words.js";

/** @import { Preprocessing } from "../engine/border.d.ts"
 *  @import { Store } from "../store.js"
 *  @import { Running, Task } from "../work/work.js"
 *  @import { Texts } from "./form.js"
 *  @import { Refusal } from "./state.js" */

/** @typedef {{ signal: AbortSignal }} Options */

/** Kinds of errors that are about a value, rather than about the engine. */
const OF_VALUES = ["request", "model"];

export class InputFlow {
  #store;
  #change;
  #fit;
  #ask;

  /** @param {{ store: Store, change: (task: Task, act: (running: Running) => Promise<void>) => Promise<void>,
   *   fit: (input: Preprocessing, options: Options) => Promise<void>, ask: () => void }} parts `change` acts in turn with all that replaces model,
   *   input or picture; `fit` gives an input to the engine; `ask` asks it anew afterwards */
  constructor({ store, change, fit, ask }) {
    this.#store = store;
    this.#change = change;
    this.#fit = fit;
    this.#ask = ask;
  }

  /** A field has another text. @param {string} name @param {string} text */
  async type(name, text) {
    const { state, dispatch } = this.#store;
    if (!state.input) return;
    dispatch({ type: "input-typed", name, text });
    const refusal = textRefusal(name, text);
    if (refusal !== null) return dispatch({ type: "input-refused", name, refusal: { short: refusal, whole: null } });
    const isNew = differing(shown(state.input, { [name]: text }), state.input).includes(name);
    if (isNew || this.#isBusy()) await this.#run((options) => this.#takeTyped(options));
    else dispatch({ type: "input-untyped", name });
  }

  /** Other settings, all at once. @param {Preprocessing} input */
  async take(input) {
    this.#store.dispatch({ type: "input-untyped" });
    await this.#run((options) => this.#fit(input, options));
  }

  /** Back to the model's own. */
  async reset() {
    const { state, dispatch } = this.#store;
    dispatch({ type: "input-untyped" });
    if (state.input === state.ownInput && !this.#isBusy()) return;
    await this.#run(async (options) => {
      const { input, ownInput } = this.#store.state;
      if (ownInput && ownInput !== input) await this.#fit(ownInput, options);
    });
  }

  /** An earlier change may still be on its way: the last one counts. */
  #isBusy() {
    return this.#store.state.work.some(({ place }) => place === "input");
  }

  /** @param {(options: Options) => Promise<void>} take */
  #run(take) {
    return this.#change({ label: "Fitting the picture", place: "input" }, async ({ signal }) => {
      const before = this.#store.state.input;
      try {
        signal.throwIfAborted();
        await take({ signal });
      } catch (error) {
        this.#store.dispatch({ type: "input-untyped" }); // cancelled, or the engine failed: the fields say what is in force
        throw error;
      } finally {
        if (this.#store.state.input !== before) this.#ask();
      }
    });
  }

  /** All of it together, since what was refused by itself may go with what is new; else one after the other. What waited for its turn was
   * perhaps taken with an earlier change, or was meant for an earlier model: then nothing is left. @param {Options} options */
  async #takeTyped(options) {
    const { typedInput, refusedInput } = this.#store.state;
    const fresh = Object.entries(besides(typedInput, refusedInput));
    const all = usable(typedInput);
    if (fresh.length === 0) return;
    if (Object.keys(all).length > 1 && (await this.#refusal(all, options)) === null) return;
    for (const [name, text] of fresh) {
      const error = await this.#refusal({ [name]: text }, options);
      const { input } = this.#store.state;
      if (error && input) this.#store.dispatch({ type: "input-refused", name, refusal: refusalOf(error, name, input) });
    }
  }

  /** @param {Texts} texts @param {Options} options @returns {Promise<EngineError | null>} why they cannot be had; null once they are in force */
  async #refusal(texts, options) {
    const { input } = this.#store.state;
    try {
      if (input) await this.#fit(wanted(input, texts), options);
      return null;
    } catch (error) {
      if (error instanceof EngineError && OF_VALUES.includes(error.kind)) return error;
      throw error;
    }
  }
}

/** The engine's words about a size are long, and few of them are news beside the field. @param {EngineError} error @param {string} name of the field
 * @param {Preprocessing} present @returns {Refusal} */
const refusalOf = ({ code, message }, name, present) => (code === "input-size" ? { short: sizeWords(name, present), whole: message } : { short: message, whole: null });
