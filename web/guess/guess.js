/** Whether the input of the model is a guess, and what is said about it. Pure. */
import { isSameInput } from "../input/form.js";

/** @import { AlternativeInfo, Preprocessing, SettingFrom } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** What else the input may be; nothing where a file, the network or the list of models says it.
 * @param {Pick<State, "model" | "ownInput">} state @returns {readonly AlternativeInfo[]} */
export function alternativesOf({ model, ownInput }) {
  // A size that a person chose is no other knowledge.
  const isOwn = (/** @type {Preprocessing} */ input) =>
    ownInput !== null && !isSameInput({ ...input, width: ownInput.width, height: ownInput.height, resize: ownInput.resize }, ownInput);
  return !model || isOwn(model.input) ? [] : (model.inputFrom?.alternatives ?? []);
}

/** @param {Pick<State, "input" | "ownInput">} state */
export const guessWords = ({ input, ownInput }) => (input && ownInput && !isSameInput(input, ownInput) ? "Input set by you: change" : "Input guessed: change");

/** Each setting in a person's words. @type {Record<string, string>} */
const NAMES = {
  fit: "how the picture is fitted", range: "what black and white become", polarity: "whether black and white are swapped",
};

/** Why it is a guess, in one sentence. @param {readonly SettingFrom[]} settings */
export function whyWords(settings) {
  const guessed = settings.filter(({ kind, setting }) => kind === "guess" && setting in NAMES);
  const names = guessed.map(({ setting }) => NAMES[setting] ?? setting);
  const usual = guessed.find(({ name }) => name)?.name;
  const list = names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0] ?? "how the picture becomes its input";
  return `No file of this model says ${list}${usual ? `; it is as usual for ${usual}` : ""}. Take what makes the answer right:`;
}
