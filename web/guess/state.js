/** What the model answers with other settings of its input, where these are guessed, while somebody looks. */
import { onRenewal } from "../question/renewal.js";

/** @import { Alternative } from "../engine/border.d.ts"
 *  @import { Changes } from "../state.js" */

/** Where the guess is said: below the sentence, and with the answers. @typedef {"sentence" | "classes"} GuessPlace */
/** `guessOpen` is where somebody looks; `alternatives` is null until they are known.
 * @typedef {{ guessOpen: GuessPlace | null, alternatives: readonly Alternative[] | null }} GuessState */
/** @typedef {{ type: "guess-opened", place: GuessPlace | null } | { type: "alternatives-found", alternatives: readonly Alternative[] }} GuessEvent */

/** @type {GuessState} */
export const initial = { guessOpen: null, alternatives: null };

/** @type {Changes} */
export const changes = {
  ...onRenewal({ alternatives: null }),
  "model-loaded": () => ({ guessOpen: null, alternatives: null }),
  "guess-opened": (_, { place }) => ({ guessOpen: place }),
  "alternatives-found": (_, { alternatives }) => ({ alternatives }),
};
