/** What a person typed for the input and the engine has not taken. The settings in force are the model's. */
import { untaken } from "./form.js";

/** @import { Changes } from "../state.js"
 *  @import { Texts } from "./form.js" */

/** @typedef {{ typedInput: Texts }} InputState */
/** @typedef {{ type: "input-typed", name: string, text: string } | { type: "input-untyped" }} InputEvent */

/** @type {InputState} */
export const initial = { typedInput: {} };

/** @type {Changes} */
export const changes = {
  "model-loaded": () => ({ typedInput: {} }),
  "input-typed": ({ typedInput }, { name, text }) => ({ typedInput: { ...typedInput, [name]: text } }),
  "input-untyped": () => ({ typedInput: {} }),
  // What was typed meanwhile stays.
  "input-changed": ({ typedInput }, { input }) => ({ typedInput: untaken(typedInput, input) }),
};
