/** What a person typed for the input and the engine has not taken. The settings in force are the model's. */
import { besides, untaken } from "./form.js";

/** @import { Changes } from "../state.js"
 *  @import { Texts } from "./form.js" */

/** `refusedInput` says of what was typed why it cannot be had, by the field's name.
 * @typedef {{ typedInput: Texts, refusedInput: Texts }} InputState */
/** @typedef {{ type: "input-typed", name: string, text: string }
 *   | { type: "input-refused", name: string, refusal: string }
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

/** @param {Texts} texts @param {string} name @returns {Texts} */
function without(texts, name) {
  const { [name]: _, ...others } = texts;
  return others;
}
