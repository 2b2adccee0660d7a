/** What a person typed for the input and the engine has not taken. The settings in force are the model's. */
import { besides, untaken } from "./form.js";

/** @import { Changes } from "../state.js"
 *  @import { Texts } from "./form.js" */

/** Why something cannot be had: in few words, and with all that is known where that is more. @typedef {{ short: string, whole: string | null }} Refusal */
/** `refusedInput` says of what was typed why it cannot be had, by the field's name.
 * @typedef {{ typedInput: Texts, refusedInput: Readonly<Record<string, Refusal>> }} InputState */
/** @typedef {{ type: "input-typed", name: string, text: string }
 *   | { type: "input-refused", name: string, refusal: Refusal }
 *   | { type: "input-untyped", name?: string }} InputEvent */

const NOTHING = { typedInput: {}, refusedInput: {} };

/** @type {InputState} */
export const initial = NOTHING;

/** @type {Changes} */
export const changes = {
  "model-loaded": () => NOTHING,
  "input-typed": ({ typedInput, refusedInput }, { name, text }) => ({ typedInput: { ...typedInput, [name]: text }, refusedInput: without(refusedInput, name) }),
  "input-refused": ({ refusedInput }, { name, refusal }) => ({ refusedInput: { ...refusedInput, [name]: refusal } }),
  // Without a name all of it.
  "input-untyped": ({ typedInput, refusedInput }, { name }) => (name === undefined ? NOTHING : { typedInput: without(typedInput, name), refusedInput: without(refusedInput, name) }),
  // What was typed meanwhile stays, and so does what was refused.
  "input-changed": (state, { input }) => {
    const typedInput = untaken(state.typedInput, input);
    const taken = besides(state.typedInput, typedInput);
    return { typedInput, refusedInput: besides(state.refusedInput, taken) };
  },
};

/** @template T @param {Readonly<Record<string, T>>} texts @param {string} name @returns {Readonly<Record<string, T>>} */
function without(texts, name) {
  const { [name]: _, ...others } = texts;
  return others;
}
